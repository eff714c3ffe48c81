/**
 * The way of Anna at the portal and Ben at the intranet through everything that the elements offer. Long, because it is one
 * story whose steps stand in their order.
 */
import type { BundesMessengerFront } from '@bundesmessenger/homeserver';
import type { BrowserContext } from 'playwright';
import { expectEqual, needed, type CountedSteps } from '../deployments/counted-steps.ts';
import type { Stage } from '../start/stage.ts';
import { bring, personAt, picture, tabTo, type Person } from './person.ts';
import { closeLauncher, loseConnection, openLauncher, tendDevices, unlock } from './second-device.ts';

export interface JourneyOptions {
  readonly stage: Stage;
  /** What stands before the homeserver for {@link launcherUrl}. */
  readonly front: BundesMessengerFront;
  /** A page with `<bm-launcher>`. */
  readonly launcherUrl: string;
  readonly newProfile: () => Promise<BrowserContext>;
  readonly step: CountedSteps['step'];
}

const roomName = 'Bauleitung';
const renamed = 'Bauleitung Süd';

export async function takeJourney(options: JourneyOptions): Promise<void> {
  const { stage, step, newProfile } = options;
  const { anna, ben } = stage.people;

  const atPortal = await step('Anna signs in at the portal, by keyboard alone', async () => {
    const page = await (await newProfile()).newPage();
    await page.goto(stage.examples.portal.origin);
    const person = personAt(page);
    await tabTo(page, person.button('Chat öffnen'));
    await page.keyboard.press('Enter');
    await person.element.getByLabel('Benutzername').waitFor();
    await tabTo(page, person.element.getByLabel('Benutzername'));
    await page.keyboard.type(anna.localpart);
    await tabTo(page, person.element.getByLabel('Passwort', { exact: true }));
    await page.keyboard.type(anna.password);
    await page.keyboard.press('Enter');
    await person.untilRooms();
    await person.untilWelcomed();
    return person;
  });
  const atIntranet = await step('Ben signs in at the intranet', async () => {
    const page = await (await newProfile()).newPage();
    await page.goto(stage.examples.intranet.origin);
    const person = personAt(page);
    await person.open();
    await person.logIn(ben);
    await person.untilWelcomed();
    return person;
  });
  const people = (): { readonly a: Person; readonly b: Person } => ({ a: needed(atPortal), b: needed(atIntranet) });

  const recoveryKey = await step('Anna secures her messages with a recovery key', () => secure(people().a));
  await step('she searches and filters her rooms', async () => {
    await fillList(stage);
    await searchAndFilter(people().a, stage.people.roomName);
  });
  await step('she makes a room for her own organisation and invites Ben, who accepts', () => meet(people(), stage));
  await step('she lets people knock, and lets in who does', () => admit(people().a, stage));
  await step('she writes formatted text, mentions Ben with an emoji, answers and edits', () => converse(people()));
  await step('she sends pictures by button, clipboard and mouse, and looks at them', () => sendPictures(people()));
  await step('Ben looks for a file and goes to its message', () => findFile(people().b));
  await step('Ben searches the messages of the room, and goes to one', () => searchMessages(people().b));
  await step('she asks, Ben votes, she ends the poll', () => poll(people()));
  await step('Ben reacts, and both talk in a thread', () => reactAndThread(people()));
  await step('she pins a message and finds it again', () => pin(people().a));
  await step('she looks for a date and deletes a message', () => dateAndDelete(people()));
  await step('she changes name, topic and marks of the room', () => changeSettings(people().a));
  await step('she blocks Ben, which he does not notice, and takes it back in her account', () => block(people()));
  await step('both verify each other by seven pictures', () => verify(people()));
  const launched = await step(
    'at a second device the chat is behind a button; imprint, privacy and maintenance stand at the log-in',
    () => openLauncher(newProfile, options.launcherUrl, options.front),
  );
  await step('there she logs in, and unlocks her messages with the recovery key', async () => {
    await needed(launched).logIn(anna);
    await unlock(needed(launched), needed(recoveryKey));
  });
  await step('the connection is lost, which she is told, and comes back', () =>
    loseConnection(needed(launched), options.front),
  );
  await step('at the portal she names this device and logs out the other, which says so', async () => {
    await tendDevices(people().a, anna);
    await needed(launched).until('Ihre Anmeldung ist nicht mehr gültig.');
    await closeLauncher(needed(launched));
  });
  await step('Anna logs out, and nothing is left', () => logOut(people().a));
}

