/** Feeds one case of each kind but `host` to the SDK and writes down what came out, in the words of the case file. */
import {
  BmError,
  builtInServers,
  checkBaseUrl,
  checkIssuer,
  checkLoginResponse,
  checkMxc,
  checkRoom,
  checkTurnUri,
  checkUserId,
  createApproval,
  creationContent,
  freezeOptions,
  type GatedFeature,
  gatedFeatures,
  type GuardedFetch,
  createGuardedFetch,
  interpretWellKnown,
  type ListedServers,
  listedTurnUris,
  readSignInAnswer,
  requireFeature,
  verifySignedList,
} from '@bundesmessenger/core/whitelist';
import { type Case, type Fixture, fixtureOf, isObject, optionsOf, own, toOptions, whitelistOf } from './format.ts';
import { feedHost } from './host.ts';
import { type Answer, createFetch, createVirtualTime, recordedRequests } from './recorded-network.ts';

type Feeder = (input: unknown, fixture: Fixture, each: Case) => string | Promise<string>;

const listOf = (fixture: Fixture): ListedServers => builtInServers(freezeOptions(optionsOf(fixture)));
const asText = (value: unknown): string | undefined => (typeof value === 'string' ? value : undefined);

/** The words for the refusals of the server token. */
const tokenWord = (code: string): string =>
  code === 'WL_INSECURE_CONTEXT' || code === 'WL_NOT_LISTED' || code.startsWith('WL_TOKEN_')
    ? code
        .replace(/^WL_(TOKEN_)?/, '')
        .toLowerCase()
        .replaceAll('_', '-')
    : code;

function answerOf(input: unknown): Answer {
  const [body, location, hangMs, dripMs] = ['body', 'location', 'hang_ms', 'drip_ms'].map((name) => own(input, name));
  return {
    status: Number(own(input, 'status') ?? 200),
    ...(typeof body === 'string' && { body }),
    ...(typeof location === 'string' && { location }),
    ...(typeof hangMs === 'number' && { hangMs }),
    ...(typeof dripMs === 'number' && { dripMs }),
  };
}

/** An approved session's way out. */
async function approvedFetch(fixture: Fixture, answer: (index: number) => Answer): Promise<GuardedFetch> {
  const fetch = createFetch((_, index) => answer(index));
  let guarded: GuardedFetch;
  const approval = createApproval(freezeOptions(optionsOf(fixture)), { fetch: (...request) => guarded(...request) });
  guarded = createGuardedFetch({ allowed: approval.allowed, fetch });
  await approval.check();
  return guarded;
}

const feedBaseUrl: Feeder = (input, fixture) => {
  const url =
    isObject(input) && Object.hasOwn(input, 'dev_mode') ? (own(input, 'url') ?? own(input, 'base_url')) : input;
  return `allow:${checkBaseUrl(listOf(fixture), url)}`;
};

const feedConfig: Feeder = (input, fixture) => {
  builtInServers(freezeOptions(optionsOf(fixture, toOptions(input))));
  // The same members inherited instead of own.
  if (isObject(input) && Object.hasOwn(input, '__proto__')) {
    freezeOptions(optionsOf(fixture, Object.create(toOptions(own(input, '__proto__')) as object)));
  }
  return 'allow';
};

const feedUserId: Feeder = (input, fixture) => {
  checkUserId(listOf(fixture), input);
  return 'allow';
};

const feedWellKnown: Feeder = async (input, fixture) => {
  const serverName = String(own(input, 'server_name'));
  const options = freezeOptions(optionsOf(fixture, whitelistOf(fixture), serverName));
  const fetch = createGuardedFetch({
    allowed: createApproval(options, { fetch: () => Promise.reject(new Error('not asked')) }).allowed,
    fetch: createFetch(() => answerOf(input)),
  });
  const url = `${fixture.dev_mode && /^localhost\b/.test(serverName) ? 'http' : 'https'}://${serverName}/.well-known/matrix/client`;
  const response = await fetch(url, {}, 'discovery');
  const { issuers = [] } = options.whitelist;
  const answer = { status: response.status, body: await response.text() };
  return `allow:${interpretWellKnown(answer, { servers: builtInServers(options), serverName, issuers }).baseUrl}`;
};

const feedRedirect: Feeder = async (input, fixture) => {
  const [method = 'GET', target = ''] = String(own(input, 'request')).split(' ');
  const fetch = await approvedFetch(fixture, (index) => (index === 0 ? answerOf(input) : { status: 200 }));
  const url = /^https?:/.test(target)
    ? target
    : `${String(own(fixture.servers[0], 'base_url')).replace(/\/$/, '')}${target}`;
  const wellKnown = target.startsWith('/.well-known/');
  const place = wellKnown ? `https://${String(own(fixture.servers[0], 'server_name'))}${target}` : url;
  const purpose = wellKnown
    ? 'discovery'
    : /\/media\/(?:[^/]+\/)?(?:download|thumbnail)\//.test(target)
      ? 'media'
      : undefined;
  const body = method === 'PUT' || method === 'POST' ? '{}' : null;
  await fetch(place, { method, body, headers: { Authorization: 'Bearer secret' }, redirect: 'follow' }, purpose);
  const [, second, ...more] = recordedRequests();
  if (second?.headers.has('Authorization') || more.length > 0)
    return 'allow, but with the access token or more than once';
  return 'allow';
};

