/** What Anna does at a second device, at a server whose operator announces maintenance. */
import type { BundesMessengerFront } from '@bundesmessenger/homeserver';
import type { BrowserContext } from 'playwright';
import type { LogIn } from '../check/chat.ts';
import { expectEqual } from '../deployments/counted-steps.ts';
import { personAt, type Person } from './person.ts';

/** The request that waits for news ends after half a minute; only then nobody answers any more. */
const noticedMs = 60_000;

export async function loseConnection(a: Person, { proxy }: BundesMessengerFront): Promise<void> {
  const banner = a.element.locator('bm-connection-banner');
  await proxy.down();
  await banner.getByText('Keine Verbindung.').waitFor({ timeout: noticedMs });
  await proxy.up();
  await banner.getByRole('button', { name: 'Erneut versuchen' }).press('Enter');
  await banner.getByText('Keine Verbindung.').waitFor({ state: 'hidden' });
}

/** Where the server name `localhost` is asked for its well-known file. */
export const discoveryOrigin = 'http://localhost';

/** What the operator says of a server that will be maintained. */
async function announce(profile: BrowserContext, front: BundesMessengerFront): Promise<void> {
  const wellKnown = {
    'm.homeserver': { base_url: front.baseUrl },
    'de.bwi.imprint_url': 'https://behoerde.example/impressum',
    'de.bwi.data_privacy_url': 'https://behoerde.example/datenschutz',
  };
  await profile.route(`${discoveryOrigin}/.well-known/matrix/client`, (route) =>
    route.fulfill({ json: wellKnown, headers: { 'Access-Control-Allow-Origin': '*' } }),
  );
  const inMs = (ms: number): string => new Date(Date.now() + ms).toISOString();
  front.serveMaintenance({
    kind: 'downtime',
    downtime: [
      {
        warning_start_time: inMs(-60_000),
        start_time: inMs(3_600_000),
        end_time: inMs(7_200_000),
        type: 'MAINTENANCE',
        blocking: false,
      },
    ],
  });
}

/** Opens the chat behind a button, and looks at what the operator says before anybody logs in. */
export async function openLauncher(
  newProfile: () => Promise<BrowserContext>,
  launcherUrl: string,
  front: BundesMessengerFront,
): Promise<Person> {
  const profile = await newProfile();
  await announce(profile, front);
  const page = await profile.newPage();
  await page.goto(launcherUrl);
  const a = personAt(page);
  await page.locator('bm-launcher').getByRole('button', { name: 'Chat öffnen' }).press('Enter');
  const privacy = a.element.getByRole('link', { name: /Datenschutz/ });
  expectEqual(await privacy.getAttribute('href'), 'https://behoerde.example/datenschutz', 'privacy');
  await a.element.getByRole('link', { name: /Impressum/ }).waitFor();
  await a.until('Wartung angekündigt');
  await a.button('Hinweis ausblenden').press('Enter');
  await a.element.getByText('Wartung angekündigt').waitFor({ state: 'hidden' });
  return a;
}

export async function unlock(a: Person, recoveryKey: string): Promise<void> {
  await a.button('Entsperren').first().press('Enter');
  const recovery = a.element.locator('bm-recovery');
  await recovery.getByLabel('Wiederherstellungsschlüssel').fill(recoveryKey);
  await a.page.keyboard.press('Enter');
  await recovery.getByRole('dialog').waitFor({ state: 'hidden' });
  await a.until('Dieses Gerät ist bestätigt.');
}

/** Gives a device a name, and logs out the others, which takes the password. */
export async function tendDevices(a: Person, { password }: LogIn): Promise<void> {
  await a.button('Konto').press('Enter');
  const devices = a.element.locator('bm-devices');
  await devices.getByRole('listitem').nth(1).waitFor();
  await devices
    .getByRole('button', { name: /^Aktionen für/ })
    .first()
    .press('Enter');
  await a.element.getByRole('menuitem', { name: 'Umbenennen' }).press('Enter');
  await devices.getByLabel('Name des Geräts').fill('Rathaus, Zimmer 12');
  await a.page.keyboard.press('Enter');
  await devices.getByText('Rathaus, Zimmer 12').first().waitFor();
  await devices.getByRole('button', { name: 'Alle anderen abmelden' }).press('Enter');
  await devices.getByRole('button', { name: 'Abmelden', exact: true }).last().press('Enter');
  await devices.getByLabel('Passwort').fill(password);
  await a.page.keyboard.press('Enter');
  await devices.getByText('Sie sind auf keinem anderen Gerät angemeldet.').waitFor();
  await a.page.keyboard.press('Escape');
}

export async function closeLauncher({ page }: Person): Promise<void> {
  const launcher = page.locator('bm-launcher');
  await launcher.getByRole('button', { name: 'Schließen', exact: true }).press('Enter');
  await launcher.getByRole('button', { name: /^Chat öffnen/ }).waitFor();
}
