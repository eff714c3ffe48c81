/**
 * The Content Security Policies and the hosts of a configuration: what an operator writes into a web server and a
 * firewall. Pure. The page's policy and the worker file's are two, because a page's does not bind a worker from the network.
 */
import { wellKnownUrl } from '../discovery/well-known-urls.ts';
import { BmError } from '../errors.ts';
import { parseConfiguredUrl } from '../network/web-url.ts';
import { allowInsecureLocalhost, type SessionOptions } from '../types.ts';
import { builtInServers, freezeOptions } from '../whitelist/configuration.ts';
import { baseUrlOf } from '../whitelist/listed-servers.ts';
import { serverTokenUrl } from '../whitelist/server-token-url.ts';

export interface PolicyOptions {
  /** Origin of the page that shows the chat. What lies there is `'self'` and is not listed again. */
  readonly pageOrigin?: string;
  /** `npm`: the SDK is bundled with the page. `dropIn`: the page loads the ready script. @default 'npm' */
  readonly delivery?: 'npm' | 'dropIn';
  /** Placement `page`: no worker, so that the page needs what the worker file needs elsewhere. @default false */
  readonly hostInPage?: boolean;
}

export interface ContactedHost {
  readonly origin: string;
  readonly purpose: string;
}

export interface Policy {
  /** Value of the header `Content-Security-Policy` of the page. */
  readonly page: string;
  /** The same for the worker file. */
  readonly worker: string;
  /** Everybody the SDK contacts, each origin once for each purpose. */
  readonly hosts: readonly ContactedHost[];
}

/** Lit's own policy, which the drop-in renames to stay apart from the page's, and the SDK's for its worker file. */
const trustedTypes = { npm: 'lit-html bm-sdk bm-html', dropIn: 'bm-lit bm-sdk bm-html' } as const;

/** @throws {BmError} WL_CONFIG with the name of the wrong option in `field` */
export function policyFor(
  given: SessionOptions,
  { pageOrigin, delivery = 'npm', hostInPage = false }: PolicyOptions = {},
): Policy {
  const options = freezeOptions(given);
  const { homeserver, whitelist } = options;
  const insecureLocalhost = options[allowInsecureLocalhost] === true;
  const own = pageOrigin === undefined ? undefined : readPageOrigin(pageOrigin, insecureLocalhost);
  const baseUrl = baseUrlOf(builtInServers(options), homeserver);
  if (baseUrl === undefined) {
    throw new BmError(
      'WL_CONFIG',
      'homeserver is not in whitelist.servers, so that its base URL is not known before it runs',
      {
        field: 'homeserver',
      },
    );
  }
  const { serverToken, signedList, issuers = [], mediaOrigins = [], turnHosts = [] } = whitelist;
  const at = (url: string, purpose: string): ContactedHost => ({ origin: new URL(url).origin, purpose });
  const fetched = [
    at(baseUrl, 'Matrix client-server API of the homeserver, media included'),
    at(wellKnownUrl(homeserver, insecureLocalhost), 'discovery: /.well-known/matrix/client, and support beside it'),
    ...(serverToken ? [at(serverTokenUrl(baseUrl), 'server token: /_bum/client/v1/verify')] : []),
    ...(signedList ? [at(signedList.url, 'signed list of servers')] : []),
    ...issuers.map((issuer) => at(issuer, 'sign-in: OAuth 2.0 issuer')),
  ];
  const others = [
    ...mediaOrigins.map((origin) => at(origin, 'media the homeserver redirects to, outside of browsers only')),
    ...turnHosts.map((host) => ({ origin: `turn:${host}`, purpose: 'relay for calls; no policy of a page binds it' })),
  ];
  const sources = ["'self'", ...new Set(fetched.map(({ origin }) => origin).filter((origin) => origin !== own))];
  const connect = `connect-src ${sources.join(' ')}`;
  return {
    page: [
      "default-src 'none'",
      `script-src 'self'${hostInPage ? " 'wasm-unsafe-eval'" : ''}`,
      "style-src 'self'",
      hostInPage ? connect : "connect-src 'none'",
      "worker-src 'self'",
      "img-src 'self' blob:",
      "font-src 'self'",
      "base-uri 'none'",
      "form-action 'none'",
      "frame-ancestors 'none'",
      "require-trusted-types-for 'script'",
      `trusted-types ${trustedTypes[delivery]}`,
    ].join('; '),
    worker: [
      "default-src 'none'",
      "script-src 'self' 'wasm-unsafe-eval'",
      connect,
      "require-trusted-types-for 'script'",
      "trusted-types 'none'",
    ].join('; '),
    hosts: [
      { origin: own ?? "'self'", purpose: "the SDK's own files: script, worker file and wasm" },
      ...fetched,
      ...others,
    ],
  };
}

function readPageOrigin(text: string, insecureLocalhost: boolean): string {
  try {
    const url = parseConfiguredUrl(text, insecureLocalhost);
    if (url.pathname === '/') return url.origin;
  } catch {
    // said below
  }
  throw new BmError('WL_CONFIG', 'pageOrigin is no https origin', { field: 'pageOrigin' });
}
