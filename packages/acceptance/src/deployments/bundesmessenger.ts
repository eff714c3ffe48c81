/** One authority with BundesMessenger: what its operator says, announces and switches off, and what the SDK makes of it. */
import { bundesmessengerProfile, eicarText, type AuthorityServer, type Downtime } from '@bundesmessenger/homeserver';
import type { SessionState } from '@bundesmessenger/store';
import type { Page } from 'playwright';
import { chatOn } from '../check/chat.ts';
import { meet, say } from './both-ways.ts';
import { expectEqual, expectThat, needed } from './counted-steps.ts';
import { deploymentCheck } from './deployment-check.ts';
import type { DeploymentPages } from './deployment-pages.ts';
import { sendFile } from './files.ts';
import { visitorAt, type Visitor } from './visitor.ts';

const texts = {
  fromAnna: 'Die Übergabe ist für Donnerstag um zehn Uhr geplant 📅',
  fromBen: 'Verstanden, ich bringe die Schlüssel mit 🔑',
  duringMaintenance: 'Das schreibe ich, während der Messenger gewartet wird 🚧',
  whileOff: 'Das schreibe ich, während der Server abgeschaltet ist 🌙',
} as const;
const roomName = 'Liegenschaften';
const file = { name: 'schluessel-liste.txt', text: 'Schlüssel 1 bis 40 liegen beim Pförtner.' } as const;

const inMs = (ms: number): string => new Date(Date.now() + ms).toISOString();
const downtime = (change: Partial<Downtime>): Downtime => ({
  warning_start_time: inMs(-60_000),
  start_time: inMs(0),
  end_time: inMs(3_600_000),
  type: 'MAINTENANCE',
  blocking: false,
  ...change,
});

