/**
 * Who is logged in at a portal uses the chat without typing a password: the drop-in in a real browser, a portal that signs
 * JSON Web Tokens, and a real homeserver that takes nothing else.
 */
import { createHmac } from 'node:crypto';
import { startHomeserver, type Homeserver } from '@bundesmessenger/homeserver';
import type { Browser, BrowserContext, Page } from 'playwright';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { launchChromium } from './browser/launch.ts';
import { chatOn } from './check/chat.ts';
import { openProfile } from './check/open-profile.ts';
import { serveChatPages, type ChatPages } from './check/serve-chat-pages.ts';
import { choosePort } from './start/choose-port.ts';

/** Where the homeserver is looked for first; any other free port does. */
const usualPort = 18_628;
const portal = { secret: 'shared-by-portal-and-homeserver', issuer: 'portal', audiences: ['messenger'] };
/** The whole way, on a machine that does something else besides, in milliseconds. */
const wholeWay = { timeout: 300_000 };
const patienceMs = 120_000;
const tokenLivesS = 60;

let homeserver: Homeserver;
let pages: ChatPages;
let browser: Browser;
let profile: BrowserContext;
let page: Page;
/** What pages say and ask for. */
const heard: string[] = [];
const pageErrors: string[] = [];
/** Handed over by the portal. */
const tokens: string[] = [];

beforeAll(async () => {
  const port = await choosePort(usualPort);
  homeserver = await startHomeserver({
    serverName: `localhost:${port}`,
    port,
    jwt: portal,
    config: { password_config: { enabled: false } },
    log: () => undefined,
  });
  pages = await serveChatPages(homeserver.baseUrl, 'https://elsewhere.example');
  browser = await launchChromium();
  profile = await openProfile(browser, pageErrors);
  profile.setDefaultTimeout(patienceMs);
  profile.on('console', (message) => heard.push(message.text()));
  profile.on('request', (request) => heard.push(request.url()));
  // What a portal's own server does for whoever has its cookie.
  await profile.exposeFunction('askPortal', () => makeToken(Date.now() / 1_000 + tokenLivesS));
}, 600_000); // the first run installs Synapse
afterAll(async () => {
  await browser?.close();
  await pages?.stop();
  await homeserver?.stop();
});

/** HS256 (RFC 7515). @param exp seconds since 1970 */
function makeToken(exp: number): string {
  const encode = (part: object): string => Buffer.from(JSON.stringify(part)).toString('base64url');
  const claims = { sub: 'erika', iss: portal.issuer, aud: portal.audiences[0], exp: Math.floor(exp) };
  const signed = `${encode({ alg: 'HS256', typ: 'JWT' })}.${encode(claims)}`;
  const token = `${signed}.${createHmac('sha256', portal.secret).update(signed).digest('base64url')}`;
  tokens.push(token);
  return token;
}

/** A page of the portal, with the chat open. */
async function openChat(): Promise<ReturnType<typeof chatOn>> {
  page = await profile.newPage();
  await page.goto(`${pages.origin}/listed`);
  const chat = chatOn(page);
  await chat.element.evaluate((element) => {
    const { askPortal } = globalThis as unknown as { askPortal: () => Promise<string> };
    (element as unknown as { tokenProvider: () => Promise<string> }).tokenProvider = askPortal;
  });
  await chat.open();
  return chat;
}

describe('a portal’s own login', () => {
  let recoveryKey = '';

  it('opens the chat without a form, and asks for recovery before everything else', wholeWay, async () => {
    const { element } = await openChat();
    await element.getByRole('heading', { name: 'Sichern Sie Ihre Nachrichten' }).waitFor();
    expect(await element.getByLabel('Benutzername').count()).toBe(0);
    await element.getByRole('button', { name: 'Schlüssel erstellen' }).click();
    const groups = element.locator('[part="key"] span');
    await groups.first().waitFor();
    recoveryKey = (await groups.allTextContents()).join(' ');
    await element.getByRole('button', { name: 'Ich habe ihn aufbewahrt' }).click();
    await element.getByLabel(/^Die letzten 4 Zeichen/u).fill(recoveryKey.slice(-4));
    await element.getByRole('button', { name: 'Abschließen' }).click();
    await element.getByRole('region', { name: 'Chats' }).waitFor();
    expect(tokens).toHaveLength(1);
  });

  it('is not asked again by a page that comes later', wholeWay, async () => {
    await page.close();
    const { element } = await openChat();
    await element.getByRole('region', { name: 'Chats' }).waitFor();
    expect(tokens).toHaveLength(1);
  });

  it('waits for the user after a log-out, and brings the next device in by the key', wholeWay, async () => {
    const { element } = chatOn(page);
    await element.getByRole('button', { name: 'Abmelden' }).click();
    await element.getByRole('dialog').getByRole('button', { name: 'Abmelden' }).click();
    await element.getByText('Sie sind abgemeldet.').waitFor();
    expect(tokens).toHaveLength(1);
    await element.getByRole('button', { name: 'Anmelden' }).click();
    const notice = element.getByRole('region', { name: 'Frühere Nachrichten entsperren' });
    await notice.getByRole('button', { name: 'Entsperren' }).click();
    const dialog = element.getByRole('dialog', { name: 'Frühere Nachrichten entsperren' });
    await dialog.getByLabel('Wiederherstellungsschlüssel').fill(recoveryKey);
    await dialog.getByRole('button', { name: 'Entsperren', exact: true }).click();
    await dialog.waitFor({ state: 'hidden' });
    expect(tokens).toHaveLength(2);
  });

  it('tells in words that there is no way back where device and key are lost', wholeWay, async () => {
    const { element } = chatOn(page);
    await element.getByRole('button', { name: 'Abmelden' }).click();
    await element.getByRole('dialog').getByRole('button', { name: 'Abmelden' }).click();
    await element.getByRole('button', { name: 'Anmelden' }).click();
    const notice = element.getByRole('region', { name: 'Frühere Nachrichten entsperren' });
    await notice.getByRole('button', { name: 'Entsperren' }).click();
    const dialog = element.getByRole('dialog');
    await dialog.getByRole('button', { name: 'Nichts davon ist möglich' }).click();
    await dialog.getByRole('button', { name: 'Neue Identität anlegen' }).click();
    await dialog.getByText('eine erneute Anmeldung, die es für dieses Konto nicht gibt').waitFor();
  });

  it('has left its tokens in no console, address or storage in clear', async () => {
    heard.push(await page.evaluate(() => JSON.stringify([localStorage, sessionStorage, location.href])));
    const parts = tokens.flatMap((token) => [token, token.split('.')[2]!]);
    expect(heard.filter((line) => parts.some((part) => line.includes(part)))).toEqual([]);
    expect(heard.length).toBeGreaterThan(0);
    // The pages have no icon of their own.
    expect(pageErrors.filter((line) => !line.includes("image 'data:,'"))).toEqual([]);
  });
});
