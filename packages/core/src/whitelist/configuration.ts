/**
 * R18, R19: turns what an integrator hands in into a deep-frozen copy that nothing can change or add to later.
 * Reads own data properties only, each once, into maps: a polluted `Object.prototype` or a getter has no effect.
 * Members outside `SessionOptions` are left out at the top (the store has its own) and refused inside the whitelist.
 */
import { BmError } from '../errors.ts';
import { parseConfiguredUrl } from '../network/web-url.ts';
import {
  allowInsecureLocalhost,
  type ListedServer,
  type ServerTokenPolicy,
  type SessionOptions,
  type SignedListPolicy,
  type Whitelist,
} from '../types.ts';
import { type ListedServers, listServers } from './listed-servers.ts';
import { parseServerName } from './server-name.ts';
import { isObject, member, parseStrictJson } from './strict-json.ts';

/** Longest text of a configured key or identifier, in bytes; a 16,384-bit RSA key in PEM has about 2,800. */
const maxTextBytes = 8192;
/** Longest time between two checks: the longest lifetime of a signed list (R16). */
const maxRecheckHours = 30 * 24;
const sessionName = /^[A-Za-z0-9_-]{1,32}$/;
/** RFC 9110, section 5.6.2 (token) and 5.5 (field value, visible ASCII only). */
const headerName = /^[A-Za-z0-9!#$%&'*+.^_`|~-]+$/;
const headerValue = /^[\x21-\x7e]+(?:[ \t]+[\x21-\x7e]+)*$/;
/** Headers that the SDK or the browser sets; an integrator's value would replace the access token or be dropped silently. */
const reservedHeaders = new Set([
  'authorization',
  'cookie',
  'host',
  'origin',
  'referer',
  'content-type',
  'content-length',
]);
const dnsName = /^[a-z0-9-]+(?:\.[a-z0-9-]+)+$/;
const pemPublicKey = /^-----BEGIN PUBLIC KEY-----\r?\n[A-Za-z0-9+/=\r\n]+-----END PUBLIC KEY-----\s*$/;

/** Public members of a signing key (RFC 7517, 7518 and 8037). Whatever else a key carries is left out. */
const jwkMembers = ['kty', 'crv', 'x', 'y', 'kid', 'alg', 'use'] as const;

function fail(field: string, text: string): never {
  throw new BmError('WL_CONFIG', `${field} ${text}`, { field });
}

type Members = ReadonlyMap<string, unknown>;

/** The own data properties of a plain object. With `known`, any other name is refused: a misspelt rule must not be no rule. */
function members(value: unknown, field: string, known?: readonly string[]): Members {
  if (!isObject(value)) return fail(field, 'is not an object');
  const found = new Map<string, unknown>();
  for (const name of Object.keys(value)) {
    const property = Object.getOwnPropertyDescriptor(value, name);
    if (property === undefined || !Object.hasOwn(property, 'value')) fail(`${field}.${name}`, 'is not plain data');
    if (known !== undefined && !known.includes(name)) fail(`${field}.${name}`, 'is not an option');
    if (property?.value !== undefined) found.set(name, property?.value);
  }
  return found;
}

/** The elements of a real array with at least one element, as plain data. */
function list<T>(value: unknown, field: string, read: (element: unknown, field: string) => T): readonly T[] {
  if (!Array.isArray(value)) return fail(field, 'is not an array');
  if (value.length === 0) fail(field, 'is empty');
  return Object.freeze(
    Array.from({ length: value.length }, (_, index) =>
      read(Object.getOwnPropertyDescriptor(value, index)?.value, `${field}[${index}]`),
    ),
  );
}

function text(value: unknown, field: string): string {
  if (typeof value !== 'string' || value === '' || value.length > maxTextBytes) return fail(field, 'is not a text');
  return value;
}

function oneOf<const T extends string>(value: unknown, field: string, allowed: readonly T[]): T {
  return allowed.find((name) => name === value) ?? fail(field, `is none of ${allowed.join(', ')}`);
}

/** A frozen object without a prototype, so that a member left out stays left out whatever the page does to `Object.prototype`. */
function frozen<T extends object>(properties: readonly (readonly [PropertyKey, unknown])[]): T {
  const copy = Object.create(null) as Record<PropertyKey, unknown>;
  for (const [name, value] of properties) if (value !== undefined) copy[name] = value;
  return Object.freeze(copy) as T;
}

/** Reads a member if it is there. */
function optional<T>(
  from: Members,
  field: string,
  name: string,
  read: (value: unknown, field: string) => T,
): T | undefined {
  return from.has(name) ? read(from.get(name), `${field}.${name}`) : undefined;
}

function webUrl(value: unknown, field: string, insecureLocalhost: boolean): URL {
  try {
    return parseConfiguredUrl(value, insecureLocalhost);
  } catch (error) {
    return fail(field, `is refused: ${error instanceof BmError ? error.code : 'WL_URL_INVALID'}`);
  }
}

function readServer(value: unknown, field: string): ListedServer {
  const from = members(value, field, ['serverName', 'baseUrl']);
  return frozen([
    ['serverName', text(from.get('serverName'), `${field}.serverName`)],
    ['baseUrl', text(from.get('baseUrl'), `${field}.baseUrl`)],
  ]);
}

/** Only the form is checked here; whether the key is RSA and long enough is found when it is imported (R23). */
function readTokenKey(value: unknown, field: string): string {
  const key = text(value, field);
  if (pemPublicKey.test(key.trim())) return key;
  const jwk = parseStrictJson(key, maxTextBytes);
  if (jwk.status === 'parsed' && member(jwk.value, 'kty') === 'RSA' && member(jwk.value, 'd') === undefined) return key;
  return fail(field, 'is neither a public key in PEM (SPKI) nor an RSA public key as JWK');
}

function readServerToken(value: unknown, field: string): ServerTokenPolicy {
  const from = members(value, field, ['keys', 'mode', 'recheckHours']);
  const keys: unknown = from.get('keys');
  return frozen([
    // No key at all is a refusal of its own (R23: WL_TOKEN_NO_KEYS) and comes at the check.
    ['keys', Array.isArray(keys) && keys.length === 0 ? Object.freeze([]) : list(keys, `${field}.keys`, readTokenKey)],
    ['mode', optional(from, field, 'mode', (mode, at) => oneOf(mode, at, ['all', 'any']))],
    [
      'recheckHours',
      optional(from, field, 'recheckHours', (hours, at) =>
        typeof hours === 'number' && hours > 0 && hours <= maxRecheckHours
          ? hours
          : fail(at, `is not a number of hours above 0 and up to ${maxRecheckHours}`),
      ),
    ],
  ]);
}

function readListKey(value: unknown, field: string): JsonWebKey {
  const from = members(value, field);
  if (from.has('d')) fail(field, 'holds a private key');
  const { kty, crv, alg } = { kty: from.get('kty'), crv: from.get('crv'), alg: from.get('alg') };
  const expected = kty === 'EC' && crv === 'P-256' ? 'ES256' : kty === 'OKP' && crv === 'Ed25519' ? 'EdDSA' : undefined;
  if (expected === undefined) fail(field, 'is neither a P-256 nor an Ed25519 key');
  if (alg !== undefined && alg !== expected) fail(`${field}.alg`, `is not ${expected}`);
  text(from.get('kid'), `${field}.kid`);
  return frozen(jwkMembers.map((name) => [name, optional(from, field, name, text)]));
}

function readSignedList(value: unknown, field: string, insecureLocalhost: boolean): SignedListPolicy {
  const from = members(value, field, ['url', 'issuer', 'audience', 'keys']);
  const keys = list(from.get('keys'), `${field}.keys`, readListKey);
  const kids = keys.map((key) => member(key, 'kid'));
  if (new Set(kids).size < kids.length) fail(`${field}.keys`, 'has one kid twice');
  return frozen([
    ['url', webUrl(from.get('url'), `${field}.url`, insecureLocalhost).href],
    ['issuer', text(from.get('issuer'), `${field}.issuer`)],
    ['audience', text(from.get('audience'), `${field}.audience`)],
    ['keys', keys],
  ]);
}

function readWhitelist(value: unknown, field: string, insecureLocalhost: boolean): Whitelist {
  const from = members(value, field, ['servers', 'serverToken', 'signedList', 'mediaOrigins', 'issuers', 'turnHosts']);
  const servers = list(from.get('servers'), `${field}.servers`, readServer);
  const listed = listServers(servers, insecureLocalhost);
  if ('problem' in listed) {
    fail(`${field}.servers[${listed.problem.index}].${listed.problem.member}`, listed.problem.text);
  }
  // An empty list of these means "none", as leaving it out does.
  const texts = (name: string, read: (element: unknown, field: string) => string): readonly string[] | undefined =>
    optional(from, field, name, (value, at) =>
      Array.isArray(value) && value.length === 0 ? Object.freeze([]) : list(value, at, read),
    );
  return frozen([
    ['servers', servers],
    ['serverToken', optional(from, field, 'serverToken', readServerToken)],
    ['signedList', optional(from, field, 'signedList', (value, at) => readSignedList(value, at, insecureLocalhost))],
    [
      'mediaOrigins',
      texts('mediaOrigins', (element, at) => {
        const url = webUrl(element, at, insecureLocalhost);
        return url.pathname === '/' ? url.origin : fail(at, 'is not an origin: it has a path');
      }),
    ],
    [
      'issuers',
      // Kept as written: R12 compares the text with the one in the metadata.
      texts('issuers', (element, at) => (webUrl(element, at, insecureLocalhost), element as string)),
    ],
    [
      'turnHosts',
      texts('turnHosts', (element, at) =>
        dnsName.test(text(element, at)) && !/\.\d+$/.test(element as string)
          ? (element as string)
          : fail(at, 'is not a DNS name in lower case, without scheme and port'),
      ),
    ],
  ]);
}

function readHeaders(value: unknown, field: string): Readonly<Record<string, string>> {
  return frozen(
    [...members(value, field)].map(([name, content]) => {
      const at = `${field}.${name}`;
      if (!headerName.test(name)) fail(at, 'is not a header name');
      if (reservedHeaders.has(name.toLowerCase())) fail(at, 'is set by the SDK or the browser');
      if (!headerValue.test(text(content, at))) fail(at, 'is not a header value');
      return [name, content];
    }),
  );
}

/** The frozen copy of the options of a session; throws `WL_CONFIG` with the name of the wrong option in `field`. */
export function freezeOptions(options: unknown): SessionOptions {
  const field = 'options';
  const from = members(options, field);
  const own = (name: string): unknown => from.get(name);
  const marker = Object.getOwnPropertyDescriptor(options, allowInsecureLocalhost)?.value as unknown;
  if (marker !== undefined && marker !== true) fail('allowInsecureLocalhost', 'is not true');
  const insecureLocalhost = marker === true;

  const homeserver = text(own('homeserver'), 'homeserver');
  if (parseServerName(homeserver) === undefined) fail('homeserver', 'is not a Matrix server name');
  const name = own('name');
  if (name !== undefined && (typeof name !== 'string' || !sessionName.test(name))) {
    fail('name', 'is not 1 to 32 letters, digits, - and _');
  }
  const choice = <const T extends string>(option: string, allowed: readonly T[]): T | undefined =>
    from.has(option) ? oneOf(own(option), option, allowed) : undefined;
  return frozen([
    ['homeserver', homeserver],
    ['whitelist', readWhitelist(own('whitelist'), 'whitelist', insecureLocalhost)],
    ['federation', choice('federation', ['internal', 'federated'])],
    ['name', name],
    ['requestHeaders', from.has('requestHeaders') ? readHeaders(own('requestHeaders'), 'requestHeaders') : undefined],
    ['contentScanner', choice('contentScanner', ['auto', 'required', 'off'])],
    [allowInsecureLocalhost, marker],
  ]);
}

/** The built-in list of frozen options. */
export function builtInServers(options: SessionOptions): ListedServers {
  const listed = listServers(options.whitelist.servers, options[allowInsecureLocalhost] === true);
  return 'problem' in listed ? fail('whitelist.servers', 'was not checked by freezeOptions') : listed;
}

/** R19: a running session keeps its whitelist. Throws `WL_FROZEN` if the page asks for another one. */
export function refuseOtherWhitelist(running: SessionOptions, asked: unknown): void {
  const comparable = (options: SessionOptions): string =>
    JSON.stringify([options.homeserver, options.whitelist, options[allowInsecureLocalhost] === true]);
  if (comparable(freezeOptions(asked)) !== comparable(running)) {
    throw new BmError('WL_FROZEN', 'the whitelist of a running session cannot be changed');
  }
}
