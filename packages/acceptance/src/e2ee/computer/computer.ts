/**
 * A computer of its own with a Chromium that keeps its profile, runs one session in a page, and can be cut off from one
 * moment to the next: the only way to see what of the keys was on disk.
 */
import { spawn, type ChildProcess } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import type { SessionState } from '@bundesmessenger/core/types';
import { build } from 'esbuild';
import { chromium, type Browser, type Page } from 'playwright';
import { ensureChromium } from '../../browser/find-browser.ts';
import { serveSite, type Site } from '../../sites/serve-site.ts';
import { addCanary, currentMark } from '../canaries.ts';
import type { Device, Message } from '../device.ts';
import { overhear } from '../overheard.ts';
import { password, type Person } from '../stage.ts';
import { poll } from '../until.ts';

export interface Computer {
  /** Starts the browser, also again, and the session in it. */
  start(): Promise<void>;
  logIn(person: Person): Promise<{ readonly userId: string; readonly deviceId: string }>;
  /** Calls a method of the {@link Device} in the page. */
  call<Method extends Callable>(
    method: Method,
    ...parameters: Parameters<Device[Method]>
  ): Promise<Awaited<ReturnType<Device[Method]>>>;
  join(roomId: string): Promise<void>;
  /** Runs code of the test in the page, with the device as `globalThis.device`. */
  run<Result>(code: () => Promise<Result> | Result): Promise<Result>;
  /** Waits until the stored session is live again. */
  untilLive(): Promise<void>;
  /** Waits until the session is at this status; `loggedOut` only counts once the server answers. */
  untilStatus(status: SessionState['status']): Promise<void>;
  /** What the user does in the browser's settings, while the page is open. */
  clearSiteData(): Promise<void>;
  /** SIGKILL: nothing of what is in memory survives. */
  kill(): Promise<void>;
  stop(): Promise<void>;
}

type Callable = 'say' | 'send' | 'untilReads' | 'untilFails' | 'untilMember' | 'sessionOf' | 'decryptionOf';

export interface ComputerOptions {
  readonly serverName: string;
  readonly baseUrl: string;
}

/** What the page has, for `run`. */
export interface PageOfComputer {
  device: Device;
  session: Device['session'];
  open(serverName: string, baseUrl: string, wasmUrl: string, mark: string): Promise<void>;
}

const script = `
  import { createSession } from '@bundesmessenger/core';
  import { allowInsecureLocalhost } from '@bundesmessenger/core/types';
  import { useMark } from './canaries.ts';
  import { createDevice } from './device.ts';
  globalThis.open = async (serverName, baseUrl, wasmUrl, mark) => {
    useMark(mark);
    const options = { homeserver: serverName, whitelist: { servers: [{ serverName, baseUrl }] }, [allowInsecureLocalhost]: true };
    globalThis.session = await createSession(options, { wasmUrl });
    globalThis.makeDevice = () => (globalThis.device = createDevice(globalThis.session));
  };
`;

/** The page and the wasm, served once for all computers. */
export async function serveComputers(): Promise<Site> {
  const bundle = await build({
    stdin: { contents: script, resolveDir: join(import.meta.dirname, '..') },
    bundle: true,
    format: 'esm',
    platform: 'browser',
    write: false,
    logLevel: 'silent',
  });
  const wasm = createRequire(import.meta.url).resolve('@matrix-org/matrix-sdk-crypto-wasm');
  return serveSite({
    folders: { '/wasm/': join(dirname(wasm), 'pkg') },
    pages: { '/': '<!doctype html><title>Computer</title><script type="module" src="/page.js"></script>' },
    scripts: { '/page.js': bundle.outputFiles[0]!.text },
    headers: () => ({}),
  });
}

