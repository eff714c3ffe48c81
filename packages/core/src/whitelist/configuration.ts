/**
 * R18, R19: turns what an integrator hands in into a deep-frozen copy that nothing can change or add to later. The copy
 * holds own data properties only, each read once; the schemas below say what it has to look like and change nothing.
 * Members outside `SessionOptions` are left out at the top (the store has its own) and refused inside the whitelist.
 */
import * as v from 'valibot';
import { BmError } from '../errors.ts';
import { parseConfiguredUrl } from '../network/web-url.ts';
import { allowInsecureLocalhost, type SessionOptions } from '../types.ts';
import { type ListedServers, listServers } from './listed-servers.ts';
import { ownEntries } from './own-entries.ts';
import { parseServerName } from './server-name.ts';
import { isObject, member, parseStrictJson } from './strict-json.ts';

/** Longest text of a configured key or identifier, in bytes; a 16,384-bit RSA key in PEM has about 2,800. */
const maxTextBytes = 8192;
/** Longest time between two checks: the longest lifetime of a signed list (R16). */
const maxRecheckHours = 30 * 24;
/** Deeper than any option; keeps what refers to itself from running out of stack. */
const maxDepth = 8;
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
const sessionName = /^[A-Za-z0-9_-]{1,32}$/;
const dnsName = /^[a-z0-9-]+(?:\.[a-z0-9-]+)+$/;
const pemCertificate = /^\s*-----BEGIN CERTIFICATE-----\r?\n/;
/** A dozen certificates of a public administration's hierarchy. */
const maxCertificatesBytes = 65_536;
const pemPublicKey = /^-----BEGIN PUBLIC KEY-----\r?\n[A-Za-z0-9+/=\r\n]+-----END PUBLIC KEY-----\s*$/;

function fail(field: string, problem: string): never {
  throw new BmError('WL_CONFIG', `${field} ${problem}`, { field });
}

/** A frozen copy without prototypes, so that a member left out stays left out whatever the page does to `Object.prototype`. */
function copy(value: unknown, field: string, depth = 0): unknown {
  if (typeof value !== 'object' || value === null) return value;
  if (depth === maxDepth) fail(field, 'is nested too deeply');
  const isArray = Array.isArray(value);
  const copied = (isArray ? [] : Object.create(null)) as Record<PropertyKey, unknown>;
  const names = isArray ? Array.from({ length: value.length }, (_, index) => index) : Object.keys(value);
  for (const name of names) {
    const at = isArray ? `${field}[${name}]` : `${field}.${name}`;
    const content = copy(plainMember(value, name, at), at, depth + 1);
    if (isArray || content !== undefined) copied[name] = content;
  }
  return Object.freeze(copied);
}

/** A getter could answer differently each time. */
function plainMember(value: object, name: PropertyKey, field: string): unknown {
  const property = Object.getOwnPropertyDescriptor(value, name);
  if (property === undefined) return undefined;
  return Object.hasOwn(property, 'value') ? property.value : fail(field, 'is not plain data');
}

const empty = 'is empty';
const text = v.pipe(v.string(), v.nonEmpty(empty), v.maxLength(maxTextBytes, 'is too long'));

/** Only the form is checked here; whether the key is RSA and long enough is found when it is imported (R23). */
function isTokenKey(key: string): boolean {
  if (pemPublicKey.test(key.trim())) return true;
  const jwk = parseStrictJson(key, maxTextBytes);
  return jwk.status === 'parsed' && member(jwk.value, 'kty') === 'RSA' && member(jwk.value, 'd') === undefined;
}

const serverToken = v.strictObject(
  ownEntries({
    // No key at all is a refusal of its own (R23: WL_TOKEN_NO_KEYS) and comes at the check.
    keys: v.array(
      v.pipe(text, v.check(isTokenKey, 'is neither a public key in PEM (SPKI) nor an RSA public key as JWK')),
    ),
    mode: v.exactOptional(v.picklist(['all', 'any'])),
    recheckHours: v.exactOptional(
      v.pipe(
        v.number(),
        v.check((hours) => hours > 0 && hours <= maxRecheckHours, `is not above 0 and at most ${maxRecheckHours}`),
      ),
    ),
  }),
);

/** What else a JWK may hold is of no use here and does not matter. */
const publicKey = { kid: text, x: text, d: v.exactOptional(v.never('is a private key')) };
const ecKey = v.object(
  ownEntries({
    kty: v.picklist(['EC']),
    ...publicKey,
    crv: v.picklist(['P-256']),
    y: text,
    alg: v.exactOptional(v.picklist(['ES256'])),
  }),
);
const edKey = v.object(
  ownEntries({
    kty: v.picklist(['OKP']),
    ...publicKey,
    crv: v.picklist(['Ed25519']),
    alg: v.exactOptional(v.picklist(['EdDSA'])),
  }),
);
const listKeys = v.pipe(
  v.array(v.lazy((key) => (isObject(key) && key['kty'] === 'OKP' ? edKey : ecKey))),
  v.nonEmpty(empty),
  v.check((keys) => new Set(keys.map(({ kid }) => kid)).size === keys.length, 'has one kid twice'),
);

