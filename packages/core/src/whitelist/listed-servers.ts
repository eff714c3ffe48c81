/**
 * The list itself: which base URL and which server name stand on it (R1 to R8, in this order, R20). Pure.
 * Compares whole origins, paths and names; there is no suffix, prefix or pattern matching but the one-label wildcard.
 */
import type { BmError } from '../errors.ts';
import {
  isIpLiteral,
  isLocalhost,
  maxBaseUrlCharacters,
  parseConfiguredUrl,
  parseUrl,
  refuse,
  refuseQueryAndFragment,
  refuseUserInfo,
  writtenHost,
} from '../network/web-url.ts';
import type { ListedServer } from '../types.ts';
import { parseServerName, serverNameIn } from './server-name.ts';

/** R7: what a `*` stands for. At most 63 characters (RFC 1035). Lower case, as it is in every parsed URL. */
const wildcardLabel = /^[a-z0-9-]{1,63}$/;
/** A listed host: nothing that could be meant as a pattern, and no trailing dot, which makes another host (R5). */
const plainHost = /^[a-z0-9-]+(?:\.[a-z0-9-]+)*$/;
/** Under a wildcard at least two labels stay fixed, so that nobody lists a whole top-level domain. */
const wildcardHost = /^\*\.[a-z0-9-]+(?:\.[a-z0-9-]+)+$/;

interface Entry {
  readonly serverName: string;
  readonly protocol: string;
  readonly host: string;
  readonly port: string;
  readonly path: string;
}

/** A checked list. Made by `listServers` only. */
export interface ListedServers {
  readonly entries: readonly Entry[];
  /** Development mode: plain http to listed localhost origins. */
  readonly insecureLocalhost: boolean;
}

/** Why an entry cannot stand on a list. `member` is the wrong one, to be named to the integrator. */
export interface EntryProblem {
  readonly index: number;
  readonly member: keyof ListedServer;
  readonly text: string;
}

function parseEntry(
  { serverName, baseUrl }: ListedServer,
  insecureLocalhost: boolean,
): Entry | Omit<EntryProblem, 'index'> {
  const wildcard = serverName.startsWith('*.');
  const name = parseServerName(wildcard ? serverName.slice(2) : serverName);
  if (name === undefined) return { member: 'serverName', text: 'is not a Matrix server name' };
  if (wildcard && (name.isAddress || !name.host.includes('.'))) {
    return { member: 'serverName', text: 'has a wildcard over too much' };
  }
  if (name.isAddress && !(insecureLocalhost && isLocalhost(name.host))) {
    return { member: 'serverName', text: 'is an IP address' };
  }
  let url: URL;
  try {
    url = parseConfiguredUrl(baseUrl, insecureLocalhost);
  } catch (error) {
    return { member: 'baseUrl', text: `is refused: ${(error as BmError).code}` };
  }
  const { protocol, hostname: host, port, pathname: path } = url;
  if (!(wildcard ? wildcardHost : plainHost).test(host) && !isIpLiteral(host)) {
    return { member: 'baseUrl', text: 'has a host that cannot be listed, or a wildcard where serverName has none' };
  }
  if (wildcard && isIpLiteral(host)) return { member: 'baseUrl', text: 'has no wildcard, but serverName has one' };
  return { serverName, protocol, host, port, path };
}

/** Checks a list as a whole. Returns the first problem instead of throwing, because config and signed list have different codes. */
export function listServers(
  servers: readonly ListedServer[],
  insecureLocalhost: boolean,
): ListedServers | { readonly problem: EntryProblem } {
  const entries: Entry[] = [];
  const names = new Set<string>();
  for (const [index, server] of servers.entries()) {
    const entry = parseEntry(server, insecureLocalhost);
    if ('member' in entry) return { problem: { index, ...entry } };
    if (names.has(entry.serverName)) return { problem: { index, member: 'serverName', text: 'is listed twice' } };
    names.add(entry.serverName);
    entries.push(Object.freeze(entry));
  }
  return Object.freeze({ entries: Object.freeze(entries), insecureLocalhost });
}

/** What stands for the wildcard when `listed` is read as `actual`: a label, '' without wildcard, or undefined for no match. */
function wildcardValue(listed: string, actual: string): string | undefined {
  if (!listed.startsWith('*.')) return listed === actual ? '' : undefined;
  const tail = listed.slice(1);
  if (!actual.endsWith(tail)) return undefined;
  const label = actual.slice(0, -tail.length);
  return wildcardLabel.test(label) ? label : undefined;
}

/** R1 to R6: returns the normalised base URL, or throws the code of the first rule it breaks. */
export function checkBaseUrl(list: ListedServers, baseUrl: unknown): string {
  const url = parseUrl(baseUrl, maxBaseUrlCharacters);
  const text = baseUrl as string;
  const sameOrigin = (entry: Entry): boolean =>
    entry.protocol === url.protocol && entry.port === url.port && wildcardValue(entry.host, url.hostname) !== undefined;
  const listedOrigin = list.entries.some(sameOrigin);

  // What is listed without TLS or as an address is localhost in development mode, or it would not be listed.
  if (url.protocol !== 'https:' && !listedOrigin) refuse('WL_SCHEME', 'the scheme is not https');
  refuseUserInfo(text);
  refuseQueryAndFragment(text);
  if (isIpLiteral(url.hostname) && !(listedOrigin && writtenHost(text) === url.hostname)) {
    refuse('WL_IP_LITERAL', 'the host is an IP address');
  }
  const sameHost = list.entries.filter((entry) => wildcardValue(entry.host, url.hostname) !== undefined);
  if (sameHost.length === 0) refuse('WL_HOST', 'the host is not on the list');
  if (!listedOrigin) {
    if (sameHost.some((entry) => entry.port === url.port))
      refuse('WL_SCHEME', 'the host is listed with another scheme');
    refuse('WL_PORT', 'the host is listed with another port');
  }
  if (!list.entries.some((entry) => sameOrigin(entry) && entry.path === url.pathname)) {
    refuse('WL_PATH', 'the path is not on the list');
  }
  return url.href;
}

/** The base URL under which a server name is listed, or `undefined`. An exact entry goes before a wildcard. */
export function baseUrlOf(list: ListedServers, serverName: string): string | undefined {
  const write = ({ protocol, host, port, path }: Entry, label: string): string =>
    `${protocol}//${host.replace(/^\*/, () => label)}${port && `:${port}`}${path}`;
  const exact = list.entries.find((entry) => entry.serverName === serverName);
  // The pattern text itself is no server name.
  if (exact !== undefined && !serverName.startsWith('*')) return write(exact, '');
  for (const entry of list.entries) {
    const label = wildcardValue(entry.serverName, serverName);
    if (label) return write(entry, label);
  }
  return undefined;
}

/** R8: compared byte by byte. Returns the name. */
export function checkServerName(list: ListedServers, serverName: unknown): string {
  if (typeof serverName === 'string' && baseUrlOf(list, serverName) !== undefined) return serverName;
  return refuse('WL_SERVER_NAME', 'the server name is not on the list');
}

/** R8 for a user id: returns its server name. */
export function checkUserId(list: ListedServers, userId: unknown): string {
  return checkServerName(list, serverNameIn(userId, '@'));
}
