/** Starts a real Chromium that talks to loopback only, or a real Firefox. */
import { chromium, firefox, type Browser, type LaunchOptions } from 'playwright';
import { ensureChromium, findFirefox } from './find-browser.ts';

/** Chromium asks its maker's servers at every start unless told otherwise; a test must know every request. */
const quiet = [
  '--no-sandbox', // a container's root cannot have one; every page shown is our own
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
];

export function launchChromium({ args = [], ...options }: LaunchOptions = {}): Promise<Browser> {
  return chromium.launch({ executablePath: ensureChromium(), args: [...quiet, ...args], ...options });
}

/** @throws {Error} one sentence with what cures it */
export function launchFirefox(options: LaunchOptions = {}): Promise<Browser> {
  const executablePath = findFirefox();
  if (!executablePath) {
    throw new Error('No Firefox is here: install it (Debian: "sudo apt-get install firefox-esr") or set FIREFOX_PATH.');
  }
  // By this channel Playwright drives a Firefox that is not its own, over WebDriver BiDi.
  return firefox.launch({ channel: 'moz-firefox', executablePath, ...options });
}
