/** Finds the seeded homeserver of a list of sizes, or makes it: once, in a folder that git ignores. */
import { startBenchHomeserver } from './bench-homeserver.ts';
import { createApi, logIn, type Api } from './client-server-api.ts';
import { password, seedVersion, type Reader, type SeedManifest } from './manifest.ts';
import { seedAccount } from './seed-account.ts';
import { seedArchive } from './seed-archive.ts';
import { seedConfidential } from './seed-confidential.ts';
import { readSeeds, writeSeed, type SeedFolder } from './seed-folders.ts';
import { seedKeyBackup } from './seed-key-backup.ts';

const writers = ['schreiberin', 'schreiber'] as const;

export type Seed = SeedFolder<SeedManifest>;

/** @returns a seed that holds all `sizes`, perhaps among others */
export async function ensureSeed(sizes: readonly number[], log: (line: string) => void): Promise<Seed> {
  const known = readSeeds<SeedManifest>().find(
    ({ manifest }) => manifest.version === seedVersion && sizes.every((size) => manifest.sizes.includes(size)),
  );
  if (known) return known;
  const sorted = [...new Set(sizes)].sort((one, other) => one - other);
  log(`Seeding a homeserver with accounts of ${sorted.join(', ')} rooms, once. 2,000 rooms take about half an hour …`);
  return writeSeed(`v${seedVersion}-${sorted.join('-')}`, (folder) => makeSeed(folder, sorted, log));
}

async function makeSeed(folder: string, sizes: readonly number[], log: (line: string) => void): Promise<SeedManifest> {
  await using homeserver = await startBenchHomeserver(folder, log);
  const makeUser = async (localpart: string, displayName: string): Promise<Api> => {
    await homeserver.createUser(localpart, password, { displayName });
    return createApi(homeserver.baseUrl, await logIn(homeserver.baseUrl, localpart, password));
  };
  const both = [
    await makeUser(writers[0], 'Saskia Schreiber'),
    await makeUser(writers[1], 'Stefan Schreiber'),
  ] as const;
  const readers: { readonly localpart: string; readonly rooms: number; readonly api: Api }[] = [];
  for (const rooms of sizes) {
    const localpart = `leserin${rooms}`;
    readers.push({ localpart, rooms, api: await makeUser(localpart, `Lea Leser (${rooms})`) });
  }
  for (const { api, rooms } of readers) await seedAccount(api, both, rooms, log);

  // Last, so that they lie on top of every list.
  const apis = readers.map(({ api }) => api);
  const archive = await seedArchive('Archiv', apis, both, log);
  const { room: confidential, roomKeys } = await seedConfidential('Vertraulich', apis, both, log);
  const inbox = await makeInbox('Eingang', apis, both);

  const finished: Reader[] = [];
  for (const { api, localpart, rooms } of readers) {
    log(`  key backup of ${localpart}`);
    const recoveryKey = await seedKeyBackup(homeserver.baseUrl, api.account, roomKeys);
    finished.push({ localpart, rooms, userId: api.account.userId, recoveryKey });
  }
  // Devices nobody measures would have to be encrypted for.
  for (const api of [...both, ...apis]) await api.request('POST', '/logout', {});
  return { version: seedVersion, sizes, readers: finished, archive, confidential, inbox, roomKeys, writers };
}

async function makeInbox(name: string, readers: readonly Api[], [creator, other]: readonly [Api, Api]) {
  const roomId = await creator.createRoom({ name, topic: 'Für Messungen', preset: 'public_chat' });
  for (const member of [other, ...readers]) await member.join(roomId);
  const newest = 'Hier kommt an, was gemessen wird.';
  await creator.sendText(roomId, newest);
  return { roomId, name, newest };
}
