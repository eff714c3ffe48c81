/** Removes a database for good, and waits for it no longer than people would: who holds it open could keep it for ever. */
import { resultOf } from './sealed-record.ts';
import { settledWithin } from './settled-within.ts';

/** Whoever is asked to let go does so within milliseconds, also on a slow computer; longer takes who does not hear it. */
const waitsAtMostMs = 2_000;

/**
 * Resolves when the database is gone, or when somebody holds it all the same: then the browser deletes it once they let go,
 * or the next start of the session. Never rejects.
 */
export function eraseDatabase(name: string): Promise<void> {
  const erase = async (): Promise<unknown> => resultOf(indexedDB.deleteDatabase(name)); // some private modes throw at once
  return settledWithin(waitsAtMostMs, erase());
}
