/**
 * One record of the sealed storage, and where it lies. A page reads one by itself, before anything else is here: without a
 * library, because that would be most of what is loaded for it.
 */

export const recordTable = 'records';
export const keyTable = 'key';
/** AES-GCM nonce length, NIST SP 800-38D. */
const nonceBytes = 12;

export interface SealedRecord {
  readonly nonce: Uint8Array<ArrayBuffer>;
  readonly ciphertext: ArrayBuffer;
}

/** @param sessionName see `SessionOptions` */
export function databaseNameOf(sessionName: string): string {
  return `bundesmessenger:${sessionName}`;
}

export async function exists(databaseName: string): Promise<boolean> {
  return (await indexedDB.databases()).some(({ name }) => name === databaseName);
}

export async function seal(key: CryptoKey, value: unknown): Promise<SealedRecord> {
  const nonce = crypto.getRandomValues(new Uint8Array(nonceBytes));
  const plain = new TextEncoder().encode(JSON.stringify(value));
  return { nonce, ciphertext: await crypto.subtle.encrypt({ name: 'AES-GCM', iv: nonce }, key, plain) };
}

export async function unseal<T>(key: CryptoKey, { nonce, ciphertext }: SealedRecord): Promise<T | undefined> {
  try {
    const plain = await crypto.subtle.decrypt({ name: 'AES-GCM', iv: nonce }, key, ciphertext);
    return JSON.parse(new TextDecoder().decode(plain)) as T;
  } catch {
    return undefined; // a damaged record is no record
  }
}

/**
 * Reads one record and lets go of the storage. Makes nothing.
 * @param sessionName see `SessionOptions`
 * @returns nothing where there is none. Never rejects.
 */
export async function readSealedRecord<T>(sessionName: string, key: string): Promise<T | undefined> {
  try {
    const databaseName = databaseNameOf(sessionName);
    if (!(await exists(databaseName))) return undefined;
    const opening = indexedDB.open(databaseName);
    // It is gone since then: it must not come back empty.
    opening.onupgradeneeded = () => opening.transaction?.abort();
    const database = await resultOf(opening);
    database.onversionchange = () => database.close();
    try {
      const transaction = database.transaction([recordTable, keyTable]);
      const [sealed, storageKey] = await Promise.all([
        resultOf(transaction.objectStore(recordTable).get(key) as IDBRequest<SealedRecord | undefined>),
        resultOf(transaction.objectStore(keyTable).get(0) as IDBRequest<CryptoKey | undefined>),
      ]);
      return sealed && storageKey ? await unseal<T>(storageKey, sealed) : undefined;
    } finally {
      database.close();
    }
  } catch {
    return undefined; // a storage that does not work holds nothing
  }
}

/** What an IndexedDB request brings. @throws its `DOMException` */
export function resultOf<T>(request: IDBRequest<T>): Promise<T> {
  return new Promise((resolve, reject) => {
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error);
  });
}
