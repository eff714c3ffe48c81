/** The second stage of the host, as one module: everything that needs matrix-js-sdk and the wasm, and what else is not on the way to the list of rooms. */
export { completeSession } from '../session/complete-session.ts';
export * as operator from '../discovery/operator.ts';
export * as login from '../login/login.ts';
export * as signatures from '../whitelist/signatures.ts';
export { createClassicConnection } from '../sync/classic-connection.ts';
export { startEncryption } from './start.ts';
