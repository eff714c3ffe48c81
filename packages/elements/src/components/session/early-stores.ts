/**
 * Stores that a drop-in opens for the chats standing open in the page, before the elements are here to ask for them: the
 * host starts while their script is still on its way. Each goes to the first session that wants the same; what nobody takes
 * is closed.
 */
import { openStore, type Store, type StoreOptions } from '@bundesmessenger/store';
import { optionsFromAttributes, type SessionAttributes } from './session-options.ts';

const early = new Map<string, Store>();

export function openEarly(): void {
  for (const chat of document.querySelectorAll('bm-chat[open]')) {
    const attribute = (name: string): string | null => chat.getAttribute(name);
    const options = optionsFromAttributes({
      homeserver: attribute('homeserver'),
      baseUrl: attribute('base-url'),
      workerUrl: attribute('worker-url'),
      encryptionUrl: attribute('encryption-url'),
      wasmUrl: attribute('wasm-url'),
      placement: attribute('placement') as SessionAttributes['placement'],
      sessionName: attribute('session-name'),
    });
    if (options) open(options);
  }
}

function open(options: StoreOptions): void {
  const key = keyOf(options);
  if (early.has(key)) return;
  try {
    const store = openStore(options);
    early.set(key, store);
    // What a chat asks first.
    store.session.subscribe(() => undefined);
    store.rooms.subscribe(() => undefined);
  } catch {
    // The session that opens it again says what is wrong.
  }
}

/** @returns the store that was opened with these options, once */
export function takeEarlyStore(options: StoreOptions): Store | undefined {
  const key = keyOf(options);
  const store = early.get(key);
  early.delete(key);
  // Whoever wants something else may want it of the same host, which serves one whitelist.
  if (!store) closeUnused();
  return store;
}

export function closeUnused(): void {
  for (const store of early.values()) store.close();
  early.clear();
}

const keyOf = (options: StoreOptions): string => JSON.stringify(options);
