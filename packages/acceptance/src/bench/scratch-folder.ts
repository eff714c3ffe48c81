/** A folder for one run, in memory where the system has such a place: a disk's pauses would stand in the numbers. */
import { existsSync, mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const inMemory = '/dev/shm'; // Linux

/** Whoever makes it deletes it. */
export function makeScratchFolder(): string {
  return mkdtempSync(join(existsSync(inMemory) ? inMemory : tmpdir(), 'bm-bench-'));
}
