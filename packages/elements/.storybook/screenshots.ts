/**
 * `npm run screenshots [-- [--to folder] [--as name] [part of a story's id …]]`: a picture of each story in German: light, dark, KERN,
 * forced colours and from right to left, wide and narrow. Judges each with axe, and whether anything stands out at the side.
 * Fails where a story does, after all pictures are taken. With `--as name` a single picture, light and with room for all parts.
 */
import { spawnSync } from 'node:child_process';
import { mkdir, readFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import { createRequire } from 'node:module';
import type { AddressInfo } from 'node:net';
import { extname, join, normalize } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { chromium, type Page } from 'playwright';
import { ensureChromium } from '../../acceptance/src/browser/find-browser.ts';

const here = (path: string): string => fileURLToPath(new URL(path, import.meta.url));

const { values, positionals: only } = parseArgs({
  options: { to: { type: 'string' }, as: { type: 'string' } },
  allowPositionals: true,
});
const folder = values.to ?? here('screenshots/');
const built = here('static/');

interface Look {
  readonly media?: Parameters<Page['emulateMedia']>[0];
  readonly kern?: true;
  readonly direction?: 'rtl';
}

const looks = {
  light: {},
  dark: { media: { colorScheme: 'dark' } },
  kern: { kern: true },
  'forced-colors': { media: { forcedColors: 'active' } },
  rtl: { direction: 'rtl' },
} as const satisfies Readonly<Record<string, Look>>;
interface Size {
  readonly width: number;
  readonly height: number;
  readonly looks: readonly (keyof typeof looks)[];
}

/** CSS pixels. The narrow one is what a column of a portal can shrink to. */
const everySize: Readonly<Record<string, Size>> = {
  wide: { width: 1120, height: 760, looks: ['light', 'dark', 'kern', 'forced-colors'] },
  narrow: { width: 280, height: 640, looks: ['light', 'dark', 'kern', 'rtl'] },
};
/** As the README shows it. */
const single: Readonly<Record<string, Size>> = { single: { width: 1200, height: 800, looks: ['light'] } };
/** The stories' day, so that pictures do not change with the date. */
const now = new Date('2026-11-20T09:36:00Z');
/** Longest time for one step. A machine may have much else to do. */
const stepTimeoutMs = 120_000;
/** As in the tests of the elements: WCAG 2.0 to 2.2, levels A and AA. */
const rules = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa'];

const types: Readonly<Record<string, string>> = {
  '.html': 'text/html',
  '.js': 'text/javascript',
  '.css': 'text/css',
  '.json': 'application/json',
  '.svg': 'image/svg+xml',
};

function buildStorybook(): void {
  const storybook = createRequire(import.meta.url)
    .resolve('storybook/package.json')
    .replace('package.json', '');
  const { status } = spawnSync(
    process.execPath,
    [`${storybook}dist/bin/dispatcher.js`, 'build', '-o', built, '--disable-telemetry', '--quiet'],
    { cwd: here('..'), stdio: ['ignore', 'inherit', 'inherit'] },
  );
  if (status !== 0) throw new Error('Storybook could not be built');
}

async function serve(): Promise<{ url: string; stop: () => void }> {
  const server = createServer((request, response) => {
    const path = normalize(decodeURIComponent(new URL(request.url ?? '/', 'http://localhost').pathname));
    readFile(join(built, path)).then(
      (bytes) => response.setHeader('content-type', types[extname(path)] ?? 'application/octet-stream').end(bytes),
      () => response.writeHead(404).end(),
    );
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, stop: () => void server.close() };
}

declare const __STORYBOOK_PREVIEW__: {
  readonly channel: {
    emit(event: string, selection: object): void;
    on(event: string, listener: (error: { readonly message?: string }) => void): void;
  };
};

/** One page for all stories of a size: loading Storybook is most of the work. */
async function openStories(page: Page, url: string, kern: string, axe: string): Promise<void> {
  await page.goto(`${url}/iframe.html?globals=a11y.manual:!true`);
  await page.waitForFunction(() => '__STORYBOOK_PREVIEW__' in window);
  await page.evaluate((css) => {
    document.head.append(Object.assign(document.createElement('style'), { id: 'kern', textContent: css }));
    for (const event of ['storyErrored', 'storyThrewException', 'playFunctionThrewException']) {
      __STORYBOOK_PREVIEW__.channel.on(event, ({ message = event }) => reportError(new Error(message)));
    }
  }, kern);
  // Under a name of its own: the addon's axe takes the usual one.
  await page.addScriptTag({ content: `${axe};window.judging = window.axe` });
}

async function show(page: Page, id: string): Promise<void> {
  await wear(page, {});
  await page.evaluate((storyId) => {
    __STORYBOOK_PREVIEW__.channel.emit('setCurrentStory', { storyId, viewMode: 'story' });
  }, id);
  await settle(page, id);
}

/** The story is drawn, its play is over, nothing is about to be rendered, and pictures in view are there. */
async function settle(page: Page, id: string): Promise<void> {
  await page.waitForFunction((finished) => document.documentElement.dataset['finished'] === finished, id);
  await page.waitForFunction(() => {
    const isInView = (element: Element): boolean => {
      const { top, bottom } = element.getBoundingClientRect();
      return element.checkVisibility() && bottom > 0 && top < innerHeight;
    };
    const isBusy = (root: ParentNode): boolean =>
      [...root.querySelectorAll('*')].some(
        (element) =>
          ('isUpdatePending' in element && element.isUpdatePending === true) ||
          (element.matches('img:not([data-state])') && isInView(element)) ||
          (element.shadowRoot !== null && isBusy(element.shadowRoot)),
      );
    return !isBusy(document);
  });
}

const painted = (page: Page): Promise<unknown> =>
  page.evaluate(() => new Promise((resolve) => requestAnimationFrame(() => requestAnimationFrame(resolve))));

async function wear(page: Page, { media = {}, kern, direction = 'ltr' }: Look): Promise<void> {
  await page.emulateMedia({ colorScheme: 'light', forcedColors: 'none', reducedMotion: 'reduce', ...media });
  await page.evaluate(
    ([withKern, dir]) => {
      const { documentElement: root } = document;
      root.dir = dir;
      root.dataset['kernTheme'] = withKern ? 'light' : '';
      for (const sheet of document.styleSheets) {
        if ((sheet.ownerNode as Element | null)?.id === 'kern') sheet.disabled = !withKern;
      }
    },
    [kern === true, direction] as const,
  );
  await painted(page);
}

/** What a user would suffer from. */
async function judge(page: Page): Promise<readonly string[]> {
  return page.evaluate(async (runOnly) => {
    const { judging } = window as unknown as { judging: typeof import('axe-core') };
    const { violations } = await judging.run('#storybook-root', { runOnly });
    const found = violations.flatMap(({ id, nodes }) => nodes.map(({ target }) => `${id}: ${target.join(' ')}`));
    const { scrollWidth } = document.documentElement;
    return scrollWidth > innerWidth ? [...found, `${scrollWidth - innerWidth} px stand out at the side`] : found;
  }, rules);
}

buildStorybook();
const index = JSON.parse(await readFile(join(built, 'index.json'), 'utf8')) as {
  entries: Record<string, { type: string; tags?: readonly string[] }>;
};
/**
 * Stories about a page's own colours: in forced colours there are none, and axe would judge by the text colour that the page
 * asked for (`-webkit-text-fill-color` is computed as if nothing were forced).
 */
const hasOwnColours = (id: string): boolean => index.entries[id]?.tags?.includes('own-colours') === true;
const stories = Object.keys(index.entries)
  .filter((id) => index.entries[id]?.type === 'story')
  .filter((id) => only.length === 0 || only.some((part) => id.includes(part)));
if (values.as !== undefined && stories.length > 1)
  throw new Error(`a single picture is of one of ${stories.join(', ')}`);
if (stories.length === 0) throw new Error(`no story has an id with ${only.join(' or ')} in it`);
const from = createRequire(import.meta.url);
const kern = await readFile(from.resolve('@kern-ux/native/dist/kern.min.css'), 'utf8');
const axe = await readFile(from.resolve('axe-core/axe.min.js'), 'utf8');
await mkdir(folder, { recursive: true });
const { url, stop } = await serve();
const browser = await chromium.launch({ executablePath: ensureChromium(), args: ['--no-sandbox', '--disable-gpu'] });
const faults: string[] = [];
let pictures = 0;
for (const [size, { looks: worn, ...viewport }] of Object.entries(values.as === undefined ? everySize : single)) {
  const page = await browser.newPage({
    viewport,
    locale: 'de-DE',
    timezoneId: 'Europe/Berlin',
    reducedMotion: 'reduce',
  });
  page.setDefaultTimeout(stepTimeoutMs);
  await page.clock.setFixedTime(now);
  let name = `opening, ${size}`;
  page.on('pageerror', (error) => faults.push(`${name}: ${error.message}`));
  await openStories(page, url, kern, axe);
  for (const id of stories) {
    name = `${id}--${size}`;
    try {
      await show(page, id);
      for (const look of worn) {
        if (look === 'forced-colors' && hasOwnColours(id)) continue;
        name = `${id}--${look}--${size}`;
        await wear(page, looks[look]);
        await page.screenshot({ path: join(folder, `${values.as ?? name}.png`) });
        pictures += 1;
        faults.push(...(await judge(page)).map((fault) => `${name}: ${fault}`));
      }
    } catch (error) {
      faults.push(`${name}: ${error instanceof Error ? error.message : String(error)}`);
      // A story that hangs has Storybook load its page anew, without what was put into it.
      await openStories(page, url, kern, axe);
    }
  }
  await page.close();
}
await browser.close();
stop();
if (faults.length > 0) throw new Error(`faults:\n${faults.join('\n')}`);
console.log(`${pictures} pictures of ${stories.length} stories in ${folder}`);
