/** Finds or starts the host of this origin and returns the store over it: the page's one entry. */
import { BmError } from '@bundesmessenger/core/errors';
import { createStoreOver, type Connection, type Store } from '../store.ts';
import { hostAddress, type HostAddress } from './host-address.ts';
import { createInPageLink } from './in-page.ts';
import { createLeaderTabLink } from './leader-tab.ts';
import type { StoreOptions } from './options.ts';
import { createPageConnection, type EarlyStart, type HostLink } from './page-connection.ts';
import { createSharedWorkerLink } from './shared-worker.ts';
import { trustedScriptUrl } from './trusted-script-url.ts';

/**
 * Nothing is stored and nothing requested but the worker file until somebody logs in.
 * What is wrong with the options shows as `session` state `refused`; so does everything else that keeps the host away.
 * @param early what the page has begun already
 * @param through what stands between the connection and the store, as `withOwnEchoes` does
 * @throws {BmError} UNSUPPORTED_BROWSER outside a secure context or without Web Locks
 */
export function openStore(
  options: StoreOptions,
  early: EarlyStart = {},
  through: (connection: Connection) => Connection = (connection) => connection,
): Store {
  if (!globalThis.isSecureContext || !globalThis.navigator?.locks || !globalThis.WebAssembly) {
    throw new BmError('UNSUPPORTED_BROWSER', 'needs a secure context, Web Locks and WebAssembly');
  }
  // Written out, so that bundlers see each file.
  const encryptionUrl = new URL(options.encryptionUrl ?? new URL('./encryption.js', import.meta.url), document.baseURI);
  const wasmUrl = new URL(
    options.wasmUrl ?? new URL('./matrix_sdk_crypto_wasm_bg.wasm', import.meta.url),
    document.baseURI,
  );
  const files = { encryptionUrl: encryptionUrl.href, wasmUrl: wasmUrl.href };
  return createStoreOver(through(createPageConnection(openLink(hostAddress(options)), options, files, early)));
}

function openLink({ placement, workerUrl, name }: HostAddress): HostLink {
  const url = trustedScriptUrl(workerUrl);
  switch (placement) {
    case 'sharedWorker':
      return createSharedWorkerLink(url, name);
    case 'leaderTab':
      return createLeaderTabLink(url, name);
    case 'page':
      return createInPageLink(workerUrl.href);
  }
}
