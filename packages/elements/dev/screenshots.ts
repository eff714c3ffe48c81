/**
 * Writes a picture of each scene and fails at the first violation of the content security policy.
 * `node packages/elements/dev/screenshots.ts [folder]` made from the sources.
 */
import { mkdir } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { chromium, type BrowserContextOptions, type Page } from 'playwright';
import { ensureChromium } from '../../acceptance/src/browser/find-browser.ts';
import { serve } from './serve.ts';

interface Picture {
  readonly scene: string;
  /** @default 'page.ts', the whole chat */
  readonly entry?: 'page.ts' | 'room-page.ts';
  readonly query?: string;
  readonly context?: BrowserContextOptions;
  /** What is done before the picture is taken. */
  readonly act?: (page: Page) => Promise<void>;
}

const wide = { width: 1120, height: 760 };
const narrow = { width: 375, height: 720 };
const tiny = { width: 320, height: 480 };

const room = { entry: 'room-page.ts' } as const;

const pictures: Readonly<Record<string, Picture>> = {
  start: { scene: 'start' },
  login: { scene: 'login' },
  'login-wrong': {
    scene: 'login',
    act: async (page) => {
      await page.getByRole('button', { name: 'Anmelden' }).click();
    },
  },
  'login-narrow': { scene: 'login', context: { viewport: narrow } },
  'login-unreachable': { scene: 'login-unreachable' },
  starting: { scene: 'starting' },
  refused: {
    scene: 'refused',
    act: async (page) => {
      await page.getByText('Hinweis für die Administration').click();
    },
  },
  wide: { scene: 'room' },
  'wide-dark': { scene: 'room', context: { colorScheme: 'dark' } },
  'wide-forced-colors': { scene: 'room', context: { forcedColors: 'active' } },
  'wide-200-percent': { scene: 'room', query: '&text200' },
  'wide-rtl': { scene: 'room', query: '&dir=rtl' },
  'list-wide': { scene: 'list' },
  'list-narrow': { scene: 'list', context: { viewport: narrow } },
  'room-narrow': { scene: 'room', context: { viewport: narrow } },
  'room-narrow-dark': { scene: 'room', context: { viewport: narrow, colorScheme: 'dark' } },
  'room-tiny-256': { scene: 'room', context: { viewport: { width: 320, height: 256 } } },
  'room-280': { scene: 'room', context: { viewport: { width: 280, height: 600 } } },
  everything: { ...room, scene: 'everything', context: { viewport: { width: 1120, height: 2300 } } },
  'everything-dark': {
    ...room,
    scene: 'everything',
    context: { viewport: { width: 1120, height: 2300 }, colorScheme: 'dark' },
  },
  'everything-narrow': { ...room, scene: 'everything', context: { viewport: { width: 375, height: 2900 } } },
  'everything-280': { ...room, scene: 'everything', context: { viewport: { width: 280, height: 3300 } } },
  'everything-rtl': {
    ...room,
    scene: 'everything',
    query: '&dir=rtl',
    context: { viewport: { width: 1120, height: 2300 } },
  },
  'everything-forced-colors': {
    ...room,
    scene: 'everything',
    context: { viewport: { width: 1120, height: 2300 }, forcedColors: 'active' },
  },
  'long-texts': { ...room, scene: 'long-texts', context: { viewport: { width: 1120, height: 3600 } } },
  thread: {
    ...room,
    scene: 'everything',
    act: async (page) => {
      await page.getByRole('button', { name: /3 Antworten/u }).click();
      await page.getByText('13:30 passt mir auch gut.').last().waitFor();
    },
  },
  'thread-narrow': {
    ...room,
    scene: 'everything',
    context: { viewport: narrow },
    act: async (page) => {
      await page.getByRole('button', { name: /3 Antworten/u }).click();
      await page.getByText('13:30 passt mir auch gut.').last().waitFor();
    },
  },
  toolbar: {
    ...room,
    scene: 'everything',
    act: async (page) => {
      await page.getByText('Einsatzleitung, Rheinuferstraße').hover();
    },
  },
  'message-menu': {
    ...room,
    scene: 'everything',
    act: async (page) => {
      await page.getByText('können Sie die Karte freigeben').hover();
      await page.getByRole('button', { name: 'Weitere Aktionen' }).click();
      await page.getByRole('menuitem', { name: 'Löschen' }).waitFor();
    },
  },
  'delete-question': {
    ...room,
    scene: 'everything',
    act: async (page) => {
      await page.getByText('können Sie die Karte freigeben').hover();
      await page.getByRole('button', { name: 'Weitere Aktionen' }).click();
      await page.getByRole('menuitem', { name: 'Löschen' }).click();
    },
  },
  'choose-reaction': {
    ...room,
    scene: 'everything',
    act: async (page) => {
      await page.getByText('können Sie die Karte freigeben').hover();
      await page.getByRole('button', { name: 'Reagieren' }).click();
      await page.getByRole('option').nth(60).waitFor();
    },
  },
  'emoji-search-dark': {
    ...room,
    scene: 'everything',
    context: { colorScheme: 'dark' },
    act: async (page) => {
      await page.getByRole('button', { name: 'Emoji einfügen' }).click();
      await page.getByRole('searchbox').fill('herz');
      await page.getByRole('option', { name: 'rotes Herz', exact: true }).waitFor();
    },
  },
  'image-viewer': {
    ...room,
    scene: 'everything',
    act: async (page) => {
      await page.getByRole('button', { name: /Vergrößern/u }).click();
      await page.getByRole('dialog').waitFor();
    },
  },
  replying: {
    ...room,
    scene: 'everything',
    act: async (page) => {
      await page.getByText('können Sie die Karte freigeben').hover();
      await page.getByRole('button', { name: 'Antworten', exact: true }).click();
      await page.getByText('Antwort an Cem Yılmaz').waitFor();
      await page.locator('bm-composer input[type=file]').setInputFiles([
        { name: 'Lagekarte_final.pdf', mimeType: 'application/pdf', buffer: Buffer.alloc(248_000) },
        { name: 'Notiz.txt', mimeType: 'text/plain', buffer: Buffer.from('x') },
      ]);
    },
  },
  mention: {
    ...room,
    scene: 'everything',
    act: async (page) => {
      await page.getByRole('textbox', { name: /Nachricht/u }).pressSequentially('Guten Morgen @an');
      await page.getByRole('option').nth(2).waitFor();
    },
  },
  'new-poll': {
    ...room,
    scene: 'everything',
    act: async (page) => {
      await page.getByRole('button', { name: 'Anhängen' }).click();
      await page.getByRole('menuitem', { name: 'Neue Umfrage' }).click();
      await page.getByRole('dialog').waitFor();
      await page.getByRole('button', { name: 'Umfrage senden' }).click();
    },
  },
  'jump-to-date': {
    ...room,
    scene: 'everything',
    act: async (page) => {
      await page.getByRole('button', { name: 'Raum-Menü' }).click();
      await page.getByRole('menuitem', { name: 'Zu einem Datum' }).click();
      await page.getByRole('dialog').waitFor();
    },
  },
  loading: { scene: 'loading' },
  'room-loading': { scene: 'room-loading' },
  empty: { scene: 'empty' },
  'new-conversation': { scene: 'new-conversation' },
  trouble: { scene: 'trouble' },
  'trouble-narrow': { scene: 'trouble', context: { viewport: narrow } },
  'trouble-dark': { scene: 'trouble', context: { colorScheme: 'dark' } },
  'trouble-forced-colors': { scene: 'trouble', context: { forcedColors: 'active', colorScheme: 'dark' } },
  offline: { scene: 'offline' },
  'offline-tiny': { scene: 'offline', context: { viewport: tiny } },
  'new-room': {
    scene: 'list',
    act: async (page) => {
      await page.getByRole('button', { name: 'Neuer Raum' }).click();
    },
  },
  menu: {
    scene: 'room',
    act: async (page) => {
      await page.getByRole('button', { name: 'Raum-Menü' }).click();
      await page.getByRole('menuitem', { name: 'Person einladen' }).waitFor();
    },
  },
  'logout-dark': {
    scene: 'list',
    context: { colorScheme: 'dark' },
    act: async (page) => {
      await page.getByRole('button', { name: 'Abmelden' }).click();
    },
  },
  writing: {
    scene: 'room',
    act: async (page) => {
      const field = page.getByRole('textbox');
      await field.fill('Sehr geehrte Damen und Herren,\n\nanbei der Entwurf.\nMit freundlichen Grüßen\nJana Weber');
    },
  },
  'focus-message': {
    scene: 'room',
    act: async (page) => {
      await page.getByRole('textbox').focus();
      await page.keyboard.press('Shift+Tab');
      await page.keyboard.press('ArrowUp');
    },
  },
};

