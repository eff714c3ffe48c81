/**
 * Installs into a folder so that a half-finished install is never taken for a whole one: the work is done in a
 * folder of another name, which gets its final name at the very end. A lock keeps two runs from doing the work twice;
 * correctness does not rest on it.
 */
import { randomBytes } from 'node:crypto';
import {
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { onEndOfProcess } from '../end-of-process.ts';
import type { Log } from './provider.ts';

const heartbeatMs = 1_000;
const staleAfterMs = 15_000; // fifteen missed heartbeats: the holder is gone
const abandonedAfterMs = 3_600_000; // no install takes an hour

/** @param install fills the folder it is given; the folder is renamed to `target` once this resolves. */
export async function installOnce(target: string, log: Log, install: (folder: string) => Promise<void>): Promise<void> {
  if (existsSync(target)) return;
  mkdirSync(dirname(target), { recursive: true });
  const release = await acquireLock(`${target}.lock`, () => log('Another run is installing Synapse; waiting for it.'));
  const partial = `${target}.partial-${randomBytes(4).toString('hex')}`;
  const remove = () => rmSync(partial, { recursive: true, force: true });
  const forget = onEndOfProcess(remove);
  try {
    if (existsSync(target)) return;
    removeAbandoned(target);
    mkdirSync(partial);
    await install(partial);
    try {
      renameSync(partial, target);
    } catch (error) {
      if (!existsSync(target)) throw error; // else another run was first, and its install is as good
    }
  } finally {
    forget();
    remove();
    release();
  }
}

/** Resolves once the lock is ours. A lock whose holder no longer touches it is taken over. */
export async function acquireLock(path: string, onWait?: () => void): Promise<() => void> {
  const id = randomBytes(8).toString('hex');
  for (let waited = false; ; waited = true) {
    try {
      writeFileSync(path, id, { flag: 'wx' });
      break;
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
    }
    if (!waited) onWait?.();
    if (isOlderThan(path, staleAfterMs)) rmSync(path, { force: true });
    else await sleep(heartbeatMs / 2);
  }
  const heartbeat = setInterval(() => {
    try {
      utimesSync(path, new Date(), new Date());
    } catch {
      // Taken over or removed; the rename at the end still keeps the install whole.
    }
  }, heartbeatMs);
  const remove = () => {
    if (existsSync(path) && readFileSync(path, 'utf8') === id) rmSync(path, { force: true });
  };
  const forget = onEndOfProcess(remove);
  return () => {
    clearInterval(heartbeat);
    forget();
    remove();
  };
}

function isOlderThan(path: string, ageMs: number): boolean {
  const stat = statSync(path, { throwIfNoEntry: false });
  return stat !== undefined && Date.now() - stat.mtimeMs > ageMs;
}

/** What runs left behind that were killed while they installed. */
function removeAbandoned(target: string): void {
  for (const name of readdirSync(dirname(target))) {
    if (!name.startsWith(`${basename(target)}.partial-`)) continue;
    const path = join(dirname(target), name);
    if (isOlderThan(path, abandonedAfterMs)) rmSync(path, { recursive: true, force: true });
  }
}