async function secure(a: Person): Promise<string> {
  await a.button('Jetzt sichern').press('Enter');
  const dialog = a.dialog();
  await dialog.getByRole('button', { name: 'Schlüssel erstellen' }).press('Enter');
  const key = dialog.getByRole('group', { name: /Ihr Wiederherstellungs/ });
  await key.waitFor();
  const words = (await key.innerText()).replace(/\s+/gu, '');
  await dialog.getByRole('button', { name: 'Ich habe ihn aufbewahrt' }).press('Enter');
  await dialog.getByRole('textbox').fill(words.slice(-4));
  await a.page.keyboard.press('Enter');
  await dialog.getByText('Fertig: Ihre Nachrichten sind gesichert.').waitFor();
  await dialog.getByRole('button', { name: 'Schließen' }).press('Enter');
  await dialog.waitFor({ state: 'hidden' });
  return words;
}

/** A short list has no search. */
async function fillList({ homeserver, people }: Stage): Promise<void> {
  const ask = async (path: string, body: object): Promise<Record<string, string>> => {
    const response = await fetch(homeserver.baseUrl + path, {
      method: 'POST',
      headers: { 'Content-Type': 'application/json', Authorization: `Bearer ${people.adminToken}` },
      body: JSON.stringify(body),
    });
    if (!response.ok) throw new Error(`${path}: ${response.status}`);
    return (await response.json()) as Record<string, string>;
  };
  for (let at = 1; at <= 8; at++) {
    const invite = [people.anna.userId];
    const { room_id: roomId } = await ask('/_matrix/client/v3/createRoom', { name: `Akte ${at}`, invite });
    await ask(`/_synapse/admin/v1/join/${encodeURIComponent(roomId!)}`, { user_id: people.anna.userId });
  }
}

async function searchAndFilter(a: Person, name: string): Promise<void> {
  const rooms = a.element.getByRole('region', { name: 'Chats' }).locator('[data-room]');
  await rooms.nth(8).waitFor();
  const all = await rooms.count();
  const search = a.element.getByRole('searchbox', { name: 'Chats suchen' });
  await search.fill(name);
  await rooms.nth(1).waitFor({ state: 'detached' });
  await rooms.filter({ hasText: name }).waitFor();
  await search.fill('gibt es nicht');
  await a.button('Alle Chats zeigen').press('Enter');
  await rooms.nth(all - 1).waitFor();
  await a.button('Favoriten').press('Enter');
  await a.until('Kein Chat passt dazu');
  await a.button('Alle').press('Enter');
  await rooms.nth(all - 1).waitFor();
}

async function meet({ a, b }: { a: Person; b: Person }, { people }: Stage): Promise<void> {
  await a.button('Neuer Raum').press('Enter');
  await a.dialog().getByLabel('Name des Raums').fill(roomName);
  await a.dialog().getByLabel('Personen einladen').fill(people.ben.userId);
  await a.page.keyboard.press('Enter');
  await a.composer().waitFor();
  const invite = b.button(`Einladung in „${roomName}“ annehmen`);
  await invite.press('Enter');
  await invite.waitFor({ state: 'detached' });
  await b.openRoom(roomName);
  await b.composer().waitFor();
}

async function openDetails(a: Person, tab: 'Einstellungen' | 'Mitglieder'): Promise<void> {
  await a.choose('Raum-Menü', 'Einstellungen und Mitglieder');
  await a.dialog().getByRole('tab', { name: tab }).click();
}

async function closeDetails(a: Person): Promise<void> {
  await a.page.keyboard.press('Escape');
  await a.dialog().waitFor({ state: 'hidden' });
}

