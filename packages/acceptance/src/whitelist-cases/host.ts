/**
 * Feeds `host` cases, which tell in words what happens around the SDK. Each scene below plays one of them with the real
 * configuration, approval and guarded fetch; a case that no scene recognises cannot be fed and therefore fails.
 */
import { readFileSync } from 'node:fs';
import {
  type Approval,
  type ApprovalRecord,
  BmError,
  createApproval,
  createGuardedFetch,
  freezeOptions,
  type GuardedFetch,
  refuseOtherWhitelist,
  sealRealm,
  type SessionOptions,
} from '@bundesmessenger/core/whitelist';
import { type Fixture, type Json, optionsOf, own, whitelistOf } from './format.ts';
import { createListIssuer, type ListIssuer } from './list-issuer.ts';
import { createFetch, recordedRequests, type Respond } from './recorded-network.ts';

const evil = { serverName: 'evil.example', baseUrl: 'https://evil.example' };
const listUrl = 'https://behoerde.example/list';
const dayS = 24 * 60 * 60;

const nobody: Respond = () => undefined;
const reject = (code: string | undefined): string => `reject:${code}`;
const codeOf = (error: unknown): string => (error instanceof BmError ? error.code : String(error));
const baseUrlOf = (fixture: Fixture): string => `${String(own(fixture.servers[0], 'base_url'))}/`;

/** An approval behind a real guarded fetch. */
function open(options: object, fixture: Fixture, respond: Respond = nobody, cached?: ApprovalRecord): Approval {
  let guarded: GuardedFetch;
  const approval = createApproval(freezeOptions(options), {
    fetch: (...request) => guarded(...request),
    now: () => fixture.now * 1000,
    cache: { load: async () => cached, save: async () => undefined },
  });
  guarded = createGuardedFetch({ allowed: approval.allowed, fetch: createFetch(respond) });
  return approval;
}

const outcome = (check: Promise<unknown>): Promise<string> => check.then(() => 'allow', codeOf);

const signedListOptions = (fixture: Fixture, issuer: ListIssuer): object =>
  optionsOf(fixture, {
    ...whitelistOf(fixture),
    signedList: { url: listUrl, issuer: fixture.list.iss, audience: fixture.list.aud, keys: [issuer.publicKey] },
  });

/** The list of the fixture, with what a scene changes. */
const listClaims = ({ now, list, servers }: Fixture, changes: Json = {}): Json => ({
  iss: list.iss,
  aud: list.aud,
  iat: now - 600,
  nbf: now - 600,
  exp: now + 7 * dayS,
  serial: list.last_serial + 1,
  servers: servers.slice(0, 2),
  ...changes,
});

/** A cached list that does not count: the built-in list applies, and still refuses strangers. */
async function cachedListScene(
  list: string,
  fixture: Fixture,
  issuer: ListIssuer,
  newestSerial?: number,
): Promise<string> {
  const newestList = newestSerial === undefined ? undefined : { serial: newestSerial, issuedAtS: fixture.now - 600 };
  const approval = open(signedListOptions(fixture, issuer), fixture, nobody, { list, newestList });
  const result = await outcome(approval.check());
  const state = approval.state.get();
  const problem = state.status === 'approved' ? state.warnings[0]?.code : undefined;
  if (result !== 'allow') return reject(result);
  if ((await outcome(approval.check(evil.baseUrl))) !== 'WL_HOST') return 'allow, for evil.example too';
  return problem === undefined || problem === 'WL_LIST_FETCH' ? 'allow' : reject(problem);
}

/** Nothing that the page shows or receives is an option: it is there, and the session stays where it was configured. */
async function pageScene(fixture: Fixture, names: Readonly<Record<string, unknown>>): Promise<string> {
  const kept = Object.keys(names).map((name) => [name, Object.getOwnPropertyDescriptor(globalThis, name)] as const);
  for (const [name, value] of Object.entries(names)) {
    Object.defineProperty(globalThis, name, { value, configurable: true, writable: true });
  }
  try {
    const respond: Respond = () => ({ status: 200, body: '{}' });
    const approval = open(optionsOf(fixture), fixture, respond);
    const { baseUrl } = await approval.check();
    const fetch = createGuardedFetch({ allowed: approval.allowed, fetch: createFetch(respond) });
    // A relative URL would go wherever the page says.
    const relative = await outcome(fetch('_matrix/client/versions'));
    await fetch(`${baseUrl}_matrix/client/versions`);
    const hosts = new Set(recordedRequests().map(({ url }) => new URL(url).origin));
    const own = hosts.size === 1 && hosts.has(new URL(baseUrlOf(fixture)).origin);
    return own && relative === 'WL_URL_INVALID' ? 'allow:no effect' : `allow: requests to ${[...hosts].join(', ')}`;
  } finally {
    for (const [name, descriptor] of kept) {
      if (descriptor) Object.defineProperty(globalThis, name, descriptor);
      else Reflect.deleteProperty(globalThis, name);
    }
  }
}

