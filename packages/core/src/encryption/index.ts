/** The second stage of the host, as one module: everything that needs matrix-js-sdk and the wasm. */
export { deviceTrust, ensureCrossSigning } from './cross-signing.ts';
export { startEncryption } from './start.ts';
