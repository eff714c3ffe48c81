/** The second stage of the host, as one module: everything that needs matrix-js-sdk and the wasm. */
export { startEncryption } from './start.ts';
