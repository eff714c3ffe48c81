/** The databases of a device's keys, which the Rust crypto names by a prefix. Apart from the engine, so that log-out does not need it. */
import { deleteDB } from 'idb';

/** Removes the databases of a stopped device's keys. */
export async function eraseCryptoStore(databasePrefix: string): Promise<void> {
  await Promise.all([
    deleteDB(`${databasePrefix}::matrix-sdk-crypto`),
    deleteDB(`${databasePrefix}::matrix-sdk-crypto-meta`),
  ]);
}