/** Out of the SDK's power: docs/whitelist.md has to say so. */
function documentedScene(phrase: RegExp): string {
  const guide = readFileSync(new URL('../../../../docs/whitelist.md', import.meta.url), 'utf8');
  const section = guide.split('## What it cannot do')[1] ?? '';
  return phrase.test(section) ? 'documented' : 'not documented';
}

async function frozenScene(fixture: Fixture): Promise<string> {
  const servers = [...(whitelistOf(fixture).servers as object[])];
  const given = optionsOf(fixture, { ...whitelistOf(fixture), servers });
  const frozen = freezeOptions(given);
  servers.push(evil);
  const approval = open(frozen, fixture);
  if ((await outcome(approval.check(evil.baseUrl))) !== 'WL_HOST') return 'allow';
  try {
    (frozen.whitelist.servers as unknown as object[]).push(evil);
    return 'allow, the copy could be changed';
  } catch {
    // frozen, as it should be
  }
  // Asking the running session for the changed list is an error of its own.
  return reject(await outcome(Promise.resolve().then(() => refuseOtherWhitelist(frozen, given))));
}

/** The page gives all objects what an option left out. */
function pollutionScene(fixture: Fixture): string {
  const polluted = Object.prototype as unknown as Record<string, unknown>;
  const names = { base_url: evil.baseUrl, baseUrl: evil.baseUrl, servers: [evil] };
  const options = optionsOf(fixture, { ...whitelistOf(fixture), servers: [{ serverName: 'evil.example' }] });
  try {
    Object.assign(polluted, names);
    freezeOptions(options);
    return 'allow';
  } catch (error) {
    return reject(codeOf(error));
  } finally {
    for (const name of Object.keys(names)) delete polluted[name];
  }
}

async function revocationScene(fixture: Fixture, issuer: ListIssuer): Promise<string> {
  const before = await issuer.sign(listClaims(fixture));
  const after = await issuer.sign(
    listClaims(fixture, { serial: fixture.list.last_serial + 2, servers: fixture.servers.slice(1, 2) }),
  );
  const approval = open(signedListOptions(fixture, issuer), fixture, (_, index) => ({
    status: 200,
    body: index === 0 ? before : after,
  }));
  await approval.check();
  const result = await outcome(approval.check());
  return approval.state.get().status === 'refused' && approval.allowed().baseUrl === undefined
    ? reject(result)
    : 'allow';
}

async function realmScene(fixture: Fixture): Promise<string> {
  const realm: Record<string, unknown> = { fetch: () => undefined, XMLHttpRequest: class {}, WebSocket: class {} };
  const approval = open(optionsOf(fixture), fixture);
  await approval.check();
  sealRealm(realm, createGuardedFetch({ allowed: approval.allowed, fetch: createFetch(nobody) }));
  const waysOut = ['XMLHttpRequest', 'WebSocket'].filter((name) => realm[name] !== undefined);
  return waysOut.length > 0
    ? `allow: ${waysOut.join(', ')}`
    : reject(await outcome((realm.fetch as GuardedFetch)(evil.baseUrl)));
}

/** Fetch replaced after the SDK took its own: the replacement is never called. */
async function lateFetchScene(fixture: Fixture): Promise<string> {
  const kept = globalThis.fetch;
  let stolen = 0;
  globalThis.fetch = createFetch(() => ({ status: 200 }));
  let guarded: GuardedFetch;
  const approval = createApproval(optionsOf(fixture) as SessionOptions, { fetch: (...request) => guarded(...request) });
  guarded = createGuardedFetch({ allowed: approval.allowed });
  globalThis.fetch = () => Promise.reject(new Error(`stolen ${(stolen += 1)}`));
  try {
    const { baseUrl } = await approval.check();
    await guarded(`${baseUrl}_matrix/client/versions`);
    return stolen === 0 ? 'allow:no effect' : 'allow: the replacement was called';
  } finally {
    globalThis.fetch = kept;
  }
}

