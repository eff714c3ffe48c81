/**
 * The door of a session together with the approval that opens it: before a homeserver is approved nothing leaves but what
 * the check itself asks for, and nothing leaves after the approval has ended. Owns the order of discovery and check.
 */
import type { AnnouncedDeployment } from '../discovery/deployment.ts';
import type { Discovered } from '../discovery/discover.ts';
import type { WellKnownContext } from '../discovery/well-known.ts';
import { withSendGuard } from '../encryption/send-guard.ts';
import { BmError } from '../errors.ts';
import { createGuardedFetch, type GuardedFetch } from '../network/guarded-fetch.ts';
import { mayStillCome } from '../network/missing-file.ts';
import { refuse } from '../network/web-url.ts';
import type { Readable } from '../readable.ts';
import { allowInsecureLocalhost, type SessionOptions } from '../types.ts';
import { createApproval, type ApprovalState } from '../whitelist/approval.ts';
import type { ApprovalCache } from '../whitelist/approval-record.ts';
import { NoAnswer } from '../whitelist/asking.ts';
import { builtInServers } from '../whitelist/configuration.ts';
import { baseUrlOf, checkServerName, listServers, type ListedServers } from '../whitelist/listed-servers.ts';
import type { SecondStageModule } from './second-stage-module.ts';

export interface ApprovedDoor {
  readonly fetch: GuardedFetch;
  readonly state: Readable<ApprovalState>;
  /** The approved base URL, as long as the approval counts. */
  baseUrl(): string | undefined;
  /** The servers that rooms and their members may be of: the listed ones, and the own one where a token alone decides. */
  servers(): ListedServers;
  /** Asks whether the homeserver may be used. @returns its base URL @throws {BmError} the reason */
  check(signal: AbortSignal): Promise<string>;
  /** The same for a stored login: an earlier success counts as long as it would have, and is asked for anew beside. */
  restore(baseUrl: string | undefined, signal: AbortSignal): Promise<string>;
  /** Asks again from time to time from now on. */
  keepChecking(): void;
  /** Asks at once, if nobody has answered. */
  retry(): void;
  /** What the homeserver's operator says, unless it leads elsewhere. @throws {BmError} WL_DELEGATION … */
  discover(signal: AbortSignal): Promise<AnnouncedDeployment>;
  /** Whether `baseUrl` has to be kept with the login, because no list says it. */
  mustRemember(): boolean;
  /** @throws {BmError} WL_SERVER_NAME or WL_DELEGATION if a login response gives somebody else's user or moves the client */
  checkLogin(response: unknown): Promise<void>;
  stop(): void;
}

export interface DoorEnvironment {
  readonly cache: ApprovalCache;
  /** What verifies signatures, discovers and checks logins: not on the way of a stored login. */
  readonly loadSecondStage: () => Promise<Pick<SecondStageModule, 'signatures' | 'operator' | 'login'>>;
  readonly fetch?: typeof globalThis.fetch;
  readonly now?: () => number;
  readonly wasmUrl?: string;
}

/** @param options frozen @throws {BmError} WL_SERVER_NAME if nothing could ever approve the homeserver */
export function createApprovedDoor(options: SessionOptions, environment: DoorEnvironment): ApprovedDoor {
  const { homeserver, whitelist, requestHeaders } = options;
  const { cache, now, wasmUrl, loadSecondStage } = environment;
  const loadSignatures = async (): Promise<SecondStageModule['signatures']> => {
    try {
      return (await loadSecondStage()).signatures;
    } catch (error) {
      // That what verifies did not come says nothing about the homeserver: nobody is let in, and it is asked for again.
      throw mayStillCome(error) ? new NoAnswer(error) : error;
    }
  };
  const { serverToken, signedList, issuers = [] } = whitelist;
  const insecureLocalhost = options[allowInsecureLocalhost] === true;
  const tokenDecides = serverToken?.mode === 'any';
  if (!tokenDecides && signedList === undefined) checkServerName(builtInServers(options), homeserver);

  let guarded: GuardedFetch; // door and approval need each other
  const approval = createApproval(options, {
    fetch: (...request) => guarded(...request),
    cache,
    loadSignatures,
    ...(now && { now }),
  });
  guarded = withSendGuard(
    createGuardedFetch({
      allowed: () => ({ ...approval.allowed(), ...(wasmUrl !== undefined && { wasmUrl }) }),
      ...(environment.fetch && { fetch: environment.fetch }),
      ...(requestHeaders && { requestHeaders }),
    }),
  );
  const retry = (): void => void approval.check().catch(() => undefined);
  const fetch: GuardedFetch = async (...request) => {
    try {
      return await guarded(...request);
    } catch (error) {
      const isClosed = error instanceof BmError && error.code === 'WL_NOT_LISTED';
      const { status } = approval.state.get();
      if (!isClosed || (status !== 'approved' && status !== 'checking')) throw error;
      // The approval has run out: its next check is under way, or the computer slept through the timer. What it finds decides.
      await approval.check().catch(() => {
        throw error;
      });
      return guarded(...request);
    }
  };

  const isListed = (): boolean => baseUrlOf(approval.servers(), homeserver) !== undefined;
  const context = (): WellKnownContext => ({
    servers: approval.servers(),
    serverName: homeserver,
    issuers,
    tokenDecides,
  });
  const look = async (signal: AbortSignal): Promise<Discovered> =>
    (await loadSecondStage()).operator.discover(fetch, context(), signal);
  /** Where discovery has found a homeserver that no list names. */
  let found: string | undefined;

  const check = async (signal: AbortSignal): Promise<string> => {
    if (!isListed() && tokenDecides) found ??= (await look(signal)).baseUrl;
    return (await approval.check(found)).baseUrl;
  };

  return {
    fetch,
    state: approval.state,
    baseUrl: () => approval.allowed().baseUrl,
    servers() {
      const listed = approval.servers();
      const { baseUrl } = approval.allowed();
      if (isListed() || baseUrl === undefined) return listed;
      const own = listServers([{ serverName: homeserver, baseUrl }], insecureLocalhost);
      return 'problem' in own ? listed : { ...listed, entries: [...listed.entries, ...own.entries] };
    },
    check,
    async restore(baseUrl, signal) {
      found = baseUrl;
      const restored = await approval.restore(found);
      approval.start();
      return restored?.baseUrl ?? check(signal);
    },
    keepChecking: approval.start,
    retry,
    async discover(signal) {
      const { baseUrl, deployment } = await look(signal);
      const { baseUrl: approved } = approval.allowed();
      if (approved !== undefined && baseUrl !== approved) refuse('WL_DELEGATION', 'discovery leads elsewhere');
      return deployment;
    },
    mustRemember: () => !isListed(),
    async checkLogin(response) {
      const { checkLoginResponse } = (await loadSecondStage()).login;
      checkLoginResponse(response, { ...context(), baseUrl: approval.allowed().baseUrl });
    },
    stop: approval.stop,
  };
}