async function admit(a: Person, { homeserver }: Stage): Promise<void> {
  await openDetails(a, 'Einstellungen');
  await a.dialog().getByLabel('Beitritt').selectOption({ label: 'Mit Einladung oder auf Anfrage' });
  await a.until('Gespeichert.');
  await closeDetails(a);
  await a.until('lässt Beitrittsanfragen zu.');
  const roomId = await a.element.evaluate(
    (chat) => (chat.shadowRoot!.querySelector('bm-messenger') as unknown as { roomId: string }).roomId,
  );
  // Nobody can knock with the elements: who does has another client.
  const cem = await homeserver.createUser('cem', 'Loopback-1', { displayName: 'Cem Yıldız' });
  const ask = async (path: string, body: object, token?: string): Promise<Record<string, string>> => {
    const response = await fetch(`${homeserver.baseUrl}/_matrix/client/v3${path}`, {
      method: 'POST',
      headers: { 'Content-Type': 'application/json', ...(token && { Authorization: `Bearer ${token}` }) },
      body: JSON.stringify(body),
    });
    if (!response.ok) throw new Error(`${path}: ${response.status}`);
    return (await response.json()) as Record<string, string>;
  };
  const { access_token: token } = await ask('/login', {
    type: 'm.login.password',
    identifier: { type: 'm.id.user', user: cem.localpart },
    password: 'Loopback-1',
  });
  await ask(`/knock/${encodeURIComponent(roomId)}`, { reason: 'Vertretung' }, token);
  await openDetails(a, 'Mitglieder');
  await a.dialog().getByRole('searchbox', { name: 'Mitglieder suchen' }).fill('Cem');
  await a.choose('Aktionen für Cem Yıldız', 'Einlassen');
  await a.dialog().getByText('Eingeladen').first().waitFor();
  await closeDetails(a);
}

async function converse({ a, b }: { a: Person; b: Person }): Promise<void> {
  await a.composer().focus();
  await a.page.keyboard.type('Das ist **wichtig**, @Be');
  await a.element.getByRole('option', { name: /Ben Bürger/ }).waitFor();
  await a.page.keyboard.press('Enter');
  await a.button('Emoji einfügen').press('Enter');
  await a.element.getByRole('searchbox', { name: 'Emoji suchen' }).fill('Kran');
  await a.element
    .getByRole('option', { name: /[Kk]ran/ })
    .first()
    .press('Enter');
  await a.composer().press('Enter');
  await a.untilSent('Das ist wichtig');
  await b.message('Das ist wichtig').locator('strong', { hasText: 'wichtig' }).waitFor();
  await b.message('Das ist wichtig').getByText('Ben Bürger').first().waitFor();

  await b.act('Das ist wichtig', 'Antworten');
  await b.page.keyboard.type('Gelesen, danke');
  await b.page.keyboard.press('Enter');
  await a
    .message('Gelesen, danke')
    .getByText(/wichtig/)
    .first()
    .waitFor();

  await a.write('Morgen um neun');
  await a.untilSent('Morgen um neun');
  await a.composer().press('ArrowUp');
  await a.element.getByText('Nachricht bearbeiten').first().waitFor();
  await a.composer().fill('Morgen um zehn');
  await a.composer().press('Enter');
  await b.message('Morgen um zehn').getByText('bearbeitet').waitFor();
}

async function sendPictures({ a, b }: { a: Person; b: Person }): Promise<void> {
  const remove = (name: string) => a.button(`${name} entfernen`);
  const choosing = a.page.waitForEvent('filechooser');
  await a.choose('Anhängen', 'Datei oder Bild');
  await (await choosing).setFiles(picture('knopf.png'));
  await remove('knopf.png').waitFor();
  await bring(a.composer(), 'paste', 'ablage.png');
  await remove('ablage.png').waitFor();
  await bring(a.composer(), 'drop', 'maus.png');
  await remove('maus.png').waitFor();
  await a.composer().press('Enter');
  for (const name of ['knopf.png', 'ablage.png', 'maus.png']) {
    await b.element.getByRole('button', { name: new RegExp(`Vergrößern: .*${name}`) }).waitFor();
  }
  await b.element.getByRole('button', { name: /Vergrößern: .*knopf\.png/ }).press('Enter');
  const viewer = b.element.getByRole('dialog', { name: 'Bildansicht' });
  await viewer.getByText('Bild 1 von 3').waitFor({ state: 'attached' });
  await b.page.keyboard.press('ArrowRight');
  await viewer.getByText('Bild 2 von 3').waitFor({ state: 'attached' });
  await viewer.locator('img[data-state="loaded"]').waitFor();
  await b.page.keyboard.press('Escape');
  await viewer.waitFor({ state: 'hidden' });
}