type Scene = (found: RegExpExecArray, fixture: Fixture, issuer: ListIssuer) => string | Promise<string>;

const approveElsewhere: Scene = async ([, url = ''], fixture) => {
  const approval = open(optionsOf(fixture), fixture, () => ({ status: 200, body: '{}' }));
  await approval.check();
  return reject(await outcome(approval.check(url)));
};

/** The first scene whose words are in the case plays it. */
const scenes: readonly (readonly [RegExp, Scene])[] = [
  [/cache.*list JWS replaced by (\{.*\})/, ([, text = ''], fixture, issuer) => cachedListScene(text, fixture, issuer)],
  [
    /cache.*(?:older|lower serial|roll)/,
    async (_, fixture, issuer) =>
      cachedListScene(await issuer.sign(listClaims(fixture)), fixture, issuer, fixture.list.last_serial + 9),
  ],
  [
    /cache.*(?:other key|unknown key|kid)/,
    async (_, fixture, issuer) =>
      cachedListScene(await (await createListIssuer('other')).sign(listClaims(fixture)), fixture, issuer),
  ],
  [
    /cache.*(?:signature|tampered|changed by)/,
    async (_, fixture, issuer) =>
      cachedListScene((await issuer.sign(listClaims(fixture))).replace(/.{4}$/, 'AAAA'), fixture, issuer),
  ],
  [/(?:cache|stor).*base_?url (https?:\/\/\S+?)"/i, approveElsewhere],
  [/attribute.* (https?:\/\/\S+?)(?: |")/, approveElsewhere],
  [/push\(|after init/, (_, fixture) => frozenScene(fixture)],
  [/Object\.prototype/, (_, fixture) => pollutionScene(fixture)],
  [/fetch replaced before/, () => documentedScene(/`fetch` .*before the SDK/)],
  [/service worker/i, () => documentedScene(/service worker/i)],
  [
    /(?:Array|String|Map|Promise|JSON|RegExp)\b.*(?:replaced|patched|overwritten)/,
    () => documentedScene(/built-in function/),
  ],
  [/extension|devtools|developer tools/i, () => documentedScene(/extension/i)],
  [/fetch replaced after/, (_, fixture) => lateFetchScene(fixture)],
  [/XMLHttpRequest|WebSocket|EventSource|WebTransport|sendBeacon/, (_, fixture) => realmScene(fixture)],
  [/<base/, (_, fixture) => pageScene(fixture, { document: { baseURI: `${evil.baseUrl}/` } })],
  [
    /page URL|query|hash|location|\?homeserver/i,
    (_, fixture) =>
      pageScene(fixture, { location: new URL(`${evil.baseUrl}/?homeserver=${evil.baseUrl}#${evil.baseUrl}`) }),
  ],
  [/postMessage|window\.name|opener/, (_, fixture) => pageScene(fixture, { name: evil.baseUrl, opener: evil })],
  [
    /localStorage|sessionStorage|cookie|indexedDB/i,
    (_, fixture) => {
      const storage = { getItem: () => JSON.stringify(evil), homeserver: evil.baseUrl };
      return pageScene(fixture, { localStorage: storage, sessionStorage: storage });
    },
  ],
  [
    /list server unreachable, cached list expired (\d+) days? ago/,
    async ([, days], fixture, issuer) => {
      const exp = fixture.now - Number(days) * dayS;
      const list = await issuer.sign(listClaims(fixture, { iat: exp - 7 * dayS, nbf: exp - 7 * dayS, exp }));
      return cachedListScene(list, fixture, issuer);
    },
  ],
  [
    /list server unreachable, cached list (?:is )?(?:still )?valid/,
    async (_, fixture, issuer) => cachedListScene(await issuer.sign(listClaims(fixture)), fixture, issuer),
  ],
  [/list server unreachable, no (?:cached )?list/, (_, fixture, issuer) => cachedListScene('', fixture, issuer)],
  [/revocation.*removed from a newer list/, (_, fixture, issuer) => revocationScene(fixture, issuer)],
];

export async function feedHost(input: unknown, fixture: Fixture): Promise<string> {
  const text = JSON.stringify(input).replaceAll('\\"', '"');
  for (const [words, scene] of scenes) {
    const found = words.exec(text);
    if (found) return scene(found, fixture, await createListIssuer());
  }
  throw new Error('no scene for this case');
}
