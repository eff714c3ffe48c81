/**
 * A session: one user's one device on one approved homeserver, from the first look at storage to log-out. Owns the
 * order of start and stop; what each step does lives beside it. Works the same in a worker, a page and Node.
 */
import type { MatrixClient } from 'matrix-js-sdk/lib/client.js';
import pRetry from 'p-retry';
import { discover } from '../discovery/discover.ts';
import { checkWellKnown, wellKnownUrl, type WellKnownContext } from '../discovery/well-known.ts';
import type { DeviceTrust } from '../encryption/cross-signing.ts';
import { encryptForRoom, type EncryptedContent } from '../encryption/encrypt.ts';
import { withSendGuard } from '../encryption/send-guard.ts';
import { eraseCryptoStore, type Device } from '../encryption/start.ts';
import { BmError } from '../errors.ts';
import { loginFlows, loginWithPassword } from '../login/password.ts';
import { requestApi } from '../network/client-server-api.ts';
import { createGuardedFetch, type GuardedFetch } from '../network/guarded-fetch.ts';
import { toBmError } from '../network/matrix-error.ts';
import { writable, type Readable } from '../readable.ts';
import { createRoomContent, type NewRoom } from '../rooms/create-room.ts';
import { untilJoined } from '../rooms/until-joined.ts';
import type { Deployment, HomeserverState, LoginRequest, SessionOptions, SessionState, SyncState } from '../types.ts';
import { builtInServers, freezeOptions } from '../whitelist/configuration.ts';
import { baseUrlOf, checkServerName } from '../whitelist/listed-servers.ts';
import { serverNameIn } from '../whitelist/server-name.ts';
import {
  createStorageKey,
  cryptoDatabasePrefix,
  isSameUser,
  readCredentials,
  writeCredentials,
  type Credentials,
} from './credentials.ts';
import { createMemoryStorage, openSealedStorage, type SealedStorage } from './sealed-storage.ts';
import { startLoggedInDevice } from './logged-in-device.ts';
import { acquireSessionLock, type SessionLock } from './session-lock.ts';

export interface Session {
  readonly options: SessionOptions;
  readonly state: Readable<SessionState>;
  readonly deployment: Readable<Deployment>;
  /** The matrix-js-sdk client while somebody is logged in. For sources that turn its events into plain data. */
  readonly client: Readable<MatrixClient | undefined>;
  /** Encrypted records that live as long as the login. */
  readonly storage: Pick<SealedStorage, 'get' | 'set' | 'delete' | 'keys'>;
  /** @throws {BmError} LOGIN_FORBIDDEN, LOGIN_ACCOUNT_DISABLED, RATE_LIMITED, OFFLINE, SERVER_ERROR, BAD_RESPONSE, ALREADY_LOGGED_IN, WL_… */
  login(request: LoginRequest): Promise<void>;
  /** Erases everything the session stored, also when the server cannot be told. */
  logout(): Promise<void>;
  /** Tries the server again at once instead of waiting. */
  reconnect(): void;
  /** Resolves when the room has arrived by sync, so that it can be used at once. */
  createRoom(room: NewRoom): Promise<{ roomId: string }>;
  /** The same. */
  join(roomIdOrAlias: string): Promise<{ roomId: string }>;
  /** @throws {BmError} see {@link encryptForRoom} */
  encrypt(roomId: string, type: string, content: object): Promise<EncryptedContent>;
  /** The same `transactionId` again is the same event (client-server API 1.9): safe to repeat after a lost answer. */
  sendEncrypted(roomId: string, content: EncryptedContent, transactionId: string): Promise<{ eventId: string }>;
  /** Ends every request, timer and lock; what is stored stays. */
  stop(): Promise<void>;
}

/** What a realm gives the session. */
export interface SessionEnvironment {
  /** Where the wasm is served. Unused in Node. */
  readonly wasmUrl?: string;
  /** The realm's fetch, as it was before anything sealed it. @default globalThis.fetch */
  readonly fetch?: typeof globalThis.fetch;
  /** Hands over the door, before the first request, to whoever seals the realm. */
  readonly onDoor?: (fetch: GuardedFetch) => void;
}

/** How long log-out waits for the server before it erases without it. */
const logoutTimeoutMs = 5_000;
/** The name other devices of the user see; says nothing of browser or machine. */
const deviceDisplayName = 'BundesMessenger SDK';
/** Pauses between tries to reach the homeserver: short at first, as a restart takes seconds; then kind to the server. */
const retryPauses = { minTimeout: 1_000, maxTimeout: 30_000, factor: 2, randomize: true } as const;

/** Refusals that stay: the configuration or the deployment is wrong, and trying again changes nothing. */
function isFinal(error: unknown): boolean {
  const { code } = toBmError(error);
  // A captive portal redirects and answers with pages of its own: that passes.
  return code.startsWith('WL_') && code !== 'WL_REDIRECT' && code !== 'WL_WELLKNOWN';
}