const feedMxc: Feeder = (input, fixture) => {
  const uri = isObject(input) && Object.hasOwn(input, 'federation') ? own(input, 'mxc') : input;
  checkMxc(listOf(fixture), uri, fixture.federation);
  return 'allow';
};

const feedSignIn: Feeder = (input, fixture) => {
  const servers = listOf(fixture);
  const [serverName, baseUrl] = ['server_name', 'base_url'].map((name) => String(own(fixture.servers[0], name)));
  const issuers = fixture.auth_issuers ?? [];
  const context = { servers, serverName: serverName ?? '', issuers };
  const [callback, pending, metadata, response] = ['callback', 'pending', 'auth_metadata', 'login_response'].map(
    (name) => own(input, name),
  );
  if (response !== undefined) checkLoginResponse(response, context);
  else if (metadata !== undefined) checkIssuer(metadata, issuers);
  else if (typeof callback === 'string') {
    const nowMs = fixture.now * 1000;
    const current = checkBaseUrl(servers, baseUrl);
    const startedFor = asText(own(pending, 'homeserver')) ?? asText(own(pending, 'base_url')) ?? current;
    const issuer = asText(own(pending, 'issuer'));
    const attempt = {
      state: String(own(pending, 'state') ?? ''),
      baseUrl: URL.canParse(startedFor) ? new URL(startedFor).href : startedFor === serverName ? current : startedFor,
      startedAtMs: nowMs - Number(own(pending, 'age_s') ?? 0) * 1000,
      ...(issuer !== undefined && { issuer }),
    };
    // An attempt that was used, or that another tab made, is not there any more.
    const gone = !isObject(pending) || own(pending, 'used') === true || own(pending, 'tab') === 'other';
    readSignInAnswer(callback, gone ? undefined : attempt, { nowMs, baseUrl: current });
  } else throw new Error('unknown form of sign-in');
  return 'allow';
};

const feedTurn: Feeder = (input, fixture) => {
  const uris = Array.isArray(input) ? input : own(input, 'uris');
  if (Array.isArray(uris)) {
    const kept = listedTurnUris(uris, fixture.turn_hosts);
    return kept.length > 0 ? `allow:${kept.join(',')}` : `reject:${'WL_TURN'}`;
  }
  checkTurnUri(input, fixture.turn_hosts);
  return 'allow';
};

const featureNames = new Map<unknown, GatedFeature>(
  gatedFeatures.flatMap((name) => {
    const snake = name.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
    return [name, snake, snake.replace(/s$/, '')].map((spelling) => [spelling, name] as const);
  }),
);

/** A request that would use the feature, where it has one at the homeserver. */
const featureRequests: Partial<Record<GatedFeature, readonly [method: string, path: string]>> = {
  urlPreviews: ['GET', '_matrix/client/v1/media/preview_url?url=x'],
  pushers: ['POST', '_matrix/client/v3/pushers/set'],
  identityServer: ['POST', '_matrix/client/v3/user/x/openid/request_token'],
  integrationManager: ['POST', '_matrix/client/v3/user/x/openid/request_token'],
  widgets: ['POST', '_matrix/client/v3/user/x/openid/request_token'],
};

const feedFeature: Feeder = async (input, fixture) => {
  const feature = featureNames.get(own(input, 'feature'));
  if (feature === undefined) throw new Error('unknown feature');
  // Only the integrator's code has a say. Account data, state and .well-known of the case have no way in.
  const switchedOn = ['config', 'integrator', 'options'].some((name) => Boolean(own(input, name)));
  const features = new Set<GatedFeature>(switchedOn ? [feature] : []);
  const [method, path] = featureRequests[feature] ?? [];
  const url = `${String(own(fixture.servers[0], 'base_url'))}/${path}`;
  const fetch = createGuardedFetch({
    allowed: () => ({ baseUrl: String(own(fixture.servers[0], 'base_url')) }),
    fetch: createFetch(() => ({ status: 200 })),
    features,
  });
  await fetch(url, { method: method ?? 'GET' }).catch((error: unknown) => {
    if (!(error instanceof BmError && error.code === 'WL_FEATURE_OFF')) throw error;
  });
  if (!switchedOn && recordedRequests().length > 0) return 'allow, because the request was sent';
  requireFeature(feature, features);
  return 'allow';
};

