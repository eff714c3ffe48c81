/** R9: what an answer to `/.well-known/matrix/client` means. Pure: status and body in, base URL and raw object out. */
import { parseConfiguredUrl, refuse } from '../network/web-url.ts';
import { baseUrlOf, checkBaseUrl, type ListedServers } from '../whitelist/listed-servers.ts';
import { isObject, member, parseStrictJson } from '../whitelist/strict-json.ts';
import { checkIssuer } from '../whitelist/issuer.ts';

/** Same bound as for lists and tokens (R15, R21); real ones have a few kilobytes. */
export const maxWellKnownBytes = 262_144;

/** Where `.well-known` names an OAuth 2.0 issuer: MSC2965, unstable and stable name. */
const authenticationMembers = ['org.matrix.msc2965.authentication', 'm.authentication'];

export interface WellKnownAnswer {
  readonly status: number;
  readonly body: string;
}

/** What may be used of it. */
export interface WellKnown {
  /** The listed base URL, whatever else the answer says. */
  readonly baseUrl: string;
  /** The whole answer, for display keys such as `de.bwi.imprint_url`; empty on 404. Never lets anything be contacted. */
  readonly raw: Readonly<Record<string, unknown>>;
}

export interface WellKnownContext {
  readonly servers: ListedServers;
  readonly serverName: string;
  readonly issuers?: readonly string[];
  /** A server that is not listed may be discovered all the same, because its server token alone decides (R23, mode `any`). */
  readonly tokenDecides?: boolean;
}

/** The answer to discovery. Throws `WL_REDIRECT`, `WL_WELLKNOWN`, `WL_DELEGATION`, `WL_ISSUER` or `WL_SERVER_NAME`. */
export function interpretWellKnown(answer: WellKnownAnswer, context: WellKnownContext): WellKnown {
  const own = context.tokenDecides === true ? `https://${context.serverName}/` : undefined;
  const withoutWellKnown = baseUrlOf(context.servers, context.serverName) ?? own;
  if (withoutWellKnown === undefined) return refuse('WL_SERVER_NAME', 'the server name is not on the list');
  if (answer.status >= 300 && answer.status <= 399) return refuse('WL_REDIRECT', 'discovery was redirected');
  if (answer.status === 404) return { baseUrl: withoutWellKnown, raw: Object.freeze({}) };
  if (answer.status !== 200) return refuse('WL_WELLKNOWN', 'discovery answered neither 200 nor 404');
  const json = parseStrictJson(answer.body, maxWellKnownBytes);
  if (json.status === 'refused') return refuse('WL_WELLKNOWN', `discovery answered unreadable JSON (${json.why})`);
  return checkWellKnown(json.value, context);
}

/** The same for a `.well-known` object that came otherwise, such as `well_known` in a login response. */
export function checkWellKnown(raw: unknown, context: WellKnownContext): WellKnown {
  const found = member(member(raw, 'm.homeserver'), 'base_url');
  if (!isObject(raw) || typeof found !== 'string') {
    return refuse('WL_WELLKNOWN', 'm.homeserver.base_url is not a text');
  }
  const baseUrl = permittedBaseUrl(found, context);
  if (baseUrl === undefined)
    return refuse('WL_DELEGATION', 'm.homeserver leads to a base URL that is not the listed one');
  const { issuers = [], servers } = context;
  for (const name of authenticationMembers) {
    if (Object.hasOwn(raw, name)) checkIssuer(raw[name], issuers, servers.insecureLocalhost);
  }
  return { baseUrl, raw };
}

/** Which rule a foreign base URL breaks matters less than that the server tried to lead elsewhere: no codes here. */
function permittedBaseUrl(found: string, { servers, serverName, tokenDecides }: WellKnownContext): string | undefined {
  const listed = baseUrlOf(servers, serverName);
  try {
    if (listed !== undefined) return checkBaseUrl(servers, found) === listed ? listed : undefined;
    return tokenDecides === true ? parseConfiguredUrl(found, servers.insecureLocalhost).href : undefined;
  } catch {
    return undefined;
  }
}