/** R8: a user of another server never becomes this session's user, whatever the login answer or the storage says. */
function assertOwnServer(homeserver: string, userId: string): void {
  if (serverNameIn(userId, '@') !== homeserver) {
    throw new BmError('WL_SERVER_NAME', 'the user id belongs to another server than the session');
  }
}

/** @throws {BmError} WL_CONFIG naming the field, WL_… when the homeserver is not on the list */
export async function createSession(options: SessionOptions, environment: SessionEnvironment = {}): Promise<Session> {
  const frozen = freezeOptions(options);
  const servers = builtInServers(frozen);
  const { homeserver, whitelist } = frozen;
  const context: WellKnownContext = { servers, serverName: homeserver, issuers: whitelist.issuers ?? [] };
  const baseUrl = baseUrlOf(servers, checkServerName(servers, homeserver))!;
  const name = frozen.name ?? 'default';
  const ended = new AbortController();
  const fetch = withSendGuard(
    createGuardedFetch({
      allowed: () => ({
        baseUrl,
        wellKnownUrl: wellKnownUrl(homeserver, servers.insecureLocalhost),
        insecureLocalhost: servers.insecureLocalhost,
        ...(environment.wasmUrl !== undefined && { wasmUrl: environment.wasmUrl }),
      }),
      ...(environment.fetch && { fetch: environment.fetch }),
      ...(frozen.requestHeaders && { requestHeaders: frozen.requestHeaders }),
    }),
  );
  environment.onDoor?.(fetch);

  const state = writable<SessionState>({ status: 'starting' });
  const deployment = writable<Deployment>({});
  const client = writable<MatrixClient | undefined>(undefined);

  let lock: SessionLock | undefined;
  let storage: SealedStorage = createMemoryStorage();
  let device: Device | undefined;
  let search = new AbortController();

  /** Nobody is logged in: follow whether the homeserver can be reached, until somebody logs in or the session stops. */
  const waitForLogin = (reason?: 'loggedOut' | 'tokenUnknown' | 'storeLost'): void => {
    search.abort();
    search = new AbortController();
    const { signal } = search;
    const show = (homeserver: HomeserverState): void => {
      if (!signal.aborted) state.set({ status: 'loggedOut', homeserver, ...(reason && { reason }) });
    };
    show({ status: 'checking' });
    void pRetry(
      async () => {
        deployment.set(await discover(fetch, context, signal));
        const flows = await loginFlows(fetch, baseUrl, signal);
        show({ status: 'reachable', flows });
      },
      {
        ...retryPauses,
        retries: Number.POSITIVE_INFINITY,
        signal,
        shouldRetry: ({ error }) => !isFinal(error),
        onFailedAttempt: ({ error }) => show({ status: 'unreachable', error: toBmError(error).toData() }),
      },
    ).catch((error: unknown) => {
      if (!signal.aborted) state.set({ status: 'refused', error: toBmError(error).toData() });
    });
  };

  const run = async (credentials: Credentials, password?: string): Promise<void> => {
    search.abort();
    const prefix = storage.kind === 'persistent' ? cryptoDatabasePrefix(name, credentials) : undefined;
    const show = (sync: SyncState, trust: DeviceTrust): void =>
      state.set({
        status: 'loggedIn',
        userId: credentials.userId,
        deviceId: credentials.deviceId,
        sync,
        device: trust,
        storage: storage.kind,
      });
    show({ status: 'catchingUp' }, 'unknown');
    device = await startLoggedInDevice(
      {
        baseUrl,
        credentials,
        fetch,
        databasePrefix: prefix,
        wasmUrl: environment.wasmUrl,
      },
      { onChange: show, onTokenUnknown: (soft) => void forget(soft) },
      password,
    );
    client.set(device.client);
  };

  const stopDevice = async (): Promise<void> => {
    client.set(undefined);
    await device?.stop();
    device = undefined;
  };

  /** The server no longer knows the token. After a soft logout the keys wait for the same user; else all is erased. */
  const forget = async (soft: boolean): Promise<void> => {
    const credentials = await readCredentials(storage);
    await stopDevice();
    if (soft && credentials) await writeCredentials(storage, { ...credentials, accessToken: '' });
    else await erase(credentials);
    waitForLogin('tokenUnknown');
  };

  const erase = async (credentials: Credentials | undefined): Promise<void> => {
    if (credentials && storage.kind === 'persistent') await eraseCryptoStore(cryptoDatabasePrefix(name, credentials));
    await storage.erase();
  };

  const refuse = (error: unknown): void => state.set({ status: 'refused', error: toBmError(error).toData() });

  const start = async (): Promise<void> => {
    lock = await acquireSessionLock(
      `bundesmessenger:${name}`,
      () => state.set({ status: 'waitingForOtherPage' }),
      ended.signal,
    );
    storage = await openSealedStorage(`bundesmessenger:${name}`);
    const credentials = await readCredentials(storage);
    if (!credentials?.accessToken) return waitForLogin();
    // A restored session goes through the same check as a new one: the list may have changed since.
    assertOwnServer(homeserver, credentials.userId);
    await run(credentials);
    // Beside the start, not before it: tells imprint and privacy links, and refuses a deployment that leads elsewhere.
    void discover(fetch, context, ended.signal).then(
      (found) => deployment.set(found),
      async (error: unknown) => {
        if (!isFinal(error)) return;
        await stopDevice();
        refuse(error);
      },
    );
  };

  const started = start().catch((error: unknown) => {
    if (!ended.signal.aborted) refuse(error);
  });

  const requireClient = (): MatrixClient => {
    const current = client.get();
    if (!current) throw new BmError('NOT_LOGGED_IN', 'nobody is logged in');
    return current;
  };

  return {
    options: frozen,
    state,
    deployment,
    client,
    storage: {
      get: (key) => storage.get(key),
      set: (key, value) => storage.set(key, value),
      delete: (key) => storage.delete(key),
      keys: (prefix) => storage.keys(prefix),
    },
    async login(request) {
      await started;
      const before = state.get();
      if (before.status === 'refused') throw BmError.fromData(before.error);
      if (before.status !== 'loggedOut') throw new BmError('ALREADY_LOGGED_IN', 'a login is running or done already');
      state.set({ status: 'loggingIn' });
      try {
        const waiting = await readCredentials(storage);
        const sameUser = waiting && isSameUser(waiting.userId, request.user, homeserver);
        if (waiting && !sameUser) await erase(waiting);
        const answer = await loginWithPassword(fetch, baseUrl, {
          user: request.user,
          password: request.password,
          deviceDisplayName,
          ...(sameUser && { deviceId: waiting.deviceId }),
        });
        assertOwnServer(homeserver, answer.userId);
        if (answer.wellKnown !== undefined) checkWellKnown(answer.wellKnown, context);
        const keptKey = sameUser && waiting.deviceId === answer.deviceId ? waiting.storageKey : undefined;
        const credentials: Credentials = {
          userId: answer.userId,
          deviceId: answer.deviceId,
          accessToken: answer.accessToken,
          storageKey: keptKey ?? createStorageKey(),
        };
        await writeCredentials(storage, credentials);
        await run(credentials, request.password);
      } catch (error) {
        if (state.get().status === 'loggingIn') state.set(before);
        else await stopDevice().then(() => refuse(error));
        throw toBmError(error);
      }
    },
    async logout() {
      await started;
      const credentials = await readCredentials(storage);
      state.set({ status: 'loggingOut' });
      if (credentials?.accessToken) {
        await requestApi(fetch, baseUrl, {
          method: 'POST',
          path: '/_matrix/client/v3/logout',
          body: {},
          accessToken: credentials.accessToken,
          timeoutMs: logoutTimeoutMs,
        }).catch(() => undefined); // erased here in any case; the server forgets a device nobody uses
      }
      await stopDevice();
      await erase(credentials);
      waitForLogin('loggedOut');
    },
    reconnect() {
      const current = state.get();
      if (current.status === 'loggedIn') client.get()?.retryImmediately();
      else if (current.status === 'loggedOut') waitForLogin(current.reason);
    },
    async createRoom(room) {
      const current = requireClient();
      const content = createRoomContent(room, current.getSafeUserId(), Date.now());
      try {
        const { room_id: roomId } = await current.createRoom(content);
        await untilJoined(current, roomId, ended.signal);
        return { roomId };
      } catch (error) {
        throw toBmError(error);
      }
    },
    async join(roomIdOrAlias) {
      const current = requireClient();
      try {
        const { roomId } = await current.joinRoom(roomIdOrAlias);
        await untilJoined(current, roomId, ended.signal);
        return { roomId };
      } catch (error) {
        throw toBmError(error);
      }
    },
    async encrypt(roomId, type, content) {
      return encryptForRoom(requireClient(), roomId, type, content);
    },
    async sendEncrypted(roomId, content, transactionId) {
      requireClient();
      const { accessToken } = (await readCredentials(storage))!;
      const answer = await requestApi(fetch, baseUrl, {
        method: 'PUT',
        path: `/_matrix/client/v3/rooms/${encodeURIComponent(roomId)}/send/m.room.encrypted/${encodeURIComponent(transactionId)}`,
        body: content,
        accessToken,
      });
      if (typeof answer.event_id !== 'string') throw new BmError('BAD_RESPONSE', 'the answer names no event');
      return { eventId: answer.event_id };
    },
    async stop() {
      ended.abort();
      search.abort();
      await started;
      await stopDevice();
      storage.close();
      lock?.release();
    },
  };
}
