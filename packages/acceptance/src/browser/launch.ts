/** Starts a real Chromium that talks to loopback only. */
import { chromium, type Browser, type LaunchOptions } from 'playwright';
import { ensureChromium } from './find-browser.ts';

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
