/** A Chromium with a profile on disk that can be killed at any moment and started again. */
import { spawn, type ChildProcess } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { chromium, type Browser, type Page } from 'playwright';
import { ensureChromium } from '../browser/find-browser.ts';

export interface KeptBrowser {
  /** Starts it, also again, and gives an empty page. */
  start(): Promise<Page>;
  /** SIGKILL to all its processes: nothing that is only in memory survives. */
  kill(): Promise<void>;
  /** All its processes stand still, as in a computer that sleeps. */
  freeze(): void;
  thaw(): void;
  /** Kills it and deletes the profile. */
  dispose(): Promise<void>;
}

export async function createKeptBrowser(): Promise<KeptBrowser> {
  const profile = await mkdtemp(join(tmpdir(), 'bm-faults-'));
  let child: ChildProcess | undefined;
  let browser: Browser | undefined;

  const kill = async (): Promise<void> => {
    const ending = child;
    child = undefined;
    if (ending?.pid === undefined) return;
    const gone = new Promise((resolve) => ending.once('exit', resolve));
    process.kill(-ending.pid, 'SIGKILL');
    await gone;
    await browser?.close().catch(() => undefined);
    browser = undefined;
  };

  /** To the whole group: the process that writes to disk, too. */
  const signal = (name: NodeJS.Signals): void => {
    if (child?.pid === undefined) throw new Error('the browser does not run');
    process.kill(-child.pid, name);
  };

  return {
    async start() {
      child = spawn(
        ensureChromium(),
        [
          '--headless=new',
          '--no-sandbox',
          '--disable-gpu',
          '--no-first-run',
          '--disable-background-networking',
          '--disable-component-update',
          '--remote-debugging-port=0',
          `--user-data-dir=${profile}`,
          'about:blank',
        ],
        { detached: true, stdio: ['ignore', 'ignore', 'pipe'] },
      );
      browser = await chromium.connectOverCDP(await debuggingUrl(child));
      const [context] = browser.contexts();
      return context!.pages()[0] ?? context!.newPage();
    },
    kill,
    freeze: () => signal('SIGSTOP'),
    thaw: () => signal('SIGCONT'),
    async dispose() {
      await kill();
      await rm(profile, { recursive: true, force: true, maxRetries: 5 });
    },
  };
}

/** Chromium says on standard error where it can be reached. */
function debuggingUrl(child: ChildProcess): Promise<string> {
  return new Promise((resolve, reject) => {
    const lines = createInterface({ input: child.stderr! });
    lines.on('line', (line) => {
      const [, url] = /^DevTools listening on (ws:\/\/\S+)$/.exec(line) ?? [];
      if (url !== undefined) resolve(url);
    });
    child.once('exit', () => reject(new Error('Chromium ended before it could be reached')));
  });
}
