/**
 * What happens when the browser's storage is full: whoever keeps what can be had again lets it go, so that credentials, keys
 * and messages have room, and what did not fit is written once more.
 */
import { BmError } from '../errors.ts';
import type { SealedStorage } from './sealed-storage.ts';

export interface StorageRoom {
  /** `letGo` is called when something that matters more does not fit. Returns the function that ends it. */
  onFull(letGo: () => Promise<void>): () => void;
  /** Resolves when everything that can be had again is gone. Never rejects. */
  make(): Promise<void>;
  /** The storage, whose writes make room; those of `expendable` records do not. */
  sharedBy(storage: SealedStorage): SealedStorage;
  /** Does it once more where it fails because the storage is full. @throws {BmError} STORE_FULL where that does not help */
  tryTwice<T>(write: () => Promise<T>): Promise<T>;
}

export function createStorageRoom(): StorageRoom {
  const listeners = new Set<() => Promise<void>>();
  const make = async (): Promise<void> => {
    await Promise.allSettled([...listeners].map((letGo) => letGo()));
  };
  const tryTwice = async <T>(write: () => Promise<T>): Promise<T> => {
    try {
      return await write();
    } catch (error) {
      if (!isFull(error)) throw error;
    }
    await make();
    try {
      return await write();
    } catch (error) {
      throw isFull(error) ? new BmError('STORE_FULL', 'the storage is full') : error;
    }
  };
  return {
    onFull(letGo) {
      listeners.add(letGo);
      return () => void listeners.delete(letGo);
    },
    make,
    sharedBy: (storage) => ({
      ...storage,
      create: () => tryTwice(() => storage.create()),
      set: (key, value, options) =>
        options?.expendable ? storage.set(key, value) : tryTwice(() => storage.set(key, value)),
    }),
    tryTwice,
  };
}

/** As the sealed storage says it, as the browser does, or as the Rust crypto repeats it from the browser. */
function isFull(error: unknown): boolean {
  if (error instanceof BmError) return error.code === 'STORE_FULL';
  const { name, message } = (error ?? {}) as { readonly name?: unknown; readonly message?: unknown };
  const text = typeof error === 'string' ? error : message;
  return name === 'QuotaExceededError' || (typeof text === 'string' && text.includes('QuotaExceededError'));
}
