/**
 * A session: one user's one device on one approved homeserver, from the first look at storage to log-out. Owns the
 * order of start and stop; what each step does lives beside it. Works the same in a worker, a page and Node. Long, because
 * the steps share the state that they change.
 */
import { eraseCryptoStore, sweepCryptoStores } from '../encryption/crypto-store.ts';
import type { Encryption } from '../encryption/encryption.ts';
import { createPendingInvites, type PendingInvites } from '../encryption/pending-invites.ts';
import type { DeviceTrust, RunningEncryption } from '../encryption/running-encryption.ts';
import type { AnnouncedDeployment } from '../discovery/deployment.ts';
import { supportUrl } from '../discovery/well-known-urls.ts';
import { BmError } from '../errors.ts';
import { judgeRoom, type FederationPolicy } from '../federation/policy.ts';
import { requestApi, type AuthenticatedRequest } from '../network/client-server-api.ts';
import type { GuardedFetch } from '../network/guarded-fetch.ts';
import type { LoginSetting } from '../login/login.ts';
import type { Logins } from '../login/logins.ts';
import { toBmError } from '../network/matrix-error.ts';
import { createMissingFileBelief } from '../network/missing-file.ts';
import { writable, type Readable } from '../readable.ts';
import { createRooms } from '../rooms/create-rooms.ts';
import type { Rooms, WritableRooms } from '../rooms/rooms.ts';
import type { SyncKind } from '../sync/sync-loop.ts';
import {
  allowInsecureLocalhost,
  type Deployment,
  type LoginRequest,
  type SessionOptions,
  type SessionState,
  type SignInRequest,
  type SyncState,
} from '../types.ts';
import type { Barred } from '../whitelist/barred.ts';
import { freezeOptions } from '../whitelist/configuration.ts';
import type { RoomReference } from '../whitelist/rooms.ts';
import { requireSubtleCrypto } from '../whitelist/secure-context.ts';
import { serverNameIn } from '../whitelist/server-name.ts';
import { createLoginBoundCache } from './approval-cache.ts';
import { createApprovedDoor } from './approved-door.ts';
import {
  cryptoDatabasePrefix,
  readCredentials,
  withTokens,
  writeCredentials,
  type Credentials,
} from './credentials.ts';
import { createDeploymentWatch } from './deployment-watch.ts';
import { createDeviceSlot } from './device-slot.ts';
import { isFinal, searchHomeserver, type HomeserverSearch } from './homeserver-search.ts';
import type { SecondStageModule } from './second-stage-module.ts';
import { databaseNameOf } from './sealed-record.ts';
import { createMemoryStorage, openSealedStorage, type SealedStorage } from './sealed-storage.ts';
import { acquireSessionLock, type SessionLock } from './session-lock.ts';
import { settledWithin } from './settled-within.ts';
import { createStorageRoom, type StorageRoom } from './storage-room.ts';
import { createTokenDoor } from './token-door.ts';

/** A session before its second stage: as much of it as the list of rooms needs. */
export interface BareSession {
  readonly options: SessionOptions;
  readonly state: Readable<SessionState>;
  readonly deployment: Readable<Deployment>;
  /** Every room of the account; none while nobody is logged in. */
  readonly rooms: Rooms;
  /** While somebody is logged in, from the moment it has loaded. */
  readonly encryption: Readable<Encryption | undefined>;
  /** A request of the client-server API in the user's name, through the door. @throws {BmError} NOT_LOGGED_IN, and what the server says */
  readonly request: AuthenticatedRequest;
  /** Encrypted records that live as long as the login. */
  readonly storage: Pick<SealedStorage, 'get' | 'set' | 'delete' | 'keys'> & Pick<StorageRoom, 'onFull'>;
  /** @throws {BmError} LOGIN_FORBIDDEN, LOGIN_TOKEN_REFUSED, LOGIN_UNSUPPORTED, LOGIN_ACCOUNT_DISABLED, RATE_LIMITED, OFFLINE, SERVER_ERROR, BAD_RESPONSE, ALREADY_LOGGED_IN, WL_… */
  login(request: LoginRequest): Promise<void>;
  /** Where the page goes for a login that happens elsewhere; it comes back with what `login` takes as `callback`. @throws {BmError} LOGIN_UNSUPPORTED, LOGIN_CLIENT_REFUSED, ALREADY_LOGGED_IN, STORE_FULL, OFFLINE, WL_… */
  beginLogin(request: SignInRequest): Promise<{ readonly url: string }>;
  /** Erases everything the session stored, also when the server cannot be told. */
  logout(): Promise<void>;
  /** What keeps the user out of a room, by the session's policy (R14); `undefined` where nothing does. Makes no request. */
  barred(reference: RoomReference): Barred | undefined;
  /** Tries the server again at once instead of waiting. */
  reconnect(): void;
  /** Ends every request, timer and lock; what is stored stays. */
  stop(): Promise<void>;
  /** For `completeSession`. */
  readonly inside: SessionInside;
}

