/** What the server knows of a user: its devices, and how many loops have asked it for news. */
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Stage } from '../start/stage.ts';

/** Ids of all devices the server has for the user. */
export async function devicesOf({ homeserver, people }: Stage, userId: string): Promise<readonly string[]> {
  const response = await fetch(`${homeserver.baseUrl}/_synapse/admin/v2/users/${encodeURIComponent(userId)}/devices`, {
    headers: { Authorization: `Bearer ${people.adminToken}` },
  });
  const { devices } = (await response.json()) as { devices: { device_id: string }[] };
  return devices.map(({ device_id }) => device_id);
}

/**
 * How often the user's devices have begun to sync. A request without a position begins a loop; one that goes on asks with
 * the position it was last given.
 */
export async function countSyncStarts({ homeserver }: Stage, userId: string): Promise<number> {
  const log = await readFile(join(homeserver.dataDir, 'homeserver.log'), 'utf8');
  const requests = log
    .split('\n')
    .filter((line) => line.includes(`{${userId}} Processed request`))
    .flatMap((line) => /"POST \/_matrix\/client\/[^ ]*\/sync\?([^ ]*)/.exec(line)?.[1] ?? []);
  if (requests.length === 0) throw new Error(`the server's log shows no sync of ${userId}`);
  return requests.filter((query) => !new URLSearchParams(query).has('pos')).length;
}