export function createComputer(site: Site, { serverName, baseUrl }: ComputerOptions): Computer {
  const profile = mkdtempSync(join(tmpdir(), 'bm-computer-'));
  let child: ChildProcess | undefined;
  let browser: Browser | undefined;
  let page: Page | undefined;
  const current = (): Page => {
    if (!page) throw new Error('the computer is off');
    return page;
  };
  const kill = async (): Promise<void> => {
    const ending = child;
    child = undefined;
    page = undefined;
    if (ending?.pid === undefined) return;
    const gone = new Promise((resolve) => ending.once('exit', resolve));
    // The whole group: the renderer and the process that writes to disk, too.
    process.kill(-ending.pid, 'SIGKILL');
    await gone;
    await browser?.close().catch(() => undefined);
    browser = undefined;
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
      page = await browser.contexts()[0]!.newPage();
      listenTo(page);
      await page.goto(site.origin);
      await page.waitForFunction(() => 'open' in globalThis);
      await page.evaluate(
        ([name, url, wasm, mark]) => (globalThis as unknown as PageOfComputer).open(name!, url!, wasm!, mark!),
        [serverName, baseUrl, `${site.origin}/wasm/matrix_sdk_crypto_wasm_bg.wasm`, currentMark()],
      );
    },
    async logIn({ localpart }) {
      await untilStatus(current(), 'loggedOut');
      await current().evaluate(
        ([user, secret]) =>
          (globalThis as unknown as PageOfComputer).session.login({
            type: 'm.login.password',
            user: user!,
            password: secret!,
          }),
        [localpart, password],
      );
      await untilLive(current());
      return current().evaluate(() => {
        const { userId, deviceId } = (globalThis as unknown as PageOfComputer).device;
        return { userId, deviceId };
      });
    },
    async call(method, ...parameters) {
      const result = await current().evaluate(
        ([name, given]) =>
          ((globalThis as unknown as PageOfComputer).device[name as 'say'] as (...all: unknown[]) => never)(
            ...(given as unknown[]),
          ),
        [method, parameters] as const,
      );
      if (method === 'say') addCanary((result as Message).body);
      return result;
    },
    async join(roomId) {
      await current().evaluate((id) => (globalThis as unknown as PageOfComputer).session.join(id), roomId);
    },
    run: (code) => current().evaluate(code),
    untilLive: () => untilLive(current()),
    untilStatus: (status) => untilStatus(current(), status),
    async clearSiteData() {
      const devtools = await current().context().newCDPSession(current());
      await devtools.send('Storage.clearDataForOrigin', { origin: site.origin, storageTypes: 'all' });
      await devtools.detach();
    },
    kill,
    async stop() {
      if (page) await overhearStorage(page);
      await kill();
      rmSync(profile, { recursive: true, force: true, maxRetries: 5, retryDelay: 200 });
    },
  };
}

/** What the page says and asks for is heard. */
function listenTo(page: Page): void {
  page.on('console', (message) => overhear('console', message.text()));
  page.on('pageerror', (error) => overhear('error', `${error.message}\n${error.stack ?? ''}`));
  page.on('request', (request) => overhear('address', request.url()));
  page.on('framenavigated', (frame) => overhear('address', frame.url()));
}

/** All that a page can keep in clear but IndexedDB, in which the SDK encrypts. */
async function overhearStorage(page: Page): Promise<void> {
  const stored = await page
    .evaluate(() => JSON.stringify([localStorage, sessionStorage, document.cookie, location.href]))
    .catch(() => undefined); // the browser has just been killed
  if (stored !== undefined) overhear('storage', stored);
}

function debuggingUrl(child: ChildProcess): Promise<string> {
  return new Promise((resolve, reject) => {
    let text = '';
    child.stderr!.setEncoding('utf8').on('data', (chunk: string) => {
      text += chunk;
      const url = /DevTools listening on (\S+)/.exec(text)?.[1];
      if (url) resolve(url);
    });
    child.once('exit', () => reject(new Error('Chromium ended before it listened')));
  });
}

async function untilStatus(page: Page, status: string): Promise<void> {
  await poll(
    () =>
      page.evaluate(() => {
        const state = (globalThis as unknown as PageOfComputer).session.state.get();
        return state.status === 'loggedOut' ? `${state.status} ${state.homeserver.status}` : state.status;
      }),
    (shown) => shown === status || shown === `${status} reachable`,
    `the page is ${status}`,
  );
}

async function untilLive(page: Page): Promise<void> {
  await poll(
    () =>
      page.evaluate(() => {
        const { session, makeDevice } = globalThis as unknown as PageOfComputer & { makeDevice(): void };
        const state = session.state.get();
        const live = state.status === 'loggedIn' && state.sync.status === 'live';
        const known = session.encryption.get()?.recovery.state.get().status ?? 'loading';
        if (live && known !== 'loading') makeDevice();
        return live ? known : state.status;
      }),
    (shown) => !['loading', 'starting', 'loggingIn', 'loggedIn'].includes(shown),
    'the page is live',
  );
}
