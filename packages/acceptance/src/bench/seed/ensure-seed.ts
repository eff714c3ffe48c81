/** Finds the seeded homeserver of a list of sizes, or makes it: once, in a folder that git ignores. */
import { cpSync, existsSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { benchFolder } from '../bench-folder.ts';
import { makeScratchFolder } from '../scratch-folder.ts';
import { startBenchHomeserver } from './bench-homeserver.ts';
import { createApi, logIn, type Api } from './client-server-api.ts';
import { password, seedVersion, type Reader, type SeedManifest } from './manifest.ts';
import { seedAccount } from './seed-account.ts';
import { seedArchive } from './seed-archive.ts';
import { seedConfidential } from './seed-confidential.ts';
import { seedKeyBackup } from './seed-key-backup.ts';

const seedsFolder = join(benchFolder, 'seeds');
const manifestName = 'seed.json';
const writers = ['schreiberin', 'schreiber'] as const;

export interface Seed {
  readonly folder: string;
  readonly manifest: SeedManifest;
}

/** @returns a seed that holds all `sizes`, perhaps among others */
export async function ensureSeed(sizes: readonly number[], log: (line: string) => void): Promise<Seed> {
  const known = findSeeds().find(({ manifest }) => sizes.every((size) => manifest.sizes.includes(size)));
  if (known) return known;
  const sorted = [...new Set(sizes)].sort((one, other) => one - other);
  const folder = join(seedsFolder, `v${seedVersion}-${sorted.join('-')}`);
  log(`Seeding a homeserver with accounts of ${sorted.join(', ')} rooms into ${folder} (once) …`);
  const scratch = makeScratchFolder();
  try {
    const manifest = await makeSeed(scratch, sorted, log);
    const unfinished = `${folder}.unfinished`;
    rmSync(unfinished, { recursive: true, force: true });
    cpSync(scratch, unfinished, { recursive: true });
    writeFileSync(join(unfinished, manifestName), JSON.stringify(manifest));
    renameSync(unfinished, folder);
    return { folder, manifest };
  } finally {
    rmSync(scratch, { recursive: true, force: true });
  }
}

function findSeeds(): Seed[] {
  if (!existsSync(seedsFolder)) return [];
  return readdirSync(seedsFolder)
    .map((name) => join(seedsFolder, name))
    .filter((folder) => existsSync(join(folder, manifestName)))
    .map((folder) => ({
      folder,
      manifest: JSON.parse(readFileSync(join(folder, manifestName), 'utf8')) as SeedManifest,
    }))
    .filter(({ manifest }) => manifest.version === seedVersion);
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