const folder = process.argv[2] ?? fileURLToPath(new URL('screenshots/', import.meta.url));
const only = process.argv.slice(3);
await mkdir(folder, { recursive: true });
/** A server for each page, started when the first picture of it is taken. */
const servers = new Map<string, ReturnType<typeof serve>>();
const browser = await chromium.launch({ executablePath: ensureChromium(), args: ['--no-sandbox', '--disable-gpu'] });
const faults: string[] = [];
for (const [name, { scene, entry = 'page.ts', query = '', context, act }] of Object.entries(pictures)) {
  if (only.length > 0 && !only.includes(name)) continue;
  const server = servers.get(entry) ?? serve(0, entry);
  servers.set(entry, server);
  const { url } = await server;
  const page = await browser.newPage({ viewport: wide, locale: 'de-DE', reducedMotion: 'reduce', ...context });
  page.on('pageerror', (error) => faults.push(`${name}: ${error.message}`));
  page.on('console', (line) => {
    if (line.type() === 'error' && !line.location().url.endsWith('/favicon.ico'))
      faults.push(`${name}: ${line.text()}`);
  });
  await page.goto(`${url}?scene=${scene}${query}`);
  await page.locator('html[data-ready]').waitFor({ state: 'attached' });
  await page.waitForLoadState('networkidle');
  await act?.(page);
  await page.waitForFunction(() => window.isSettled());
  await page.screenshot({ path: `${folder}/${name}.png` });
  const violations = await page.evaluate(() => window.violations);
  faults.push(...violations.map((violation) => `${name}: ${violation}`));
  await page.close();
}
await browser.close();
for (const server of servers.values()) (await server).stop();
if (faults.length > 0) throw new Error(`faults:\n${faults.join('\n')}`);
console.log(`${only.length || Object.keys(pictures).length} pictures, no violation of the content security policy`);
