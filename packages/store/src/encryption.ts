/** The prebuilt second stage of the host: matrix-js-sdk's encryption, loaded by the first when the list is there. */
export { startEncryption } from '@bundesmessenger/core/encryption';
