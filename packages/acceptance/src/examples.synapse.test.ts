/** The examples in bad weather and under suspicion, as a person sees it: real browser, real Synapse, roles and labels. */
import {
  auditMessages,
  recoveryOffered,
  startFaultProxy,
  startHomeserver,
  startRecordingProxy,
} from '@bundesmessenger/homeserver';
import type { FaultProxy, Homeserver, RecordingProxy } from '@bundesmessenger/homeserver';
import type { Browser, Locator, Page } from 'playwright';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { launchChromium } from './browser/launch.ts';
import { chatOn, type Chat } from './check/chat.ts';
import { openProfile } from './check/open-profile.ts';
import { serveChatPages, type ChatPages } from './check/serve-chat-pages.ts';
import { makePeople, type People, type Person } from './start/people.ts';
import { serveExamples, type Examples } from './start/serve-examples.ts';

/** A foreign server that answers nobody: reserved by RFC 2606. */
const foreignOrigin = 'https://elsewhere.example';
/** Where Chromium itself looks for updates, whatever it is told. */
const browserMaker = /\.(google|googleapis|gvt1)\.com$/;
const outage = { timeout: 60_000 }; // pauses between two tries grow to 30 s

let homeserver: Homeserver;
let proxy: FaultProxy;
let people: People;
let examples: Examples;
let browser: Browser;
const quiet = (): void => undefined;

beforeAll(async () => {
  homeserver = await startHomeserver({ log: quiet, config: recoveryOffered });
  proxy = await startFaultProxy(homeserver.baseUrl);
  people = await makePeople(homeserver);
  examples = await serveExamples({ homeserverBaseUrl: proxy.baseUrl, log: quiet });
  browser = await launchChromium();
}, 600_000); // the first run installs Synapse
afterEach(async () => {
  proxy.clearRules();
  await proxy.up();
  await Promise.all(browser.contexts().map((context) => context.close()));
});
afterAll(async () => {
  await browser?.close();
  await examples?.stop();
  await people?.stop();
  await proxy?.stop();
  await homeserver?.stop();
});

/** The example in a new profile, its chat opened. */
const visit = async (url: string, from = browser): Promise<{ page: Page; chat: Chat }> => {
  const page = await (await openProfile(from, [])).newPage();
  await page.goto(url);
  const chat = chatOn(page);
  await chat.open();
  return { page, chat };
};
const enterRoom = async (url: string, person: Person): Promise<{ page: Page; chat: Chat }> => {
  const visited = await visit(url);
  await visited.chat.logIn(person);
  await visited.chat.untilWelcomed();
  await visited.chat.openRoom(people.roomName);
  return visited;
};
/** One worker is one session with one connection to the server. */
const sharedWorkers = async (): Promise<number> => {
  const devtools = await browser.newBrowserCDPSession();
  const { targetInfos } = await devtools.send('Target.getTargets');
  await devtools.detach();
  return targetInfos.filter(({ type }) => type === 'shared_worker').length;
};