async function findFile(b: Person): Promise<void> {
  await b.choose('Raum-Menü', 'Dateien');
  const row = b.dialog().getByRole('listitem').filter({ hasText: 'knopf.png' });
  await row.locator('img[data-state="loaded"]').waitFor();
  await row.getByRole('button', { name: /knopf\.png.* im Raum zeigen/ }).press('Enter');
  await b.dialog().waitFor({ state: 'hidden' });
  const shown = b.page.getByRole('button', { name: /Vergrößern: .*knopf\.png/ });
  await b.page.locator('article:focus').filter({ has: shown }).waitFor();
}

async function searchMessages(b: Person): Promise<void> {
  await b.choose('Raum-Menü', 'Nachrichten durchsuchen');
  await b.dialog().locator('input[type="search"]:focus').waitFor();
  await b.page.keyboard.type('ICHTIG');
  await b.page.keyboard.press('Enter');
  const found = b
    .dialog()
    .getByRole('listitem')
    .getByRole('button', { name: /Das ist wichtig/ });
  await found.locator('mark', { hasText: 'ichtig' }).waitFor();
  await found.press('Enter');
  await b.dialog().waitFor({ state: 'hidden' });
  await b.page.locator('article:focus').filter({ hasText: 'Das ist wichtig' }).waitFor();
}

async function poll({ a, b }: { a: Person; b: Person }): Promise<void> {
  await a.choose('Anhängen', 'Neue Umfrage');
  await a.dialog().getByLabel('Frage', { exact: true }).fill('Welcher Tag passt?');
  await a.dialog().getByLabel('Antwort 1', { exact: true }).fill('Montag');
  await a.dialog().getByLabel('Antwort 2', { exact: true }).fill('Dienstag');
  await a.dialog().getByRole('button', { name: 'Umfrage senden' }).press('Enter');
  await b.message('Welcher Tag passt?').getByText('Dienstag').click();
  await a.message('Welcher Tag passt?').getByText('1 Person hat abgestimmt').waitFor();
  await a.act('Welcher Tag passt?', 'Umfrage beenden');
  await a.dialog().getByRole('button', { name: 'Umfrage beenden' }).press('Enter');
  await b.message('Welcher Tag passt?').getByText('Umfrage beendet').waitFor();
}

async function reactAndThread({ a, b }: { a: Person; b: Person }): Promise<void> {
  await b.act('Morgen um zehn', 'Reagieren');
  await b.element.getByRole('searchbox', { name: 'Emoji suchen' }).fill('Daumen hoch');
  await b.element.getByRole('option', { name: 'Daumen hoch', exact: true }).press('Enter');
  await a.message('Morgen um zehn').getByRole('button', { name: /👍/ }).waitFor();

  await b.act('Morgen um zehn', 'Im Thread antworten');
  const thread = (person: Person) => person.element.getByRole('region', { name: 'Thread' });
  await thread(b).getByRole('textbox').fill('Wo treffen wir uns?');
  await b.page.keyboard.press('Enter');
  await a
    .message('Morgen um zehn')
    .getByRole('button', { name: /1 Antwort/ })
    .press('Enter');
  await thread(a).getByRole('article').filter({ hasText: 'Wo treffen wir uns?' }).waitFor();
  await a.page.keyboard.press('Escape');
  await thread(a).waitFor({ state: 'hidden' });
  await b.button('Thread schließen').press('Enter');
}

async function pin(a: Person): Promise<void> {
  await a.act('Morgen um zehn', 'Anheften');
  const pinned = a.element.getByRole('complementary', { name: 'Angeheftet' });
  await pinned.getByText('Morgen um zehn').waitFor();
  await pinned.getByRole('button').first().press('Enter');
  await a.message('Morgen um zehn').first().waitFor();
}

async function dateAndDelete({ a, b }: { a: Person; b: Person }): Promise<void> {
  await a.choose('Raum-Menü', 'Zu einem Datum springen');
  await a.dialog().getByLabel('Datum').fill(new Date().toLocaleDateString('sv'));
  await a.dialog().getByRole('button', { name: 'Springen' }).press('Enter');
  await a.dialog().waitFor({ state: 'hidden' });
  await a.write('Das nehme ich zurück');
  await b.untilRead('Das nehme ich zurück');
  await a.untilSent('Das nehme ich zurück');
  await a.act('Das nehme ich zurück', 'Löschen');
  await a.dialog().getByRole('button', { name: 'Löschen' }).press('Enter');
  await b.message('Das nehme ich zurück').waitFor({ state: 'detached' });
}

