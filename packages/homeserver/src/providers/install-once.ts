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
const staleAfterMs = 15_000; // fifteen missed heartbeats: the run that made it is gone

/** @param install fills the folder it is given; the folder is renamed to `target` once this resolves. */
export async function installOnce(target: string, log: Log, install: (folder: string) => Promise<void>): Promise<void> {
  if (existsSync(target)) return;
  mkdirSync(dirname(target), { recursive: true });
  const release = await acquireLock(`${target}.lock`, () => log('Another run is installing Synapse; waiting for it.'));
  const partial = `${target}.partial-${randomBytes(4).toString('hex')}`;
  const remove = () => rmSync(partial, { recursive: true, force: true });
  const forget = onEndOfProcess(remove);
  let stopHeartbeat = () => {};
  try {
    if (existsSync(target)) return;
    removeAbandoned(target);
    mkdirSync(partial);
    stopHeartbeat = startHeartbeat(partial);
    await install(partial);
    try {
      renameSync(partial, target);
    } catch (error) {
      if (!existsSync(target)) throw error; // else another run was first, and its install is as good
    }
  } finally {
    stopHeartbeat();
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
    if (isStale(path)) rmSync(path, { force: true });
    else await sleep(heartbeatMs / 2);
  }
  const stopHeartbeat = startHeartbeat(path);
  const remove = () => {
    if (existsSync(path) && readFileSync(path, 'utf8') === id) rmSync(path, { force: true });
  };
  const forget = onEndOfProcess(remove);
  return () => {
    stopHeartbeat();
    forget();
    remove();
  };
}

/** Shows other runs that we live, by the time the path was last touched. */
function startHeartbeat(path: string): () => void {
  const timer = setInterval(() => {
    try {
      utimesSync(path, new Date(), new Date());
    } catch {
      // Removed by another run that took us for gone; the rename at the end still keeps the install whole.
    }
  }, heartbeatMs);
  return () => clearInterval(timer);
}

function isStale(path: string): boolean {
  const stat = statSync(path, { throwIfNoEntry: false });
  return stat !== undefined && Date.now() - stat.mtimeMs > staleAfterMs;
}

/** What runs left behind that were killed while they installed. */
function removeAbandoned(target: string): void {
  for (const name of readdirSync(dirname(target))) {
    const path = join(dirname(target), name);
    if (name.startsWith(`${basename(target)}.partial-`) && isStale(path))
      rmSync(path, { recursive: true, force: true });
  }
}
