/** How long the requests of a sync may take. */

/** How long the server may hold a request until something happens, in milliseconds. The value of Element and matrix-js-sdk. */
export const longPollMs = 30_000;
/** How long the answer itself may take, on top, in milliseconds. */
export const longestAnswerMs = 20_000;
/** The same for a classic sync that tells of all rooms, in milliseconds. Measured: Synapse takes 23 s for 2,000 rooms. */
export const longestFirstAnswerMs = 120_000;
