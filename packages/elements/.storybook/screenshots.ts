/**
 * `npm run screenshots [folder] [part of a story's id …]`: a picture of each story in German: light, dark and KERN, wide and
 * narrow. Fails at the first error in a story, after all pictures are taken.
 */
import { spawnSync } from 'node:child_process';
import { mkdir, readFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import { createRequire } from 'node:module';
import type { AddressInfo } from 'node:net';
import { extname, join, normalize } from 'node:path';
import { fileURLToPath } from 'node:url';
import { chromium, type BrowserContextOptions, type Page } from 'playwright';
import { ensureChromium } from '../../acceptance/src/browser/find-browser.ts';

const here = (path: string): string => fileURLToPath(new URL(path, import.meta.url));

const folder = process.argv[2] ?? here('screenshots/');
const only = process.argv.slice(3);
const built = here('static/');

const looks: Readonly<Record<string, BrowserContextOptions & { kern?: true }>> = {
  light: { colorScheme: 'light' },
  dark: { colorScheme: 'dark' },
  kern: { colorScheme: 'light', kern: true },
};
/** CSS pixels. */
const sizes = { wide: { width: 1120, height: 760 }, narrow: { width: 375, height: 720 } } as const;

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
    { cwd: here('..'), stdio: ['ignore', 'ignore', 'inherit'] },
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

/** The story is drawn, its play is over and nothing moves any more. */
async function settle(page: Page): Promise<void> {
  await page.locator('body.sb-show-main').waitFor({ state: 'attached' });
  await page.waitForFunction(() => document.querySelector('#storybook-root')?.childElementCount);
  await page.waitForFunction(() => 'played' in document.documentElement.dataset);
  await page.waitForLoadState('networkidle');
}

buildStorybook();
const index = JSON.parse(await readFile(join(built, 'index.json'), 'utf8')) as {
  entries: Record<string, { type: string }>;
};
const stories = Object.keys(index.entries)
  .filter((id) => index.entries[id]?.type === 'story')
  .filter((id) => only.length === 0 || only.some((part) => id.includes(part)));
const kern = await readFile(createRequire(import.meta.url).resolve('@kern-ux/native/dist/kern.min.css'), 'utf8');
await mkdir(folder, { recursive: true });
const { url, stop } = await serve();
const browser = await chromium.launch({ executablePath: ensureChromium(), args: ['--no-sandbox', '--disable-gpu'] });
const faults: string[] = [];
let pictures = 0;
for (const [look, { kern: withKern, ...context }] of Object.entries(looks)) {
  for (const [size, viewport] of Object.entries(sizes)) {
    const page = await browser.newPage({ ...context, viewport, locale: 'de-DE', reducedMotion: 'reduce' });
    let name = '';
    page.on('pageerror', (error) => faults.push(`${name}: ${error.message}`));
    for (const id of stories) {
      name = `${id}--${look}--${size}`;
      try {
        await page.goto(`${url}/iframe.html?id=${id}&viewMode=story`);
        if (withKern) {
          await page.addStyleTag({ content: kern });
          await page.evaluate(() => (document.documentElement.dataset['kernTheme'] = 'light'));
        }
        await settle(page);
        await page.screenshot({ path: join(folder, `${name}.png`) });
        pictures += 1;
      } catch (error) {
        faults.push(`${name}: ${error instanceof Error ? error.message : String(error)}`);
      }
    }
    await page.close();
  }
}
await browser.close();
stop();
if (faults.length > 0) throw new Error(`faults:\n${faults.join('\n')}`);
console.log(`${pictures} pictures of ${stories.length} stories in ${folder}`);