/** What the second stage is made from. */
export interface SessionInside {
  readonly fetch: GuardedFetch;
  readonly policy: () => FederationPolicy;
  /** @throws {BmError} NOT_LOGGED_IN */
  readonly requireLogin: () => SessionLogin;
  /** @throws {BmError} NOT_LOGGED_IN */
  readonly whenEncrypted: () => Promise<RunningEncryption>;
  readonly rooms: WritableRooms;
  readonly invites: PendingInvites;
  readonly ended: AbortSignal;
}

/** Of the running device. */
export interface SessionLogin {
  readonly userId: string;
  /** What the login began with. The door knows which one counts now. */
  readonly accessToken: string;
  readonly baseUrl: string;
}

/** What a realm gives the session. */
export interface SessionEnvironment {
  /** Where the wasm is served. Unused in Node. */
  readonly wasmUrl?: string;
  /** The realm's fetch, as it was before anything sealed it. @default globalThis.fetch */
  readonly fetch?: typeof globalThis.fetch;
  /**
   * Loads the second stage of the host: `@bundesmessenger/core/second-stage`.
   * @throws {BmError} OFFLINE or HOST_FILE_MISSING if it did not come and is to be asked for again; anything else is for good
   */
  readonly loadSecondStage: () => Promise<SecondStageModule>;
  /** Which sync to use; `auto` takes sliding sync where the server has it. @default 'auto' */
  readonly sync?: SyncKind;
  /** Hands over the door, before the first request, to whoever seals the realm. */
  readonly onDoor?: (fetch: GuardedFetch) => void;
  /** Milliseconds since 1970, for the times of tokens and lists. @default the platform's clock */
  readonly now?: () => number;
}

/** How long log-out waits for the server before it erases without it. */
const logoutTimeoutMs = 5_000;
/** How long a device may take to end before its user is logged out without that: what hangs must not keep anybody. */
const deviceEndsWithinMs = 5_000;
/** The same where its store is gone: what it waits for there may never come, seen in one of twenty cleared stores in Chromium. */
const lostDeviceEndsWithinMs = 1_000;

type LogoutReason = Extract<SessionState, { status: 'loggedOut' }>['reason'];

