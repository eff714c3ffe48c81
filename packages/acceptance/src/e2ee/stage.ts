/** What every scenario plays on: one real Synapse, a fault proxy before it, people and their devices. */
import { createSession, type Session, type SessionEnvironment } from '@bundesmessenger/core';
import { allowInsecureLocalhost, type EncryptionPolicy, type SessionOptions } from '@bundesmessenger/core/types';
import { startFaultProxy, startHomeserver, type FaultProxy, type Homeserver } from '@bundesmessenger/homeserver';
import type { Site } from '../sites/serve-site.ts';
import { addCanary, marked, useMark } from './canaries.ts';
import { createComputer, serveComputers, type Computer } from './computer/computer.ts';
import { createDevice, type Device } from './device.ts';
import { overhear } from './overheard.ts';
import { codeOf, until } from './until.ts';

/** In every message, password and passphrase of this run. */
const markOfThisRun = `mark${crypto.randomUUID().replaceAll('-', '')}`;
useMark(markOfThisRun);
export const password = marked('Geheim-1234!');

export interface Person {
  readonly userId: string;
  readonly localpart: string;
}

export interface LoginOptions {
  /** Through the fault proxy. @default false */
  readonly proxied?: boolean;
  readonly encryption?: EncryptionPolicy;
  readonly environment?: Partial<SessionEnvironment>;
}

export interface Stage {
  readonly homeserver: Homeserver;
  readonly proxy: FaultProxy;
  /** Somebody nobody has met before. */
  person(name: string): Promise<Person>;
  /** A new device of this person. */
  device(person: Person, options?: LoginOptions): Promise<Device>;
  /** A computer of its own, switched on, behind the fault proxy. */
  computer(): Promise<Computer>;
  options(options?: LoginOptions): SessionOptions;
  /** Says that a client which is none of ours writes as this user: its events are not ours to audit. */
  addForeigner(userId: string): void;
  readonly foreigners: ReadonlySet<string>;
  /** A secret that must not be found anywhere afterwards. */
  addCanary(secret: string): void;
  /** Stops what the last scenario has left: devices, rules of the proxy. */
  clear(): Promise<void>;
  stop(): Promise<void>;
}

export async function startStage(): Promise<Stage> {
  const homeserver = await startHomeserver({ log: () => undefined });
  const proxy = await startFaultProxy(homeserver.baseUrl);
  const sessions: Session[] = [];
  const computers: Computer[] = [];
  let site: Site | undefined;
  const foreigners = new Set<string>();
  let people = 0;

  const options = ({ proxied = false, encryption }: LoginOptions = {}): SessionOptions => ({
    homeserver: homeserver.serverName,
    whitelist: {
      servers: [{ serverName: homeserver.serverName, baseUrl: proxied ? proxy.baseUrl : homeserver.baseUrl }],
    },
    ...(encryption && { encryption }),
    [allowInsecureLocalhost]: true,
  });
  const clear = async (): Promise<void> => {
    proxy.clearRules();
    await Promise.all([...sessions.splice(0), ...computers.splice(0)].map((running) => running.stop()));
  };

  // The first device of a process compiles the engine, which belongs to no scenario.
  await homeserver.createUser('first', password);
  const first = await createSession(options());
  await logIn(first, 'first', firstLoginMs);
  await first.stop();

  return {
    homeserver,
    proxy,
    options,
    async person(name) {
      const localpart = `${name}${++people}`;
      const { userId } = await homeserver.createUser(localpart, password);
      return { userId, localpart };
    },
    async device({ localpart }, login = {}) {
      const environment = { ...login.environment, fetch: overheard(login.environment?.fetch ?? fetch) };
      const session = await createSession(options(login), environment);
      sessions.push(session);
      return logIn(session, localpart);
    },
    async computer() {
      site ??= await serveComputers();
      const computer = createComputer(site, { serverName: homeserver.serverName, baseUrl: proxy.baseUrl });
      computers.push(computer);
      await computer.start();
      return computer;
    },
    addForeigner: (userId) => void foreigners.add(userId),
    foreigners,
    addCanary,
    clear,
    async stop() {
      await clear();
      await site?.stop();
      await proxy.stop();
      await homeserver.stop();
    },
  };
}

/** Hears each address, and learns the access tokens that must be in none. */
function overheard(ask: typeof globalThis.fetch): typeof globalThis.fetch {
  return async (input, init) => {
    const url = input instanceof Request ? input.url : String(input);
    overhear('address', url);
    const answer = await ask(input, init);
    if (new URL(url).pathname.endsWith('/login') && answer.ok) {
      const { access_token: token } = (await answer.clone().json()) as { access_token?: string };
      if (token !== undefined) addCanary(token);
    }
    return answer;
  };
}

/** With the engine's compilation, on a machine that does something else besides, in milliseconds. */
const firstLoginMs = 300_000;
/** A server whose processor is busy with others may let a request time out. */
const loginTries = 3;

/** Up to a device that knows its account. */
export async function logIn(session: Session, localpart: string, withinMs?: number): Promise<Device> {
  await until(
    session.state,
    (state) => state.status === 'refused' || (state.status === 'loggedOut' && state.homeserver.status === 'reachable'),
    'the server answers',
    withinMs,
  );
  for (let left = loginTries; ;) {
    const code = await codeOf(() => session.login({ type: 'm.login.password', user: localpart, password }));
    if (code === 'none') break;
    if (code !== 'OFFLINE' || --left === 0) throw new Error(`${localpart} cannot log in: ${code}`);
  }
  const state = await until(
    session.state,
    (shown) =>
      shown.status === 'refused' ||
      (shown.status === 'loggedIn' && shown.sync.status === 'live' && shown.device !== 'unknown'),
    `${localpart} is live`,
    withinMs,
  );
  if (state.status === 'refused') throw new Error(`the session is refused: ${state.error.code}`);
  const device = createDevice(session);
  await until(
    device.encryption.recovery.state,
    ({ status }) => status !== 'loading',
    `${localpart} knows the account`,
    withinMs,
  );
  return device;
}
