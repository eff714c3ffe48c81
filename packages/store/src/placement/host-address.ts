/** Where the one host of an origin is found: by these, all tabs and widgets reach the same. */
import { allowInsecureLocalhost } from '@bundesmessenger/core/types';
import { protocolVersion } from '../protocol/messages.ts';
import type { StoreOptions } from './options.ts';

export interface HostAddress {
  readonly placement: Exclude<StoreOptions['placement'], 'auto' | undefined>;
  readonly workerUrl: URL;
  readonly name: string;
}

export function hostAddress(options: StoreOptions): HostAddress {
  const workerUrl = new URL(options.workerUrl ?? new URL('./worker.js', import.meta.url), document.baseURI);
  // The switch cannot cross a port; in the worker's own URL it can only be written by who starts the worker.
  if (options[allowInsecureLocalhost]) workerUrl.hash = 'allow-insecure-localhost';
  const name = `bundesmessenger ${options.name ?? 'default'} v${protocolVersion}`;
  return { placement: choosePlacement(options.placement), workerUrl, name };
}

/** The first that the browser can do, unless one is asked for. */
function choosePlacement(wanted: StoreOptions['placement'] = 'auto'): HostAddress['placement'] {
  if (wanted !== 'auto') return wanted;
  if ('SharedWorker' in globalThis) return 'sharedWorker';
  return 'Worker' in globalThis && 'BroadcastChannel' in globalThis ? 'leaderTab' : 'page';
}
