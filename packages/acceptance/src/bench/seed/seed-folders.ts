/** Seeded homeservers on disk: each a data folder of Synapse with a manifest beside it, complete or not there at all. */
import { cpSync, existsSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { benchFolder } from '../bench-folder.ts';
import { makeScratchFolder } from '../scratch-folder.ts';

const seedsFolder = join(benchFolder, 'seeds');
const manifestName = 'seed.json';

export interface SeedFolder<Manifest> {
  readonly folder: string;
  readonly manifest: Manifest;
}

export function readSeeds<Manifest>(): readonly SeedFolder<Manifest>[] {
  if (!existsSync(seedsFolder)) return [];
  return readdirSync(seedsFolder)
    .map((name) => join(seedsFolder, name))
    .filter((folder) => existsSync(join(folder, manifestName)))
    .map((folder) => ({
      folder,
      manifest: JSON.parse(readFileSync(join(folder, manifestName), 'utf8')) as Manifest,
    }));
}

/** @param make fills an empty folder and has stopped its server when it resolves */
export async function writeSeed<Manifest>(
  name: string,
  make: (folder: string) => Promise<Manifest>,
): Promise<SeedFolder<Manifest>> {
  const folder = join(seedsFolder, name);
  const unfinished = `${folder}.unfinished`;
  const scratch = makeScratchFolder();
  try {
    const manifest = await make(scratch);
    rmSync(unfinished, { recursive: true, force: true });
    cpSync(scratch, unfinished, { recursive: true });
    writeFileSync(join(unfinished, manifestName), JSON.stringify(manifest));
    renameSync(unfinished, folder);
    return { folder, manifest };
  } finally {
    rmSync(scratch, { recursive: true, force: true });
  }
}
