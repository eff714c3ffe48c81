/** What log-out does where something hangs, with storage as browsers have it. */
import 'fake-indexeddb/auto';
import { openDB, type IDBPDatabase } from 'idb';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import * as operator from '../discovery/operator.ts';
import type { EncryptionOptions, RunningEncryption } from '../encryption/running-encryption.ts';
import { BmError } from '../errors.ts';
import * as login from '../login/login.ts';
import { writable } from '../readable.ts';
import type { SecondStageModule } from './second-stage-module.ts';
import { createBareSession, type BareSession } from './session.ts';

const baseUrl = 'https://matrix.a.example';
const keysOfDevice = (device: string): string => `bundesmessenger:default:@anna:a.example:${device}::matrix-sdk-crypto`;
const never = new Promise<never>(() => undefined);
const databases = async (): Promise<readonly (string | undefined)[]> =>
  (await indexedDB.databases()).map(({ name }) => name);

let devices = 0;
const toldServer = vi.fn();
/** As much of a homeserver as a login needs. */
const fetch = async (input: unknown, init?: RequestInit): Promise<Response> => {
  const { pathname } = new URL(String(input));
  if (pathname.endsWith('/v3/login') && init?.method === 'POST') {
    const device = `DEVICE${++devices}`;
    return Response.json({ user_id: '@anna:a.example', device_id: device, access_token: `token-of-${device}` });
  }
  if (pathname.endsWith('/v3/login')) return Response.json({ flows: [{ type: 'm.login.password' }] });
  if (pathname.endsWith('/v3/logout')) {
    toldServer();
    return Response.json({});
  }
  if (pathname.endsWith('/sync'))
    return new Promise((_resolve, reject) => init?.signal?.addEventListener('abort', reject));
  return Response.json({ errcode: 'M_UNRECOGNIZED' }, { status: 404 });
};

let open: IDBPDatabase | undefined;
let loseStore = (): void => undefined;
const started: BareSession[] = [];

/** @param stop how the engine ends */
async function start(stop: () => Promise<void>): Promise<BareSession> {
  const startEncryption = async ({ databasePrefix, onStoreLost }: EncryptionOptions) => {
    loseStore = () => onStoreLost(new BmError('STORE_LOST', 'the keys of this device are gone'));
    open = await openDB(`${databasePrefix}::matrix-sdk-crypto`, 1);
    const running: Partial<RunningEncryption> = {
      trust: writable('verified'),
      ensureIdentity: () => Promise.resolve(),
      receive: () => Promise.resolve(),
      stop,
    };
    return running;
  };
  const module = { operator, login, startEncryption } as unknown as SecondStageModule;
  const session = await createBareSession(
    { homeserver: 'a.example', whitelist: { servers: [{ serverName: 'a.example', baseUrl }] } },
    { fetch: fetch as typeof globalThis.fetch, loadSecondStage: () => Promise.resolve(module) },
  );
  started.push(session);
  return session;
}
async function logIn(session: BareSession): Promise<void> {
  await vi.waitFor(() =>
    expect(session.state.get()).toMatchObject({ status: 'loggedOut', homeserver: { status: 'reachable' } }),
  );
  await session.login({ type: 'm.login.password', user: 'anna', password: 'Geheim-1234!' });
  await vi.waitFor(() => expect(session.encryption.get()).toBeDefined(), { timeout: 5_000 });
}

vi.setConfig({ testTimeout: 30_000 }); // a login, on a machine that does much else
beforeEach(() => void vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] }));
afterEach(async () => {
  open?.close();
  await Promise.all(started.splice(0).map((session) => session.stop()));
  vi.useRealTimers();
});

it('ends, and leaves no database, although the device never ends; the next login has its own', async () => {
  const stop = vi.fn(() => Promise.resolve());
  const session = await start(() => (open?.close(), stop()));
  stop.mockReturnValueOnce(never);
  await logIn(session);
  const loggedOut = session.logout();
  await vi.waitFor(() => expect(session.state.get().status).toBe('loggingOut'));
  await vi.advanceTimersByTimeAsync(5_000);
  await loggedOut;
  expect(session.state.get()).toMatchObject({ status: 'loggedOut', reason: 'loggedOut' });
  expect(await databases()).toEqual([]);
  await logIn(session);
  expect(session.state.get()).toMatchObject({ status: 'loggedIn', deviceId: `DEVICE${devices}` });
  await session.logout();
});

it('ends although somebody holds the keys, which go when that one lets go', async () => {
  const session = await start(() => Promise.resolve());
  await logIn(session);
  const loggedOut = session.logout();
  await vi.waitFor(async () => expect(await databases()).toEqual([keysOfDevice(`DEVICE${devices}`)]));
  await vi.advanceTimersByTimeAsync(2_000);
  await loggedOut;
  expect(session.state.get()).toMatchObject({ status: 'loggedOut', reason: 'loggedOut' });
  await session.stop();
  open?.close();
  await vi.waitFor(async () => expect(await databases()).toEqual([]));
});

it('by the loss of the keys tells the server without a look into the storage, which may be gone, too', async () => {
  const session = await start(() => (open?.close(), Promise.resolve()));
  await logIn(session);
  const read = vi.spyOn(IDBObjectStore.prototype, 'get');
  let reads: number | undefined;
  toldServer.mockImplementationOnce(() => (reads = read.mock.calls.length));
  loseStore();
  await vi.waitFor(() => expect(session.state.get()).toMatchObject({ status: 'loggedOut', reason: 'storeLost' }));
  expect(reads).toBe(0);
});

it('may have been cut off: what it left goes at the next start', async () => {
  (await openDB(keysOfDevice('EARLIER'), 1)).close();
  await start(() => Promise.resolve());
  await vi.waitFor(async () => expect(await databases()).toEqual([]));
});
