/** Login at an OAuth 2.0 issuer: the page goes there and comes back, and from then on nobody notices that there is one. */
import { oauthProfile } from '@bundesmessenger/homeserver';
import type { Page } from 'playwright';
import { chatOn } from '../check/chat.ts';
import { meet, say } from './both-ways.ts';
import { expectEqual, expectThat, needed } from './counted-steps.ts';
import { deploymentCheck } from './deployment-check.ts';
import { visitorAt } from './visitor.ts';

const texts = [
  'Die neue Anmeldung klappt, ganz ohne Passwort hier 🗝️',
  'Bei mir auch, ich bin gleich wieder zurück',
] as const;
const afterRenewal = 'Das schreibe ich, nachdem mein Zugang schon einmal abgelaufen ist';
const roomName = 'Registratur';
/** Short, so that every step meets tokens that have expired, in seconds. */
const lifetimeS = 15;

export const oauthCheck = deploymentCheck(oauthProfile, async ({ servers, running, pages, step }) => {
  const { authority } = servers;
  const { issuer, homeserver } = authority;
  issuer.lifetimeS = lifetimeS;
  const asked = (request: string): number => issuer.requests.filter((each) => each === request).length;

  await step('before the click there is one button, and nothing stored', async () => {
    const page = await pages.open(authority);
    await chatOn(page).open();
    await page.getByText('Sie melden sich auf der Seite Ihrer Organisation an').waitFor();
    expectThat(!(await page.getByLabel('Passwort', { exact: true }).isVisible()), 'the password field is not shown');
    expectEqual(await stored(page), [[], 0, 0], 'databases, local and session storage');
    expectEqual(
      issuer.requests.filter((each) => each !== 'GET /.well-known/openid-configuration'),
      [],
      'asked',
    );
  });
  await step('an issuer that the whitelist does not name is refused, with its code', async () => {
    const page = await pages.open(authority, { issuers: ['https://elsewhere.example/'] });
    await chatOn(page).open();
    await page.getByText('WL_ISSUER').waitFor({ state: 'attached' });
  });

  const guests = [
    { localpart: 'anna', server: authority },
    { localpart: 'ben', server: authority },
  ] as const;
  const { host: anna, guest: ben } = await meet(step, pages, guests, { roomName, federation: 'internal', texts });

  await step('the address bar holds nothing of the answer, nor does a storage in clear', async () => {
    const { page } = needed(anna);
    const { search, hash } = new URL(page.url());
    expectEqual([search, hash], ['', ''], 'query and fragment');
    expectEqual((await stored(page)).slice(1), [0, 0], 'local and session storage');
  });
  await step('a page that is loaded anew is still logged in, and the issuer is not visited again', async () => {
    const { page, chat, untilShown } = needed(anna);
    const before = asked('GET /authorize');
    await page.reload();
    await chat.open();
    await untilShown('Dieses Gerät ist bestätigt.');
    expectEqual(asked('GET /authorize'), before, 'visits at the issuer');
  });
  await step('a token that expires is renewed, and a message goes as if nothing were', async () => {
    const { page } = needed(anna);
    const before = asked('POST /oauth2/token');
    for (let waited = 0; asked('POST /oauth2/token') < before + 2; waited += 1) {
      expectThat(waited < 4 * lifetimeS, 'tokens are renewed');
      await page.waitForTimeout(1_000);
    }
    await say(needed(anna), needed(ben), roomName, afterRenewal);
    expectEqual((await needed(anna).session()).status, 'loggedIn', 'session');
  });

  await step('who does not agree is back at the login, and reads so; the next try works', async () => {
    const user = await homeserver.createUser('cem', '');
    const visitor = visitorAt(await pages.open(authority), user, true);
    await visitor.chat.open();
    await visitor.logInAtIssuer('Ablehnen');
    await visitor.untilShown('Sie haben die Anmeldung abgebrochen.');
    expectEqual(await stored(visitor.page), [[], 0, 0], 'databases, local and session storage');
    expectEqual(new URL(visitor.page.url()).hash, '', 'fragment');
    await visitor.logInAtIssuer('Zustimmen');
    await visitor.untilShown('Dieses Gerät ist bestätigt.');
  });
  await step('an answer that nobody asked for is refused in words, and stores nothing', async () => {
    const page = await pages.open(authority);
    await page.goto(`${page.url()}#state=bm.default.eingeschleust&code=fremd&iss=${encodeURIComponent(issuer.issuer)}`);
    await page.reload(); // a fragment alone loads no page
    await page.getByText('Diese Anmeldung wurde nicht in diesem Browser begonnen').waitFor();
    expectEqual(new URL(page.url()).hash, '', 'fragment');
    expectEqual(await stored(page), [[], 0, 0], 'databases, local and session storage');
  });
  await step('parameters of the portal’s own login are left alone, and open no chat', async () => {
    const page = await pages.open(authority);
    const own = '?code=eigener&state=8f3c&iss=https%3A%2F%2Fportal.example';
    await page.goto(page.url() + own);
    await page.getByRole('button', { name: 'Chat öffnen' }).waitFor();
    expectEqual(new URL(page.url()).search, own, 'query');
  });
  await step('log-out revokes the tokens, and leaves nothing behind', async () => {
    const { chat, page, session } = needed(ben);
    const state = await session();
    const deviceId = state.status === 'loggedIn' ? state.deviceId : '';
    expectThat(issuer.grants.devices.includes(deviceId), 'the issuer knows the device');
    await chat.element.getByRole('button', { name: 'Abmelden' }).click();
    await chat.element.getByRole('dialog').getByRole('button', { name: 'Abmelden' }).click();
    await page.getByText('Sie sind abgemeldet.').waitFor();
    expectThat(!issuer.grants.devices.includes(deviceId), 'the issuer has forgotten the device');
    expectEqual((await stored(page)).slice(1), [0, 0], 'local and session storage');
  });
  await step('nobody but homeserver and issuer was contacted, and the server has written no message', async () => {
    const contacted = running.network!.proxy.contacted.filter((origin) => !browserMaker.test(origin));
    const known = ['https://anmeldung.behoerde.example', 'https://behoerde.example'];
    expectEqual(
      contacted.filter((origin) => !known.includes(origin) && !origin.startsWith('http://localhost:')),
      [],
      'others',
    );
    for (const text of [...texts, afterRenewal]) expectEqual(await homeserver.findPlaintext(text), [], text);
  });
});

/** Names of databases, and how much is in what lies open. */
function stored(page: Page): Promise<readonly [readonly string[], number, number]> {
  return page.evaluate(async () => {
    const names = (await indexedDB.databases()).map(({ name = '' }) => name);
    return [names, localStorage.length, sessionStorage.length] as const;
  });
}

/** Chromium asks its maker by itself, whatever page it shows. */
const browserMaker = /\.(google|googleapis|gvt1)\.com$/;
