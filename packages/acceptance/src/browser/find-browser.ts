/** Finds a Chromium and a Firefox, or installs Debian's Chromium where that is possible; else says how to get one. */
import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { delimiter, join } from 'node:path';

const chromiumNames = ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable', 'microsoft-edge'];
const chromiumPlaces = [
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
  '/Applications/Chromium.app/Contents/MacOS/Chromium',
  'C:\\Program Files\\Google\\Chrome\\Application\\chrome.exe',
  'C:\\Program Files (x86)\\Microsoft\\Edge\\Application\\msedge.exe',
];
const firefoxNames = ['firefox-esr', 'firefox'];
const firefoxPlaces = [
  '/Applications/Firefox.app/Contents/MacOS/firefox',
  'C:\\Program Files\\Mozilla Firefox\\firefox.exe',
];

/** Path of the program: `CHROMIUM_PATH`, else the first on the search path, else a usual place. */
export function findChromium(environment: NodeJS.ProcessEnv = process.env): string | undefined {
  return find(environment.CHROMIUM_PATH, chromiumNames, chromiumPlaces, environment);
}

/** The same, with `FIREFOX_PATH`; the extended support release first. */
export function findFirefox(environment: NodeJS.ProcessEnv = process.env): string | undefined {
  return find(environment.FIREFOX_PATH, firefoxNames, firefoxPlaces, environment);
}

function find(
  given: string | undefined,
  names: readonly string[],
  elsewhere: readonly string[],
  { PATH: path = '' }: NodeJS.ProcessEnv,
): string | undefined {
  const candidates = names.flatMap((name) => path.split(delimiter).map((folder) => join(folder, name)));
  return [...(given ? [given] : []), ...candidates, ...elsewhere].find((candidate) => existsSync(candidate));
}

/** @throws {Error} one sentence with the command that cures it */
export function ensureChromium(log: (line: string) => void = console.error): string {
  const found = findChromium();
  if (found) return found;
  const debianRoot = process.getuid?.() === 0 && existsSync('/etc/debian_version');
  if (debianRoot) {
    log('Installing Chromium with apt (about 300 MB, one to three minutes) …');
    const options = { stdio: 'ignore' as const, env: { ...process.env, DEBIAN_FRONTEND: 'noninteractive' } };
    spawnSync('apt-get', ['update', '-q'], options);
    spawnSync(
      'apt-get',
      ['install', '-y', '-q', '--no-install-recommends', 'chromium', 'fonts-noto-color-emoji'],
      options,
    );
    const installed = findChromium();
    if (installed) return installed;
  }
  throw new Error(
    'The browser tests need Chromium: install it (Debian and Ubuntu: "sudo apt-get install chromium"; macOS: "brew install --cask chromium") or set CHROMIUM_PATH to a Chrome or Edge program.',
  );
}