export const bundesmessengerCheck = deploymentCheck(bundesmessengerProfile, async ({ servers, pages, step }) => {
  const { authority } = servers;
  const { front, homeserver, proxy } = authority;

  await step('imprint, privacy and help stand at the login, before anybody logs in', async () => {
    const page = await openAtLogin(pages, authority);
    for (const [name, url] of [
      ['Impressum', 'https://behoerde.example/impressum'],
      ['Datenschutz', 'https://behoerde.example/datenschutz'],
      ['Hilfe', 'https://behoerde.example/hilfe'],
    ] as const) {
      expectEqual(await page.getByRole('link', { name }).getAttribute('href'), url, name);
    }
  });
  await step('malformed and hostile de.bwi keys take nothing with them but themselves', async () => {
    front.serveWellKnown({
      kind: 'body',
      body: {
        'm.homeserver': { base_url: authority.secureBaseUrl },
        'de.bwi.imprint_url': 'javascript:alert(1)',
        'de.bwi.data_privacy_url': 'https://https://behoerde.example/datenschutz',
        'de.bwi.federation': 'yes',
      },
    });
    const page = await openAtLogin(pages, authority);
    const privacy = await page.getByRole('link', { name: 'Datenschutz' }).getAttribute('href');
    expectEqual(privacy, 'https://behoerde.example/datenschutz', 'the mended link');
    expectEqual(await page.getByRole('link', { name: 'Impressum' }).count(), 0, 'links that run script');
    front.serveWellKnown({ kind: 'own' });
  });
  await step('a server token for another host keeps everybody out, with its code', async () => {
    front.serve({ kind: 'token', host: 'other.example' });
    const page = await pages.open(authority);
    await chatOn(page).open();
    await page.getByText('WL_TOKEN_WRONG_HOST').waitFor({ state: 'attached' });
    front.serve({ kind: 'token' });
  });

  const guests = [
    { localpart: 'anna', server: authority, options: { contentScanner: 'auto' } },
    { localpart: 'ben', server: authority, options: { contentScanner: 'required' } },
  ] as const;
  const {
    host: anna,
    guest: ben,
    roomId,
  } = await meet(step, pages, guests, {
    roomName,
    federation: 'internal',
    texts: [texts.fromAnna, texts.fromBen],
  });

  await step(
    'limits and capabilities are known: 50 MB, a fixed display name, a password policy, no federation',
    async () => {
      const { limits, capabilities, passwordPolicy, federationPartners } = await needed(anna).deployment();
      expectEqual(limits?.uploadBytes, 52_428_800, 'upload limit');
      expectEqual(capabilities?.canChangeDisplayName, false, 'display name can be changed');
      expectEqual(capabilities?.canChangePassword, true, 'password can be changed');
      expectEqual(passwordPolicy?.minimumLength, 8, 'shortest password');
      expectEqual(federationPartners, [], 'partners');
    },
  );
  await step('no room can be opened to other authorities: the choice is not there', async () => {
    const { chat } = needed(anna);
    await chat.element.getByRole('button', { name: 'Neuer Raum' }).click();
    const dialog = chat.element.getByRole('dialog');
    await dialog.getByLabel('Name des Raums').waitFor();
    expectEqual(await dialog.getByRole('radio').count(), 0, 'choices');
    await dialog.getByRole('button', { name: 'Abbrechen' }).click();
  });

  await step('a file comes through the content scanner, and not past it', async () => {
    const before = proxy.requests.length;
    await sendFile(needed(anna), needed(ben), needed(roomId), file);
    const taken = proxy.requests.slice(before).filter(({ path }) => /\/download/.test(path));
    expectEqual([...new Set(taken.map(({ path }) => path))], [scannedDownload], 'downloads');
  });
  await step('an infected file is not given to anybody, and its row says why', async () => {
    const infected = new TextEncoder().encode(eicarText);
    await needed(anna).inStore(
      async (store, { roomId, bytes }) =>
        store.room(roomId).sendFile(new File([Uint8Array.from(bytes)], 'rechnung.txt', { type: 'text/plain' })),
      { roomId: needed(roomId), bytes: [...infected] },
    );
    const { chat, untilShown } = needed(ben);
    await chat.element.getByRole('button', { name: 'rechnung.txt herunterladen' }).click();
    await untilShown('In dieser Datei wurde Schadsoftware gefunden.');
  });
  await step('a scanner that is down lets no file past, and the next try takes it', async () => {
    const { chat, untilShown } = needed(ben);
    const up = proxy.rule({ path: scannedDownload }, { kind: 'answer', status: 502, body: '<h1>502 Bad Gateway</h1>' });
    await needed(anna).inStore(
      async (store, { roomId, name }) => store.room(roomId).sendFile(new File(['Plan'], name, { type: 'text/plain' })),
      { roomId: needed(roomId), name: 'plan.txt' },
    );
    const button = chat.element.getByRole('button', { name: 'plan.txt herunterladen' });
    await button.click();
    await untilShown('konnte nicht auf Schadsoftware geprüft werden');
    up();
    const [saved] = await Promise.all([needed(ben).page.waitForEvent('download'), button.click()]);
    expectEqual(saved.suggestedFilename(), 'plan.txt', 'the saved file');
  });
  await step('whoever attaches a file is told that it will be looked into', async () => {
    const { page, chat, untilShown } = needed(anna);
    await chat.element.locator('bm-composer input[type=file]').setInputFiles({
      name: 'grundriss.txt',
      mimeType: 'text/plain',
      buffer: Buffer.from('Grundriss'),
    });
    await untilShown('auf Schadsoftware geprüft, wenn jemand sie lädt');
    await chat.element.getByRole('button', { name: /grundriss\.txt/ }).click();
    await page.getByText('auf Schadsoftware geprüft, wenn jemand sie lädt').waitFor({ state: 'detached' });
  });

  await step('planned maintenance is announced with its times, in the time zone of the user', async () => {
    const [start_time, end_time] = [inMs(86_400_000), inMs(90_000_000)];
    front.serveMaintenance({
      kind: 'downtime',
      downtime: [downtime({ start_time, end_time, blocking: true, description: 'Umzug ins neue Rechenzentrum' })],
    });
    await untilTold(needed(anna), 'Wartung angekündigt');
    const clock = new Date(start_time).toLocaleTimeString('de-DE', { hour: '2-digit', minute: '2-digit' });
    await needed(anna).untilShown(new RegExp(`gewartet.*|um ${clock}`));
    await needed(anna).untilShown('Umzug ins neue Rechenzentrum');
  });
  await step('an ad-hoc message shows the operator’s words alone, as text', async () => {
    const description = 'Heute <b>keine</b> Sprechstunde';
    front.serveMaintenance({ kind: 'downtime', downtime: [downtime({ type: 'ADHOC_MESSAGE', description })] });
    await untilTold(needed(anna), 'Hinweis Ihrer IT');
    await needed(anna).untilShown(description);
  });
  for (const [what, body] of [
    ['HTML', '<!doctype html><h1>503</h1>'],
    ['another shape', '{"downtime":[{"start_time":"bald"}]}'],
  ] as const) {
    await step(`${what} in place of maintenance takes the notice away and disturbs nobody`, async () => {
      const description = `Hinweis vor ${what}`;
      front.serveMaintenance({ kind: 'downtime', downtime: [downtime({ type: 'ADHOC_MESSAGE', description })] });
      await untilTold(needed(anna), description);
      front.serveMaintenance({ kind: 'body', body });
      await untilTold(needed(anna), description, 'detached');
      expectEqual(await syncStatus(needed(anna)), 'live', 'sync');
    });
  }
  await step(
    'maintenance that blocks begins during a session: no request leaves, what is written waits, and goes when it ends',
    async () => {
      const lengthMs = 30_000;
      const blocking = downtime({ end_time: inMs(lengthMs), blocking: true });
      front.serveMaintenance({ kind: 'downtime', downtime: [blocking] });
      await untilTold(needed(anna), 'Der Messenger wird gewartet');
      const before = proxy.requests.length;
      await needed(anna).chat.write(texts.duringMaintenance);
      const page = await pages.open(authority);
      await chatOn(page).open();
      await page.getByText('Der Messenger wird gewartet').first().waitFor();
      await tryToLogIn(page, needed(ben));
      await page.getByText('Der Messenger wird gerade gewartet.').first().waitFor();
      const left = proxy.requests.slice(before).filter(({ path }) => /\/send\/|\/login$/.test(path));
      expectThat(Date.now() < Date.parse(blocking.end_time), 'the maintenance still runs');
      const writes = left.filter(({ method }) => method === 'PUT' || method === 'POST');
      expectEqual(writes, [], 'messages and log-ins that left');
      await needed(anna).chat.element.getByText('Der Messenger wird gewartet').waitFor({ state: 'detached' });
      await needed(anna).chat.untilSent(texts.duringMaintenance);
      await needed(ben).chat.untilRead(texts.duringMaintenance);
    },
  );
  await step('a homeserver that is switched off is a named state; login and messages outlast it', async () => {
    const { deviceId } = loggedIn(await needed(anna).session());
    await homeserver.restart({ hs_disabled: true, hs_disabled_message: 'Umzug' });
    await needed(anna).untilShown('Der Messenger ist vorübergehend abgeschaltet.');
    await needed(anna).chat.write(texts.whileOff);
    await homeserver.restart({ hs_disabled: false });
    for (const visitor of [anna, ben]) await needed(visitor).inStore(async (store) => store.reconnect(), undefined);
    await needed(anna).chat.untilSent(texts.whileOff);
    await needed(ben).chat.untilRead(texts.whileOff);
    expectEqual(loggedIn(await needed(anna).session()).deviceId, deviceId, 'device');
  });
  await step('both still read each other', () => say(needed(ben), needed(anna), roomName, 'Alles wieder da 👍'));
  await step('the server has written no message: database, media, logs', async () => {
    needed(roomId);
    for (const text of [...Object.values(texts), file.text])
      expectEqual(await homeserver.findPlaintext(text), [], text);
  });
});

