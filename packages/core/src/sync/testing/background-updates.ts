/** Waits for the work that a new Synapse does on its database beside its answers. */
import { DatabaseSync } from 'node:sqlite';

const pollMs = 100;

/** Until then Synapse 1.163 answers sliding sync by other code, which fails over rooms the user has just left. */
export async function backgroundUpdatesDone(databasePath: string): Promise<void> {
  const database = new DatabaseSync(databasePath, { readOnly: true });
  const left = database.prepare('SELECT count(*) AS count FROM background_updates');
  while (left.get()?.count !== 0) await new Promise((resolve) => setTimeout(resolve, pollMs));
  database.close();
}
