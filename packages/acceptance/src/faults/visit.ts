/** Somebody at a fresh Chromium: logged in, in one room with the reader, and looking at it. */
import type { Browser, BrowserContext, CDPSession, Page } from 'playwright';
import { launchChromium } from '../browser/launch.ts';
import {
  join,
  logIn,
  openClient,
  tellOnline,
  untilOffline,
  untilSigned,
  watchRoom,
  type ClientOptions,
} from './client.ts';
import { password, type Stage } from './stage.ts';

export interface Visit {
  readonly browser: Browser;
  readonly context: BrowserContext;
  readonly page: Page;
  /** Of the page. */
  readonly cdp: CDPSession;
  readonly client: ClientOptions;
  readonly user: string;
  readonly roomId: string;
  /** The browser hears that it has a network. */
  tellOnline(): Promise<void>;
  /** Loads the page anew and looks at the room again. */
  reload(): Promise<void>;
}

export interface VisitOptions {
  /** Path of the worker file. @default the built one */
  readonly worker?: string;
  /** Runs in the page before any script. */
  readonly before?: string;
}

export async function visit<T>(
  stage: Stage,
  run: (visit: Visit) => Promise<T>,
  options: VisitOptions = {},
): Promise<T> {
  const client: ClientOptions = { ...stage.client, ...(options.worker !== undefined && { worker: options.worker }) };
  const browser = await launchChromium();
  try {
    const context = await browser.newContext();
    const page = await context.newPage();
    if (options.before !== undefined) await page.addInitScript({ content: options.before });
    const user = await stage.person();
    await openClient(page, client);
    await logIn(page, user, password);
    await untilSigned(page);
    const [roomId] = await stage.rooms(`@${user}:${client.serverName}`, 1);
    await join(page, roomId!);
    await watchRoom(page, roomId!);
    const everyTarget = await browser.newBrowserCDPSession();
    return await run({
      browser,
      context,
      page,
      cdp: await context.newCDPSession(page),
      client,
      user,
      roomId: roomId!,
      tellOnline: () => tellOnline(everyTarget),
      async reload() {
        await openClient(page, client);
        await watchRoom(page, roomId!);
      },
    });
  } finally {
    stage.proxy.clearRules();
    await stage.proxy.up();
    await browser.close();
  }
}

/** The network is away until the page says so, and `meanwhile` is over; then it is back. @returns when, by the clock */
export async function withoutNetwork(
  { proxy }: Stage,
  { page, tellOnline: tell }: Visit,
  meanwhile: () => Promise<void>,
): Promise<number> {
  await proxy.down();
  await untilOffline(page);
  await meanwhile();
  await proxy.up();
  const backAt = Date.now();
  await tell();
  return backAt;
}