/** @throws {BmError} WL_CONFIG naming the field, WL_INSECURE_CONTEXT, WL_… when the homeserver is not on the list */
export async function createBareSession(
  options: SessionOptions,
  environment: SessionEnvironment,
): Promise<BareSession> {
  const frozen = freezeOptions(options);
  requireSubtleCrypto();
  const { homeserver, name = 'default', federation = 'internal' } = frozen;
  const room = createStorageRoom();
  let storage: SealedStorage = createMemoryStorage();
  const approvalCache = createLoginBoundCache(() => storage);
  const { loadSecondStage } = environment;
  const approvedDoor = createApprovedDoor(frozen, { ...environment, cache: approvalCache });
  const watch = createDeploymentWatch({
    fetch: approvedDoor.fetch,
    federation,
    baseUrl: approvedDoor.baseUrl,
    supportUrl: supportUrl(homeserver, frozen[allowInsecureLocalhost] === true),
    scanning: frozen.contentScanner,
    request: (apiRequest) => request(apiRequest),
    onUnblocked: () => reconnect(),
    loadOperator: async () => (await loadSecondStage()).operator,
    ...(environment.now && { now: environment.now }),
  });
  const loadLogin = async (): Promise<SecondStageModule['login']> => (await loadSecondStage()).login;
  const findLogins = async (baseUrl: string, signal: AbortSignal): Promise<Logins> =>
    (await loadLogin()).findLogins({ fetch: door.fetch, baseUrl, options: frozen }, signal);
  const { deployment } = watch;
  const { now = Date.now } = environment;
  const token = createTokenDoor(watch.fetch, now, async (credentials) => {
    const { createRenewedToken } = await loadLogin();
    const mine = requireLogin();
    return createRenewedToken(credentials, {
      fetch: watch.fetch,
      baseUrl: mine.baseUrl,
      signal: ended.signal,
      now,
      async keep(next) {
        if (login !== mine) throw new BmError('NOT_LOGGED_IN', 'the login has ended');
        await writeCredentials(storage, next);
      },
    });
  });
  const door = { ...approvedDoor, fetch: token.fetch };
  environment.onDoor?.(door.fetch);

  const state = writable<SessionState>({ status: 'starting' });
  const device = createDeviceSlot();
  const invites = createPendingInvites();
  let login: SessionLogin | undefined;
  const requireLogin = (): SessionLogin => {
    if (!login) throw new BmError('NOT_LOGGED_IN', 'nobody is logged in');
    return login;
  };
  const request: AuthenticatedRequest = async (apiRequest) => {
    const { accessToken, baseUrl } = requireLogin();
    const signal = apiRequest.signal ? AbortSignal.any([apiRequest.signal, ended.signal]) : ended.signal;
    return requestApi(door.fetch, baseUrl, { ...apiRequest, accessToken, signal });
  };
  const ended = new AbortController();
  const settingAt = async (baseUrl: string): Promise<LoginSetting> => ({
    fetch: door.fetch,
    baseUrl,
    options: frozen,
    storage,
    waiting: await readCredentials(storage),
    now,
    signal: ended.signal,
  });
  const rooms = createRooms({ request, userId: () => requireLogin().userId });
  const policy = (): FederationPolicy => ({
    federation,
    listed: door.servers(),
    partners: deployment.get().federationPartners?.concat(homeserver),
  });
  let lock: SessionLock | undefined;
  /** Of the device whose keys may be on the disk. */
  let cryptoPrefix: string | undefined;
  let search: HomeserverSearch | undefined;
  /** Of all searches: who has one begun anew hears no less than before. */
  const believed = createMissingFileBelief();

  /** Sync stops at once; what is stored stays. */
  const refuse = async (error: unknown): Promise<void> => {
    if (ended.signal.aborted) return;
    search?.stop();
    const reason = toBmError(error);
    const unanswered = door.state.get().status === 'unanswered';
    state.set({ status: 'refused', error: reason.toData(), ...(unanswered && { retries: true }) });
    await stopDevice(reason);
  };

  /** Ends the device; what is stored stays. @param withinMs after that time it counts as ended, and may not start again */
  const stopDevice = async (reason?: BmError, withinMs?: number): Promise<void> => {
    login = undefined;
    token.follow(undefined);
    await device.stop(reason, withinMs);
    rooms.clear();
    watch.forgetAccount();
  };

  /** Nobody is logged in: follow whether the homeserver can be reached, until somebody logs in or the session stops. */
  const waitForLogin = (reason?: LogoutReason): void => {
    search?.stop();
    const onDeployment = (found: AnnouncedDeployment): void => {
      watch.announce(found);
      watch.follow();
    };
    const current = (search = searchHomeserver(door, findLogins, { onDeployment, onRefused: refuse, believed }));
    state.set({ status: 'loggedOut', homeserver: current.state.get(), ...(reason && { reason }) });
    current.state.subscribe((found) => {
      const shown = state.get();
      if (current === search && shown.status === 'loggedOut') state.set({ ...shown, homeserver: found });
    });
  };

  const run = async (credentials: Credentials, baseUrl: string, password?: string): Promise<void> => {
    search?.stop();
    const show = (sync: SyncState, trust: DeviceTrust): void => {
      state.set({
        status: 'loggedIn',
        userId: credentials.userId,
        deviceId: credentials.deviceId,
        sync,
        device: trust,
        storage: storage.kind,
      });
      // What the operator says comes after what the user waits for.
      if (sync.status !== 'live' || device.encryption.get()) watch.onSync(sync);
    };
    show({ status: 'catchingUp' }, 'unknown');
    login = { userId: credentials.userId, accessToken: credentials.accessToken, baseUrl };
    token.follow(credentials);
    cryptoPrefix = cryptoDatabasePrefix(name, credentials);
    await device.start(
      {
        baseUrl,
        credentials,
        fetch: door.fetch,
        request,
        rooms,
        invites,
        sync: environment.sync ?? 'auto',
        databasePrefix: storage.kind === 'persistent' ? cryptoPrefix : undefined,
        wasmUrl: environment.wasmUrl,
        loadSecondStage,
        policy: frozen.encryption ?? {},
        deployment,
        issuers: frozen.whitelist.issuers ?? [],
        storage,
        storageRoom: room,
        password,
      },
      {
        onChange: show,
        onTokenUnknown: (soft) => void forget(soft).catch(refuse),
        onFailed: (error) =>
          // Under the device's name other keys would be taken for an attack: it has to be a new one.
          void (toBmError(error).code === 'STORE_LOST' ? logOut(credentials, 'storeLost') : refuse(error)),
      },
    );
  };

  /** The server no longer knows the token. After a soft logout the keys wait for the same user; else all is erased. */
  const forget = async (soft: boolean): Promise<void> => {
    const credentials = await readCredentials(storage);
    await stopDevice(undefined, soft ? undefined : deviceEndsWithinMs);
    // What was on the screen is for who is logged in only.
    await room.make();
    if (soft && credentials) await writeCredentials(storage, withTokens(credentials, { accessToken: '' }, now()));
    else await erase(credentials);
    waitForLogin('tokenUnknown');
  };

  const erase = async (credentials: Credentials | undefined): Promise<void> => {
    approvalCache.letGo();
    cryptoPrefix = undefined;
    const keys = credentials && storage.kind === 'persistent' ? cryptoDatabasePrefix(name, credentials) : undefined;
    await Promise.all([storage.erase(), keys !== undefined && eraseCryptoStore(keys)]);
  };

  const logOut = async (credentials: Credentials | undefined, reason: LogoutReason): Promise<void> => {
    const baseUrl = door.baseUrl();
    state.set({ status: 'loggingOut' });
    if (credentials?.accessToken && baseUrl !== undefined) {
      // Nothing is read from the storage for it: that may be what is gone.
      const asking = { fetch: door.fetch, baseUrl, signal: ended.signal };
      const told = loadLogin().then(({ endLogin }) => endLogin(credentials, asking));
      await settledWithin(logoutTimeoutMs, told); // erased here in any case; the server forgets a device nobody uses
    }
    await stopDevice(undefined, reason === 'storeLost' ? lostDeviceEndsWithinMs : deviceEndsWithinMs);
    await erase(credentials);
    waitForLogin(reason);
  };

  /** What an earlier log-out had to leave, because somebody held it open. */
  const sweep = async (): Promise<void> => {
    if (storage.kind === 'persistent') await sweepCryptoStores(databaseNameOf(name), () => cryptoPrefix);
    await (await loadLogin()).forgetOldSignIn(storage, now());
  };

  const discover = (): Promise<void> =>
    door.discover(ended.signal).then(watch.announce, (error: unknown) => {
      if (isFinal(error, door)) void refuse(error);
    });

  /** A stored session goes through the same checks as a new one: the whitelist may have changed since, and storage may lie. */
  const resume = async (credentials: Credentials): Promise<void> => {
    if (serverNameIn(credentials.userId, '@') !== homeserver) {
      throw new BmError('WL_SERVER_NAME', 'the stored login is of another server');
    }
    await run(credentials, await door.restore(credentials.baseUrl, ended.signal));
    // After the start, not before it: tells imprint and privacy links, and refuses a deployment that leads elsewhere.
    void device.whenEncrypted().then(
      () => Promise.all([discover(), sweep()]),
      () => undefined,
    );
  };

  const start = async (): Promise<void> => {
    const waiting = (): void => state.set({ status: 'waitingForOtherPage' });
    lock = await acquireSessionLock(`bundesmessenger:${name}`, waiting, ended.signal);
    // Beside the reading of what is stored, which takes as long.
    if (frozen.whitelist.serverToken ?? frozen.whitelist.signedList) void loadSecondStage().catch(() => undefined);
    storage = room.sharedBy(await openSealedStorage(name));
    const credentials = await readCredentials(storage);
    if (credentials) {
      cryptoPrefix = cryptoDatabasePrefix(name, credentials);
      await approvalCache.keep();
    }
    if (credentials?.accessToken) return resume(credentials);
    waitForLogin();
    void sweep().catch(() => undefined); // what sweeps did not come: the next start has it
  };
  const started = start().catch(refuse);

  /** Somebody has answered at last. */
  const continueLogin = async (): Promise<void> => {
    const credentials = await readCredentials(storage);
    if (!credentials?.accessToken) return waitForLogin();
    // Keys that were only in memory went with the device; under its name other ones would be taken for an attack.
    return storage.kind === 'memory' ? logOut(credentials, 'storeLost') : resume(credentials);
  };

  /** What the approval finds out while the session runs. */
  const stopFollowing = door.state.subscribe((approval) => {
    const current = state.get();
    if (approval.status === 'approved') watch.warn(approval.warnings);
    if (approval.status === 'refused' && current.status !== 'loggingOut') void refuse(BmError.fromData(approval.error));
    if (approval.status === 'unanswered' && current.status === 'loggedIn')
      void refuse(BmError.fromData(approval.error));
    if (approval.status === 'approved' && current.status === 'refused' && current.retries) {
      state.set({ status: 'starting' });
      void continueLogin().catch(refuse);
    }
  });

  const reconnect = (): void => {
    const current = state.get();
    if (current.status === 'loggedIn') device.wake();
    else if (current.status === 'loggedOut') waitForLogin(current.reason);
    else if (current.status === 'refused' && current.retries) door.retry();
  };

  const logIn = async (request: LoginRequest): Promise<void> => {
    const baseUrl = await door.check(ended.signal);
    const { logInBy } = await loadLogin();
    const setting = await settingAt(baseUrl);
    const { credentials, isKept, password } = await logInBy(request, setting, door);
    // Only now: a name that was mistyped, or a token that has expired, must not cost the keys of whoever comes back.
    if (setting.waiting && !isKept) await erase(setting.waiting);
    await storage.create();
    await writeCredentials(storage, credentials);
    await approvalCache.keep();
    door.keepChecking();
    await run(credentials, baseUrl, password);
  };

  return {
    options: frozen,
    state,
    deployment,
    rooms,
    encryption: device.encryption,
    request,
    storage: {
      get: (key) => storage.get(key),
      set: (key, value, setting) => storage.set(key, value, setting),
      delete: (key) => storage.delete(key),
      keys: (prefix) => storage.keys(prefix),
      onFull: room.onFull,
    },
    barred: (reference) => judgeRoom(policy(), reference),
    inside: {
      fetch: door.fetch,
      policy,
      requireLogin,
      whenEncrypted: device.whenEncrypted,
      rooms,
      invites,
      ended: ended.signal,
    },
    async beginLogin(request) {
      await started;
      if (state.get().status !== 'loggedOut') throw new BmError('ALREADY_LOGGED_IN', 'somebody is logged in');
      const setting = await settingAt(await door.check(ended.signal));
      return (await loadLogin()).beginSignIn(request, setting);
    },
    async login(request) {
      await started;
      const before = state.get();
      if (before.status === 'refused') throw BmError.fromData(before.error);
      if (before.status !== 'loggedOut') throw new BmError('ALREADY_LOGGED_IN', 'a login is under way');
      state.set({ status: 'loggingIn' });
      try {
        await logIn(request);
      } catch (error) {
        const { status } = state.get();
        if (status === 'loggingIn') state.set({ ...before, homeserver: search?.state.get() ?? before.homeserver });
        else if (status !== 'refused') await refuse(error);
        throw toBmError(error);
      }
    },
    async logout() {
      await started;
      await logOut(await readCredentials(storage), 'loggedOut');
    },
    reconnect() {
      watch.check();
      reconnect();
    },
    async stop() {
      ended.abort();
      search?.stop();
      stopFollowing();
      watch.stop();
      door.stop();
      await started;
      await stopDevice();
      storage.close();
      lock?.release();
    },
  };
}
