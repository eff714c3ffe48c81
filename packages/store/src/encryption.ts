/** The prebuilt second stage of the host, loaded by the first when the list is there: keys, and what happens inside rooms. */
export * from '@bundesmessenger/core/second-stage';
export { createSecondStage } from './host/second-stage.ts';
