/** The second stage of the host, as one module: everything that needs matrix-js-sdk and the wasm, and what verifies signatures. */
export { completeSession } from '../session/complete-session.ts';
export { startEncryption } from './start.ts';
export * as signatures from '../whitelist/signatures.ts';