const feedRoom: Feeder = (input, fixture) => {
  const { federation } = fixture;
  const form = (name: string): unknown => own(input, name);
  const [invite, tombstone, child] = ['invite', 'tombstone', 'space_child'].map(form);
  if (form('create_room') !== undefined) {
    return Object.entries(creationContent(federation))
      .map(([name, value]) => `allow:${name}:${value}`)
      .concat('allow')[0] as string;
  }
  const room =
    form('join') ??
    form('knock') ??
    own(invite, 'room') ??
    own(tombstone, 'replacement_room') ??
    own(child, 'state_key');
  const outer = invite ?? tombstone ?? child;
  const via = form('via') ?? own(outer, 'via');
  const sender = form('sender') ?? own(outer, 'sender');
  checkRoom(
    listOf(fixture),
    { room, ...(via !== undefined && { via }), ...(sender !== undefined && { sender }) },
    federation,
  );
  return 'allow';
};

/** What a page without secure context has: `crypto`, but not `crypto.subtle`. */
async function withoutSubtle<T>(without: boolean, run: () => Promise<T>): Promise<T> {
  const kept = Object.getOwnPropertyDescriptor(globalThis, 'crypto');
  if (without) Object.defineProperty(globalThis, 'crypto', { value: {}, configurable: true });
  try {
    return await run();
  } finally {
    if (without && kept) Object.defineProperty(globalThis, 'crypto', kept);
  }
}

const feedList: Feeder = async (input, fixture, { state = {} }) => {
  const { iss, aud, jwks, last_serial: serial, last_iat_seen: issuedAtS } = fixture.list;
  // A stored list, where a case has one: what the roll-back check compares with.
  const stored = Object.values(state).find((value) => typeof value === 'string' && value.split('.').length === 3);
  const digest = async (text: string): Promise<string> =>
    Buffer.from(await crypto.subtle.digest('SHA-256', new TextEncoder().encode(text))).toString('base64url');
  const newest = { serial, issuedAtS, ...(typeof stored === 'string' && { sha256: await digest(stored) }) };
  const whitelist = {
    ...whitelistOf(fixture),
    signedList: { url: 'https://behoerde.example/list', issuer: iss, audience: aud, keys: jwks.keys },
  };
  const { signedList } = freezeOptions(optionsOf(fixture, whitelist)).whitelist;
  if (signedList === undefined) throw new Error('the signed list is not configured');
  const context = { nowMs: fixture.now * 1000, newest };
  await withoutSubtle(state.secure_context === false, () => verifySignedList(input, signedList, context));
  return 'allow';
};

const feedToken: Feeder = async (input, fixture) => {
  const baseUrl = String(own(input, 'base_url'));
  const configured = (own(input, 'configured') ?? fixture.bum.configured) as readonly string[];
  const listed = fixture.servers.find(
    (server) => new URL(String(own(server, 'base_url'))).origin === new URL(baseUrl).origin,
  );
  const homeserver = String(own(listed, 'server_name') ?? new URL(baseUrl).hostname);
  const serverToken = {
    keys: configured.map((name) => fixture.bum.keys[name] ?? name),
    mode: own(input, 'mode') ?? fixture.bum.mode,
  };
  const time = createVirtualTime(fixture.now * 1000);
  const options = freezeOptions(optionsOf(fixture, { ...whitelistOf(fixture), serverToken }, homeserver));
  let guarded: GuardedFetch;
  const approval = createApproval(options, { ...time, fetch: (...request) => guarded(...request) });
  guarded = createGuardedFetch({ allowed: approval.allowed, fetch: createFetch(() => answerOf(input), time) });
  const insecure = ['subtle', 'crypto_subtle', 'secure_context'].some((name) => own(input, name) === false);
  await withoutSubtle(insecure, () => approval.check(baseUrl));
  return 'allow';
};

const feeders: Readonly<Record<string, Feeder>> = {
  base_url: feedBaseUrl,
  config: feedConfig,
  user_id: feedUserId,
  well_known: feedWellKnown,
  redirect: feedRedirect,
  mxc: feedMxc,
  signin: feedSignIn,
  turn: feedTurn,
  feature: feedFeature,
  room: feedRoom,
  list_jws: feedList,
  bum_token: feedToken,
  host: feedHost,
};

/** What the SDK makes of a case. Throws if it cannot be fed. */
export async function feed(each: Case, fixture: Fixture): Promise<string> {
  const feeder = Object.hasOwn(feeders, each.kind) ? feeders[each.kind] : undefined;
  if (feeder === undefined) throw new Error(`unknown kind ${each.kind}`);
  try {
    return await feeder(each.input, fixtureOf(each, fixture), each);
  } catch (error) {
    if (!(error instanceof BmError)) throw error;
    return `reject:${each.kind === 'bum_token' ? tokenWord(error.code) : error.code}`;
  }
}
