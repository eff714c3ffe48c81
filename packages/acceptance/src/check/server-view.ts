/** What the server knows of a user: its devices, and how many loops ask it for news. */
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
 * Sync tokens that the user's devices have asked with more than once. A loop asks with the token it was last given,
 * so two loops of one device, and only they, ask with the same one.
 */
export async function repeatedSyncTokens({ homeserver }: Stage, userId: string): Promise<readonly string[]> {
  const log = await readFile(join(homeserver.dataDir, 'homeserver.log'), 'utf8');
  const tokens = log
    .split('\n')
    .filter((line) => line.includes(`{${userId}} Processed request`))
    .flatMap((line) => /"GET \/_matrix\/client\/v3\/sync\?[^ ]*since=([^& ]+)/.exec(line)?.[1] ?? []);
  if (tokens.length === 0) throw new Error(`the server's log shows no sync of ${userId}`);
  return tokens.filter((token, index) => tokens.indexOf(token) !== index);
}
