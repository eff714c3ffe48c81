/** The databases of a device's keys, which the Rust crypto names by a prefix. Apart from the engine, so that log-out does not need it. */
import { eraseDatabase } from '../session/erase-database.ts';

const suffixes = ['::matrix-sdk-crypto', '::matrix-sdk-crypto-meta'] as const;

/** Removes the databases of a stopped device's keys. Never rejects: what somebody still holds open goes at the next start. */
export async function eraseCryptoStore(databasePrefix: string): Promise<void> {
  await Promise.all(suffixes.map((suffix) => eraseDatabase(databasePrefix + suffix)));
}

/**
 * Removes the keys of devices that are not any more: somebody held them open when their user logged out, or the browser was
 * killed then. Never rejects.
 * @param sessionDatabase where the credentials lie: while it is there and nobody knows of a device, nothing is removed
 * @param current prefix of the device whose keys may be there; asked for once it is known which are
 */
export async function sweepCryptoStores(sessionDatabase: string, current: () => string | undefined): Promise<void> {
  const databases = await indexedDB.databases().catch(() => []);
  const names = databases.map(({ name = '' }) => name);
  const kept = current();
  // Credentials that cannot be read today may be readable tomorrow, and then their keys are needed.
  if (kept === undefined && names.includes(sessionDatabase)) return;
  const left = names.filter((name) => {
    const suffix = suffixes.find((end) => name.endsWith(end));
    return suffix !== undefined && name.startsWith(`${sessionDatabase}:@`) && name !== `${kept}${suffix}`;
  });
  await Promise.all(left.map(eraseDatabase));
}
