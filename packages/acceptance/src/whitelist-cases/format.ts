/** The format of a case file, and how its fixture becomes the SDK's options. */
import { allowInsecureLocalhost } from '@bundesmessenger/core/whitelist';

export type Json = Readonly<Record<string, unknown>>;

export interface Fixture extends Json {
  /** Seconds. */
  readonly now: number;
  readonly servers: readonly Json[];
  readonly wildcards?: readonly Json[];
  readonly media_origins?: readonly string[];
  readonly auth_issuers?: readonly string[];
  readonly turn_hosts?: readonly string[];
  readonly federation: 'internal' | 'federated';
  readonly dev_mode: boolean;
  readonly list: {
    readonly iss: string;
    readonly aud: string;
    readonly last_serial: number;
    readonly last_iat_seen: number;
    readonly jwks: { readonly keys: readonly JsonWebKey[] };
  };
  readonly bum: {
    readonly mode: 'all' | 'any';
    readonly keys: Readonly<Record<string, string>>;
    readonly configured: readonly string[];
  };
}

export interface Case {
  readonly id: string;
  readonly kind: string;
  readonly input: unknown;
  readonly expect: string;
  readonly why?: string;
  /** Members of the fixture that differ for this case. */
  readonly state?: Json;
}

export interface CaseFile {
  readonly fixture: Fixture;
  readonly cases: readonly Case[];
}

export const isObject = (value: unknown): value is Json =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** An own member: some cases pollute the prototype that all objects share. */
export const own = (value: unknown, name: string): unknown =>
  isObject(value) && Object.hasOwn(value, name) ? value[name] : undefined;

/** Resolves the macros `$repeat`, `$concat` and `$json`. */
export function expand(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(expand);
  if (!isObject(value)) return value;
  const [repeat, concat, json] = ['$repeat', '$concat', '$json'].map((name) => own(value, name));
  if (repeat !== undefined) return String(expand(repeat)).repeat(Number(own(value, 'times') ?? own(value, 'n')));
  if (Array.isArray(concat)) return concat.map((part) => String(expand(part))).join('');
  if (json !== undefined) return JSON.parse(String(expand(json)));
  return mapMembers(value, (name, content) => [name, expand(content)]);
}

function mapMembers(value: Json, map: (name: string, content: unknown) => readonly [string, unknown]): Json {
  const mapped = {};
  for (const name of Object.keys(value)) {
    const [newName, content] = map(name, value[name]);
    // Defined, not assigned: `__proto__` has to stay the own member that it is.
    Object.defineProperty(mapped, newName, { value: content, enumerable: true, writable: true, configurable: true });
  }
  return mapped;
}

/** A map, because the case file may pollute the prototype of tables. */
const optionNames = new Map([
  ['server_name', 'serverName'],
  ['base_url', 'baseUrl'],
  ['media_origins', 'mediaOrigins'],
  ['auth_issuers', 'issuers'],
  ['turn_hosts', 'turnHosts'],
]);

/** A configuration in the words of the case file, in those of the SDK. Anything unknown stays as it is. */
export function toOptions(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(toOptions);
  return isObject(value)
    ? mapMembers(value, (name, content) => [optionNames.get(name) ?? name, toOptions(content)])
    : value;
}

/** The fixture with what a case changes about it. */
export function fixtureOf(each: Case, fixture: Fixture): Fixture {
  const { state = {}, input } = each;
  const changed = [...Object.entries(state), ...(isObject(input) ? Object.entries(input) : [])].filter(([name]) =>
    ['now', 'servers', 'wildcards', 'federation', 'dev_mode', 'media_origins', 'auth_issuers', 'turn_hosts'].includes(
      name,
    ),
  );
  const list = {
    ...fixture.list,
    ...Object.fromEntries(Object.entries(state).filter(([name]) => name in fixture.list)),
  };
  return { ...fixture, ...(each.kind === 'config' ? {} : Object.fromEntries(changed)), list };
}

/** The SDK's whitelist for the fixture: its list, without token and signed list. */
export function whitelistOf(fixture: Fixture): Json {
  const { servers, wildcards = [], media_origins, auth_issuers, turn_hosts } = fixture;
  return toOptions({ servers: [...servers, ...wildcards], media_origins, auth_issuers, turn_hosts }) as Json;
}

/** Session options for the fixture. */
export function optionsOf(fixture: Fixture, whitelist: unknown = whitelistOf(fixture), homeserver?: string): object {
  return {
    homeserver: homeserver ?? own(fixture.servers[0], 'server_name'),
    whitelist,
    federation: fixture.federation,
    ...(fixture.dev_mode && { [allowInsecureLocalhost]: true }),
  };
}