async function changeSettings(a: Person): Promise<void> {
  await openDetails(a, 'Einstellungen');
  await a.dialog().getByLabel('Name des Raums').fill(renamed);
  await a.dialog().getByLabel('Thema').fill('Baustelle am Süßbach');
  await a.dialog().getByRole('button', { name: 'Speichern' }).press('Enter');
  await a.dialog().getByText('Gespeichert.').waitFor();
  await a
    .dialog()
    .getByRole('checkbox', { name: /^Favorit/ })
    .press('Space');
  await closeDetails(a);
  await a.button('Favoriten').press('Enter');
  await a.element.getByRole('region', { name: 'Chats' }).getByRole('button', { name: renamed }).waitFor();
  await a.button('Alle').press('Enter');
}

async function block({ a, b }: { a: Person; b: Person }): Promise<void> {
  await a.act('Gelesen, danke', 'Person blockieren');
  await a.dialog().getByRole('button', { name: 'Blockieren', exact: true }).press('Enter');
  await a.message('Gelesen, danke').waitFor({ state: 'detached' });
  await b.write('Hören Sie mich noch?');
  await b.untilSent('Hören Sie mich noch?');
  // What is sent after it comes after it, if it comes.
  await a.write('Ist da jemand?');
  await b.untilRead('Ist da jemand?');
  await a.untilSent('Ist da jemand?');
  expectEqual(await a.message('Hören Sie mich noch?').count(), 0, 'messages of who is blocked');
  await a.button('Konto').press('Enter');
  const blocked = a.element.locator('bm-ignored-users');
  await blocked.getByRole('button', { name: 'Blockierung aufheben: Ben Bürger' }).press('Enter');
  await blocked.getByText('Sie haben niemanden blockiert.').waitFor();
  await closeDetails(a);
  for (const text of ['Gelesen, danke', 'Hören Sie mich noch?']) await a.message(text).waitFor();
}

/** Compares seven pictures at both, once one has asked and the other was asked. */
async function compare(asked: Person, asker: Person): Promise<void> {
  await asked.dialog().getByRole('button', { name: 'Weiter' }).press('Enter');
  await asker.dialog().getByText('Sieben Bilder vergleichen').waitFor();
  await asker.dialog().getByRole('button', { name: 'Weiter' }).press('Enter');
  const pictures = await Promise.all(
    [asked, asker].map(async (person) => {
      await person.dialog().getByText('Sind diese Bilder gleich?').waitFor();
      return person.dialog().getByRole('listitem').allInnerTexts();
    }),
  );
  expectEqual(pictures[0]?.length, 7, 'pictures');
  expectEqual(pictures[0], pictures[1], 'pictures at both');
  for (const person of [asked, asker])
    await person.dialog().getByRole('button', { name: 'Sie sind gleich' }).press('Enter');
  for (const person of [asked, asker]) {
    await person
      .dialog()
      .getByText(/ist bestätigt\./)
      .first()
      .waitFor();
    await person.dialog().getByRole('button', { name: 'Schließen' }).press('Enter');
    await person.dialog().waitFor({ state: 'hidden' });
  }
}

async function verify({ a, b }: { a: Person; b: Person }): Promise<void> {
  await openDetails(a, 'Mitglieder');
  await a.choose('Aktionen für Ben Bürger', 'Person bestätigen');
  // The dialog of the room is behind that of the verification.
  await b.dialog().getByText('möchte sich mit Ihnen gegenseitig bestätigen').waitFor();
  await compare(b, { ...a, dialog: () => a.element.locator('bm-verification').getByRole('dialog') });
  if (await a.dialog().isVisible()) await closeDetails(a);
}

async function logOut(a: Person): Promise<void> {
  await a.button('Abmelden').press('Enter');
  await a
    .dialog()
    .getByRole('button', { name: /abmelden/i })
    .last()
    .press('Enter');
  await a.until('Sie sind abgemeldet. Auf diesem Gerät sind keine Nachrichten mehr gespeichert.');
  const left = await a.page.evaluate(async () => (await indexedDB.databases()).map(({ name }) => name));
  expectEqual(left, [], 'databases');
}
