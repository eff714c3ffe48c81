/**
 * Pages with the built drop-in for the homeservers of a profile, in a real Chromium that reaches them by their names: over
 * TLS, through the network of the profile, under the strictest policy.
 */
import { cpSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { publicKeyHash, type ProfileServer, type RunningProfile } from '@bundesmessenger/homeserver';
import type { Browser, BrowserContext, Page } from 'playwright';
import { launchChromium } from '../browser/launch.ts';
import { openProfile } from '../check/open-profile.ts';
import { pagePolicy, workerPolicy } from '../sites/content-security-policy.ts';
import { serveSite, type Site } from '../sites/serve-site.ts';

export interface PageOptions {
  readonly federation?: 'internal' | 'federated';
  /** @default 'off' */
  readonly contentScanner?: 'auto' | 'required';
  /** The server token has to be good, too. @default where the server serves one */
  readonly serverToken?: boolean;
  /** OAuth 2.0 issuers of the whitelist. @default the one of the server */
  readonly issuers?: readonly string[];
}

export interface DeploymentPages {
  readonly browser: Browser;
  /** A page with a closed chat for this server, in a browser profile of its own. */
  open(server: ProfileServer, options?: PageOptions): Promise<Page>;
  stop(): Promise<void>;
}

const builtDropIn = fileURLToPath(new URL('../../../elements/dist/drop-in', import.meta.url));
/** Three homeservers and browsers share the machine: what is not there after this time does not come. */
const patienceMs = 60_000;

export async function openDeploymentPages({ servers, network }: RunningProfile): Promise<DeploymentPages> {
  const browser = await launchChromium({
    args: network
      ? [
          `--proxy-server=${network.proxy.url}`,
          `--ignore-certificate-errors-spki-list=${publicKeyHash(network.certificate)}`,
        ]
      : [],
  });
  // A copy, because a build in the meantime would take parts away from pages that are open.
  const dropIn = mkdtempSync(join(tmpdir(), 'bm-drop-in-'));
  cpSync(builtDropIn, dropIn, { recursive: true });
  const sites: Site[] = [];
  const profiles: BrowserContext[] = [];
  const baseUrls = Object.values(servers).map(({ baseUrl, secureBaseUrl }) => secureBaseUrl ?? baseUrl);
  return {
    browser,
    async open(server, options = {}) {
      const site = await serveChat(dropIn, server, baseUrls, options);
      sites.push(site);
      const profile = await openProfile(browser, []);
      profile.setDefaultTimeout(patienceMs);
      profiles.push(profile);
      const page = await profile.newPage();
      await page.goto(site.origin);
      return page;
    },
    async stop() {
      for (const profile of profiles) await profile.close();
      await browser.close();
      for (const site of sites) await site.stop();
      rmSync(dropIn, { recursive: true });
    },
  };
}

/** @param homeserverOrigins all of the profile: what keeps a chat from other servers shall be the chat */
async function serveChat(
  dropIn: string,
  server: ProfileServer,
  homeserverOrigins: readonly string[],
  options: PageOptions,
): Promise<Site> {
  const { homeserver, baseUrl, secureBaseUrl, front, issuer } = server;
  const { serverName } = homeserver;
  const isSecure = secureBaseUrl !== undefined;
  const {
    federation,
    contentScanner,
    serverToken = front !== undefined,
    issuers = issuer ? [issuer.issuer] : undefined,
  } = options;
  const policy = {
    homeserverOrigins: [
      ...homeserverOrigins,
      `https://${serverName}`,
      ...(issuer ? [new URL(issuer.issuer).origin] : []),
    ],
    trustedTypes: ['bm-lit', 'bm-sdk', 'bm-html'],
  };
  const sessionOptions = {
    homeserver: serverName,
    whitelist: {
      servers: [{ serverName, baseUrl: secureBaseUrl ?? baseUrl }],
      ...(serverToken && front && { serverToken: { keys: [front.publicKeyPem] } }),
      ...(issuers && { issuers }),
    },
    ...(federation && { federation }),
    ...(contentScanner && { contentScanner }),
  };
  const attributes = isSecure ? '' : ` homeserver="${serverName}" base-url="${baseUrl}"`;
  return serveSite({
    folders: { '/bm/': dropIn },
    pages: {
      '/': `<!doctype html>
<html lang="de">
  <head>
    <meta charset="utf-8" />
    <title>${serverName}</title>
    <link rel="icon" href="/icon.svg" />
    <script type="module" src="/bm/${isSecure ? 'bm' : 'bm.dev'}.js"></script>
    ${isSecure ? '<script type="module" src="/options.js"></script>' : ''}
  </head>
  <body><main><bm-chat${attributes}></bm-chat></main></body>
</html>`,
    },
    scripts: { '/options.js': `document.querySelector('bm-chat').options = ${JSON.stringify(sessionOptions)};` },
    headers: (path) => ({
      'Content-Security-Policy': /\/(?:worker|encryption)\.js$/.test(path) ? workerPolicy(policy) : pagePolicy(policy),
    }),
  });
}
