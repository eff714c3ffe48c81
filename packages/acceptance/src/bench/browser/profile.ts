/** A browser profile of its own for each measured login: prepared in one browser, started cold in another, warm in a third. */
import { rmSync } from 'node:fs';
import { basename, join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { chromium, type Page } from 'playwright';
import type { MachineLoad } from '../machine-load.ts';
import { makeScratchFolder } from '../scratch-folder.ts';
import { connectCdp, type Cdp } from './cdp.ts';
import { ensureChromium } from '../../browser/find-browser.ts';
import { installProbe, type Sight } from './probe.ts';
import { slowProcessor } from './slow-processor.ts';

export interface Profile {
  /** Like no other's. */
  readonly id: string;
  /** `list`: what the probe takes for a painted room list. Without it nothing is put into the page. */
  launch(options: { readonly list?: Sight; readonly cpuRate?: number }): Promise<RunningBrowser>;
  /** Empties the HTTP cache and the cache of compiled scripts; what pages have stored stays. */
  emptyHttpCache(): void;
  delete(): void;
}

export interface RunningBrowser {
  readonly page: Page;
  readonly cdp: Cdp;
  close(): Promise<void>;
}

const viewport = { width: 1280, height: 900 };
/** A browser is still busy with itself when it has started. */
const settleMs = 500;
/** For a page of 2,000 rooms with a slowed processor. */
const timeoutMs = 180_000;

/** @param load waited for before each measured start */
export function createProfile(load: MachineLoad): Profile {
  const folder = makeScratchFolder();
  return {
    id: basename(folder),
    async launch({ list, cpuRate = 1 }) {
      const context = await chromium.launchPersistentContext(folder, {
        executablePath: ensureChromium(),
        viewport,
        locale: 'de-DE',
        args: ['--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', '--remote-debugging-port=0'],
      });
      context.setDefaultTimeout(timeoutMs);
      if (list) await context.addInitScript(installProbe, list);
      const page = context.pages()[0] ?? (await context.newPage());
      const cdp = await connectCdp(folder);
      if (cpuRate > 1) await slowProcessor(cdp, cpuRate);
      await sleep(settleMs);
      if (list) await load.untilQuiet();
      return {
        page,
        cdp,
        async close() {
          cdp.close();
          await context.close();
        },
      };
    },
    emptyHttpCache() {
      for (const name of ['Cache', 'Code Cache', 'GPUCache', 'DawnGraphiteCache', 'DawnWebGPUCache']) {
        rmSync(join(folder, 'Default', name), { recursive: true, force: true });
      }
    },
    delete: () => rmSync(folder, { recursive: true, force: true, maxRetries: 5 }),
  };
}