function whitelistSchema(insecureLocalhost: boolean) {
  const url = v.rawCheck<string>(({ dataset, addIssue }) => {
    try {
      parseConfiguredUrl(dataset.value, insecureLocalhost);
    } catch (error) {
      addIssue({ message: `is refused: ${(error as BmError).code}` });
    }
  });
  const isOrigin = (origin: string): boolean => new URL(origin).pathname === '/';
  const isTurnHost = (host: string): boolean => dnsName.test(host) && !/\.\d+$/.test(host);
  return v.strictObject(
    ownEntries({
      servers: v.pipe(v.array(v.strictObject(ownEntries({ serverName: text, baseUrl: text }))), v.nonEmpty(empty)),
      serverToken: v.exactOptional(serverToken),
      signedList: v.exactOptional(
        v.strictObject(ownEntries({ url: v.pipe(v.string(), url), issuer: text, audience: text, keys: listKeys })),
      ),
      mediaOrigins: v.exactOptional(
        v.array(v.pipe(v.string(), url, v.check(isOrigin, 'is not an origin: it has a path'))),
      ),
      issuers: v.exactOptional(v.array(v.pipe(v.string(), url))),
      turnHosts: v.exactOptional(
        v.array(v.pipe(text, v.check(isTurnHost, 'is not a DNS name in lower case, without scheme and port'))),
      ),
    }),
  );
}

const positiveInteger = v.pipe(
  v.number(),
  v.check((value) => Number.isSafeInteger(value) && value >= 1, 'is no whole number from 1 on'),
);

const encryptionPolicy = v.strictObject(
  ownEntries({
    recovery: v.exactOptional(v.picklist(['required', 'offered', 'off'])),
    recoveryKeeper: v.exactOptional(v.picklist(['user', 'portal'])),
    insecureDevices: v.exactOptional(v.picklist(['include', 'exclude'])),
    rotation: v.exactOptional(
      v.strictObject(ownEntries({ messages: v.exactOptional(positiveInteger), ms: v.exactOptional(positiveInteger) })),
    ),
    shareHistory: v.exactOptional(v.picklist(['never', 'onInvite'])),
    caCertificates: v.exactOptional(
      v.pipe(
        v.string(),
        v.check(({ length }) => length <= maxCertificatesBytes, 'is too long'),
        v.check((pem) => pemCertificate.test(pem), 'is not PEM'),
      ),
    ),
  }),
);

const optionsSchema = (insecureLocalhost: boolean) =>
  v.object(
    ownEntries({
      homeserver: v.pipe(
        text,
        v.check((name) => parseServerName(name) !== undefined, 'is not a Matrix server name'),
      ),
      whitelist: whitelistSchema(insecureLocalhost),
      federation: v.exactOptional(v.picklist(['internal', 'federated'])),
      name: v.exactOptional(
        v.pipe(
          v.string(),
          v.check((name) => sessionName.test(name), 'is not 1 to 32 letters, digits, - and _'),
        ),
      ),
      requestHeaders: v.exactOptional(v.custom<Record<string, unknown>>(isObject)),
      contentScanner: v.exactOptional(v.picklist(['auto', 'required', 'off'])),
      encryption: v.exactOptional(encryptionPolicy),
      oauth: v.exactOptional(
        v.strictObject(ownEntries({ clientId: v.exactOptional(text), redirectUrl: v.exactOptional(text) })),
      ),
    }),
  );

/** What is wrong in the words of this file; never with the value, which may be a secret. */
function describe({ expected, path }: v.BaseIssue<unknown>): string {
  if (expected === 'never') return 'is not an option';
  return path?.at(-1)?.origin === 'key' ? 'is missing' : `should be ${expected}`;
}

/** The path of an option as one writes it: `whitelist.servers[0].baseUrl`. */
const fieldOf = (path: readonly { readonly key?: unknown }[] = []): string =>
  path
    .map(({ key }) => (typeof key === 'number' ? `[${key}]` : `.${String(key)}`))
    .join('')
    .slice(1) || 'options';

function checkHeaders(headers: object): void {
  for (const [name, value] of Object.entries(headers)) {
    const field = `requestHeaders.${name}`;
    if (!headerName.test(name)) fail(field, 'is not a header name');
    if (reservedHeaders.has(name.toLowerCase())) fail(field, 'is set by the SDK or the browser');
    if (typeof value !== 'string' || value.length > maxTextBytes || !headerValue.test(value)) {
      fail(field, 'is not a header value');
    }
  }
}

/** The frozen copy of the options of a session; throws `WL_CONFIG` with the name of the wrong option in `field`. */
export function freezeOptions(given: unknown): SessionOptions {
  if (!isObject(given)) return fail('options', 'is not an object');
  const marker: unknown = Object.getOwnPropertyDescriptor(given, allowInsecureLocalhost)?.value;
  if (marker !== undefined && marker !== true) fail('allowInsecureLocalhost', 'is not true');
  const insecureLocalhost = marker === true;
  const schema = optionsSchema(insecureLocalhost);

  const options = Object.create(null) as Record<PropertyKey, unknown>;
  for (const name of Object.keys(schema.entries)) {
    const value = copy(plainMember(given, name, name), name);
    if (value !== undefined) options[name] = value;
  }
  if (insecureLocalhost) options[allowInsecureLocalhost] = true;
  const { issues } = v.safeParse(schema, options, { abortEarly: true, message: describe });
  if (issues) return fail(fieldOf(issues[0].path), issues[0].message);
  const checked = Object.freeze(options) as unknown as SessionOptions;

  const listed = listServers(checked.whitelist.servers, insecureLocalhost);
  if ('problem' in listed) {
    fail(`whitelist.servers[${listed.problem.index}].${listed.problem.member}`, listed.problem.text);
  }
  checkHeaders(checked.requestHeaders ?? {});
  return checked;
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
    throw new BmError('WL_FROZEN', 'the session runs with another whitelist');
  }
}
