import { existsSync, mkdtempSync, readdirSync, renameSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { acquireLock, installOnce } from './install-once.ts';

const silent = () => {};
let folder: string;
let target: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'bm-install-'));
  target = join(folder, 'synapse');
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const installFile = (partial: string) => Promise.resolve(writeFileSync(join(partial, 'whole'), ''));

describe('installing once', () => {
  it('leaves the whole install and nothing else', async () => {
    await installOnce(target, silent, installFile);
    expect(readdirSync(folder)).toEqual(['synapse']);
    expect(readdirSync(target)).toEqual(['whole']);
  });

  it('does nothing where the install is there', async () => {
    await installOnce(target, silent, installFile);
    await installOnce(target, silent, () => Promise.reject(new Error('installed again')));
  });

  it('does not show the final folder before the install is whole', async () => {
    await installOnce(target, silent, async (partial) => {
      await installFile(partial);
      expect(existsSync(target)).toBe(false);
    });
  });

  it('leaves nothing where the install fails, and can be tried again', async () => {
    await expect(installOnce(target, silent, () => Promise.reject(new Error('no network')))).rejects.toThrow(
      'no network',
    );
    expect(readdirSync(folder)).toEqual([]);
    await installOnce(target, silent, installFile);
    expect(existsSync(target)).toBe(true);
  });

  it('is done by one of two runs that want it at the same time, while the other one waits', async () => {
    let installs = 0;
    const lines: string[] = [];
    const install = async (partial: string) => {
      installs++;
      await sleep(100);
      await installFile(partial);
    };
    const log = (line: string) => lines.push(line);
    await Promise.all([installOnce(target, log, install), installOnce(target, log, install)]);
    expect(installs).toBe(1);
    expect(lines).toEqual(['Another run is installing Synapse; waiting for it.']);
  });

  it('accepts the install of a run that was faster', async () => {
    await installOnce(target, silent, async (partial) => {
      await installFile(partial);
      await installOnce(join(folder, 'other'), silent, installFile);
      // As if the lock had been taken over while this run slept.
      renameSync(join(folder, 'other'), target);
    });
    expect(readdirSync(folder)).toEqual(['synapse']);
  });

  it('deletes what a killed run left behind', async () => {
    const abandoned = `${target}.partial-00000000`;
    writeFileSync(abandoned, '');
    const aMinuteAgo = new Date(Date.now() - 60_000);
    utimesSync(abandoned, aMinuteAgo, aMinuteAgo);
    await installOnce(target, silent, installFile);
    expect(existsSync(abandoned)).toBe(false);
  });
});

describe('the lock', () => {
  it('is taken over from a holder that no longer lives', async () => {
    const path = join(folder, 'lock');
    writeFileSync(path, 'somebody');
    const aMinuteAgo = new Date(Date.now() - 60_000);
    utimesSync(path, aMinuteAgo, aMinuteAgo);
    const release = await acquireLock(path);
    release();
    expect(existsSync(path)).toBe(false);
  });

  it('is not removed by a holder that lost it', async () => {
    const path = join(folder, 'lock');
    const release = await acquireLock(path);
    writeFileSync(path, 'somebody else');
    release();
    expect(existsSync(path)).toBe(true);
  });
});
