/** matrix-js-sdk's own interface behind a session's encryption: for scenarios that look at keys and devices from outside. */
import type { Encryption } from '@bundesmessenger/core';
import type { CryptoApi } from 'matrix-js-sdk/lib/crypto-api/index.js';

/** What the running encryption has and the SDK's types do not show. */
export type WithEngine = Encryption & { readonly crypto: CryptoApi };