describe('the chat of the examples', () => {
  it('stores nothing and requests nothing before it is opened', async () => {
    const page = await (await openProfile(browser, [])).newPage();
    const requested: string[] = [];
    page.on('request', (request) => requested.push(new URL(request.url()).pathname));
    const before = proxy.requests.length;
    await page.goto(examples.portal.origin);
    await chatOn(page).element.getByRole('button', { name: 'Chat öffnen' }).waitFor();
    const stored = await page.evaluate(async () => [
      (await indexedDB.databases()).length,
      localStorage.length,
      sessionStorage.length,
      (await caches.keys()).length,
      document.cookie,
    ]);
    expect(stored).toEqual([0, 0, 0, 0, '']);
    expect(requested.filter((path) => !/^\/(assets\/[^/]+\.(js|css)|wappen\.svg)?$/.test(path))).toEqual([]);
    expect(await sharedWorkers()).toBe(0);
    expect(proxy.requests).toHaveLength(before);
  });

  it('says in German that the password is wrong, keeps what was typed, and lets in with the right one', async () => {
    const { chat } = await visit(examples.portal.origin);
    const user = chat.element.getByLabel('Benutzername');
    const password = chat.element.getByLabel('Passwort', { exact: true });
    await user.fill(people.anna.localpart);
    await password.fill('falsch');
    await chat.element.getByRole('button', { name: 'Anmelden' }).click();
    await chat.element.getByText('Benutzername oder Passwort ist falsch.').waitFor();
    expect([await user.inputValue(), await password.inputValue()]).toEqual([people.anna.localpart, 'falsch']);
    await chat.logIn(people.anna);
  });

  it('says that the server cannot be reached at the start, and recovers by itself', outage, async () => {
    await proxy.down();
    const { chat } = await visit(examples.intranet.origin);
    await chat.element.getByText('Server nicht erreichbar').waitFor();
    await proxy.up();
    await chat.logIn(people.ben);
  });

  it('goes on by keyboard alone: opens, logs in, picks a room and writes', async () => {
    const page = await (await openProfile(browser, [])).newPage();
    await page.goto(examples.portal.origin);
    const { element, ...chat } = chatOn(page);
    await tabTo(page, element.getByRole('button', { name: 'Chat öffnen' }));
    await page.keyboard.press('Enter');
    await element.getByLabel('Benutzername').waitFor();
    await tabTo(page, element.getByLabel('Benutzername'));
    await page.keyboard.type(people.anna.localpart);
    await tabTo(page, element.getByLabel('Passwort', { exact: true }));
    await page.keyboard.type(people.anna.password);
    await page.keyboard.press('Enter');
    await chat.untilRooms();
    const room = element.getByRole('region', { name: 'Chats' }).getByRole('button', { name: people.roomName });
    await tabTo(page, element.getByRole('region', { name: 'Chats' }).locator('[data-room][tabindex="0"]'));
    for (let presses = 0; presses < 5 && !(await isFocused(room)); presses++) await page.keyboard.press('ArrowDown');
    await page.keyboard.press('Enter');
    await tabTo(page, element.getByRole('textbox', { name: /^Nachricht an/ }));
    await page.keyboard.type('Ganz ohne Maus geschrieben');
    await page.keyboard.press('Enter');
    await chat.untilSent('Ganz ohne Maus geschrieben');
  });

  it('lets go of session and server when it is taken out of the page', async () => {
    const anna = await enterRoom(examples.portal.origin, people.anna);
    const { page, chat } = await enterRoom(examples.intranet.origin, people.ben);
    await chat.element.evaluate((element) => element.remove());
    await page.waitForFunction(async () => {
      const { held = [] } = await navigator.locks.query();
      return held.every(({ name }) => name?.startsWith('bundesmessenger:host:'));
    });
    const before = proxy.requests.length;
    // Would be fetched by whoever still listens.
    await anna.chat.write('Sind Sie noch da?');
    await anna.chat.untilSent('Sind Sie noch da?');
    expect(proxy.requests.slice(before).filter(({ origin }) => origin === examples.intranet.origin)).toEqual([]);
    await page.close();
    await expect.poll(sharedWorkers).toBe(1);
  });

  describe.each([
    ['does not answer', () => proxy.down()],
    ['answers 500', () => failing({ status: 500, body: { errcode: 'M_UNKNOWN', error: 'broken' } })],
    ['answers with HTML', () => failing({ status: 200, body: '<!doctype html><title>Wartung</title>' })],
  ])('while the server %s', (_name, breakServer) => {
    it('says that it is offline, keeps a message and delivers it once, by itself', outage, async () => {
      const anna = await enterRoom(examples.portal.origin, people.anna);
      const ben = await enterRoom(examples.intranet.origin, people.ben);
      const text = (when: string): string => `${when}, ${String(_name)}`;
      await anna.chat.write(text('davor'));
      await ben.chat.untilRead(text('davor'));

      await breakServer();
      await anna.chat.element.getByText('Keine Verbindung.').waitFor();
      await anna.chat.write(text('währenddessen'));
      await anna.chat.message(text('währenddessen')).getByText('Wartet auf Verbindung').waitFor();

      proxy.clearRules();
      await proxy.up();
      await anna.chat.untilSent(text('währenddessen'));
      await anna.chat.element.getByText('Keine Verbindung.').waitFor({ state: 'hidden' });
      await anna.chat.write(text('danach'));
      await ben.chat.untilRead(text('danach'));
      expect(await ben.chat.message(text('währenddessen')).count()).toBe(1);
    });
  });
  const failing = async (answer: { status: number; body: string | object }): Promise<void> => {
    proxy.rule({ path: /\/sync$|\/send\/|\/versions$/ }, { kind: 'answer', ...answer });
    // Ends the request that is waiting for news.
    await proxy.down();
    await proxy.up();
  };
});