const scannedDownload = '/_matrix/media_proxy/unstable/download_encrypted';

async function openAtLogin(pages: DeploymentPages, server: AuthorityServer): Promise<Page> {
  const page = await pages.open(server);
  await chatOn(page).open();
  await page.getByLabel('Benutzername').waitFor();
  await page.getByRole('link', { name: 'Datenschutz' }).waitFor();
  return page;
}

/** Where the form is there: a homeserver that was never reached has none. */
async function tryToLogIn(page: Page, { user }: Visitor): Promise<void> {
  const visitor = visitorAt(page, user);
  if (await visitor.chat.element.getByLabel('Benutzername').isVisible()) await visitor.submitLogIn();
}

/** A look at what has come of one question; the session asks no two within ten seconds. */
const lookMs = 1_000;
const patienceMs = 60_000;

/** Has the session ask its operator now, and not in some minutes, until the chat says so (or no longer). */
async function untilTold(visitor: Visitor, text: string, state: 'visible' | 'detached' = 'visible'): Promise<void> {
  const told = visitor.chat.element.getByText(text).first();
  for (const endMs = Date.now() + patienceMs; ;) {
    await visitor.inStore(async (store) => store.reconnect(), undefined);
    try {
      return await told.waitFor({ state, timeout: lookMs });
    } catch (error) {
      if (Date.now() > endMs) throw error;
    }
  }
}

const syncStatus = async (visitor: Visitor): Promise<string> => loggedIn(await visitor.session()).sync.status;

function loggedIn(session: SessionState): Extract<SessionState, { status: 'loggedIn' }> {
  if (session.status !== 'loggedIn') throw new Error(`the session is ${session.status}`);
  return session;
}
