/** How a page asks for a store. */
import type { SessionOptions } from '@bundesmessenger/core/types';

export interface StoreOptions extends SessionOptions {
  /** Where the prebuilt `worker.js` is served. Same origin as the page. @default beside the page's own script */
  readonly workerUrl?: string | URL;
  /** Where `encryption.js` is served, which the worker loads after its start. Same origin. @default beside the page's own script */
  readonly encryptionUrl?: string | URL;
  /** Where `matrix_sdk_crypto_wasm_bg.wasm` is served, as `application/wasm`. @default beside the page's own script */
  readonly wasmUrl?: string | URL;
  /**
   * Where the one client of the origin lives. `auto` takes the first that the browser can do:
   * `sharedWorker` (one worker for all tabs), `leaderTab` (a worker of one tab, shared), `page` (in this page, not shared).
   * @default 'auto'
   */
  readonly placement?: 'auto' | 'sharedWorker' | 'leaderTab' | 'page';
}