describe('a chat that is led elsewhere', () => {
  let watched: Browser;
  let recording: RecordingProxy;
  let pages: ChatPages;

  beforeAll(async () => {
    recording = await startRecordingProxy();
    watched = await launchChromium({
      args: [`--proxy-server=${recording.url}`, '--proxy-bypass-list=<-loopback>'],
    });
    pages = await serveChatPages(proxy.baseUrl, foreignOrigin);
  });
  afterAll(async () => {
    await watched?.close();
    await pages?.stop();
    await recording?.stop();
  });
  afterEach(() => {
    const own = [pages.origin, proxy.baseUrl];
    expect(recording.contacted.filter((origin) => !own.includes(origin) && !browserMaker.test(origin))).toEqual([]);
  });

  const expectCode = async (chat: Chat, code: string): Promise<void> => {
    await chat.element.getByText('Hinweis für die Administration').click();
    await chat.element.getByText(code, { exact: true }).waitFor();
  };

  it('refuses a redirect of the log-in with WL_REDIRECT, and nobody there hears of it', async () => {
    proxy.rule(
      { method: 'POST', path: /\/login$/ },
      { kind: 'answer', status: 307, headers: { location: `${foreignOrigin}/_matrix/client/v3/login` } },
    );
    const { chat } = await visit(`${pages.origin}/listed`, watched);
    await chat.element.getByLabel('Benutzername').fill(people.anna.localpart);
    await chat.element.getByLabel('Passwort', { exact: true }).fill(people.anna.password);
    await chat.element.getByRole('button', { name: 'Anmelden' }).click();
    await chat.element.getByText('Aus Sicherheitsgründen wurde eine Verbindung abgelehnt.').waitFor();
    await expectCode(chat, 'WL_REDIRECT');
    expect(recording.contacted).toContain(proxy.baseUrl); // the recording hears workers, too
  });

  it('refuses a .well-known that leads elsewhere with WL_DELEGATION', async () => {
    proxy.rule(
      { path: '/.well-known/matrix/client' },
      { kind: 'answer', status: 200, body: { 'm.homeserver': { base_url: foreignOrigin } } },
    );
    const { chat } = await visit(`${pages.origin}/listed`, watched);
    await chat.element.getByText('Der Chat kann nicht gestartet werden').waitFor();
    await expectCode(chat, 'WL_DELEGATION');
  });

  it('refuses a homeserver that is not on the list with WL_SERVER_NAME', async () => {
    const { chat } = await visit(`${pages.origin}/unlisted`, watched);
    await chat.element.getByText('Der Chat kann nicht gestartet werden').waitFor();
    await expectCode(chat, 'WL_SERVER_NAME');
  });
});

const isFocused = (target: Locator): Promise<boolean> =>
  target.evaluate((element) => (element.getRootNode() as Document | ShadowRoot).activeElement === element);

/** More stops than the pages have. */
const longestWay = 60;

async function tabTo(page: Page, target: Locator): Promise<void> {
  for (let presses = 0; presses < longestWay; presses++) {
    if (await isFocused(target)) return;
    await page.keyboard.press('Tab');
  }
  throw new Error(`the Tab key does not reach ${String(target)}`);
}

it('all of this has left no message in clear in an encrypted room', () => {
  const { encrypted, clear } = auditMessages(homeserver.databasePath);
  expect(clear).toEqual([]);
  expect(encrypted).toBeGreaterThan(0);
});
