/**
 * Ties list, signed list and server token together for one homeserver (R23), and keeps the answer true while a session
 * runs. Owns when to ask again and what a silent network means; asks only through the functions it is given.
 */
import { wellKnownUrl } from '../discovery/well-known-urls.ts';
import { BmError, type ErrorData } from '../errors.ts';
import { platformTimer, type SetTimer } from '../network/bounded-get.ts';
import type { AllowedOrigins, GuardedFetch } from '../network/guarded-fetch.ts';
import { parseConfiguredUrl, refuse } from '../network/web-url.ts';
import { type Readable, writable } from '../readable.ts';
import { allowInsecureLocalhost, type ServerTokenPolicy, type SessionOptions } from '../types.ts';
import { type ApprovalCache, createApprovalMemory } from './approval-record.ts';
import { isPast, NoAnswer, type Asking } from './asking.ts';
import { builtInServers, freezeOptions } from './configuration.ts';
import type { CurrentServers } from './current-servers.ts';
import type { CurrentToken, TokenFinding } from './current-token.ts';
import { baseUrlOf, checkBaseUrl, type ListedServers } from './listed-servers.ts';

const hourMs = 60 * 60_000;
/** Hours between two checks; default of `ServerTokenPolicy.recheckHours`. Signed lists are asked for as often. */
const defaultRecheckHours = 12;
/** Pauses between checks while nobody answers, doubled each time. */
const firstRetryMs = 60_000;
const maxRetryMs = 15 * 60_000;
/** Longest delay a platform timer can take (HTML: a signed 32-bit integer). */
const maxTimerMs = 2 ** 31 - 1;

export interface Approved {
  /** Normalised. */
  readonly baseUrl: string;
  /** Until when the approval counts if nobody answers any more. Infinity if nothing about it can run out. */
  readonly validUntilMs: number;
}

interface Finding extends Approved {
  /** What administrators should look after, though nothing is refused: a list or token that could not be had, a short key. */
  readonly warnings: readonly ErrorData[];
}

export type ApprovalState =
  /** Nothing was asked yet. */
  | { readonly status: 'unchecked' }
  /** A check is under way, and no earlier success counts. */
  | { readonly status: 'checking' }
  /** The homeserver may be used. */
  | (Finding & { readonly status: 'approved' })
  /** Nobody answers, and no earlier success counts. Asked again by itself once started. */
  | { readonly status: 'unanswered'; readonly error: ErrorData }
  /** A definite no. Ends only by a new start. */
  | { readonly status: 'refused'; readonly error: ErrorData };

export interface ApprovalDependencies {
  readonly fetch: GuardedFetch;
  /** Milliseconds since 1970. @default the platform's clock */
  readonly now?: () => number;
  /** @default the platform's timers */
  readonly setTimer?: SetTimer;
  /** @default none: each start asks anew */
  readonly cache?: ApprovalCache;
  /** Called where a token or a signed list is configured. What it rejects with refuses the homeserver, but for a {@link NoAnswer}. */
  readonly loadSignatures: () => Promise<typeof import('./signatures.ts')>;
}

export interface Approval {
  readonly state: Readable<ApprovalState>;
  /** The servers that count now: those of a valid signed list, else the built-in ones. */
  servers(): ListedServers;
  /** What the guarded fetch may contact at this moment. */
  allowed(): AllowedOrigins;
  /**
   * Asks, and resolves if the homeserver is approved, if need be by an earlier success.
   * @param baseUrl where discovery, a page or a stored session leads; default: the last one, else the listed one
   */
  check(baseUrl?: string): Promise<Approved>;
  /** What an earlier success still allows, without a request: for a start without waiting or without network. */
  restore(baseUrl?: string): Promise<Approved | undefined>;
  /** Asks again from time to time, until `stop` or a definite no. */
  start(): void;
  /** Ends timers and requests; a check under way rejects with an `AbortError`. */
  stop(): void;
}

/** What no code is for must not let anything pass. */
const asBmError = (error: unknown): BmError =>
  error instanceof BmError ? error : new BmError('UNEXPECTED', 'the check failed');

export function createApproval(given: SessionOptions, dependencies: ApprovalDependencies): Approval {
  const options = freezeOptions(given);
  const { whitelist, homeserver } = options;
  const { serverToken, signedList } = whitelist;
  const { fetch, now = Date.now, setTimer = platformTimer, cache, loadSignatures } = dependencies;
  const insecureLocalhost = options[allowInsecureLocalhost] === true;
  const tokenDecides = serverToken?.mode === 'any';
  const recheckMs = (serverToken?.recheckHours ?? defaultRecheckHours) * hourMs;

  const asking = { fetch, now, setTimer, memory: createApprovalMemory(cache) } satisfies Asking;
  const builtIn = builtInServers(options);
  /** Of the signed list and the server token, once they were asked for. */
  let list: CurrentServers | undefined;
  let token: CurrentToken | undefined;
  const servers = (): ListedServers => list?.get() ?? builtIn;
  /** When the list runs out. */
  const refreshServers = async (ask?: AbortSignal): Promise<number> => {
    if (signedList === undefined) return Number.POSITIVE_INFINITY;
    list ??= (await loadSignatures()).createCurrentServers(builtIn, signedList, asking);
    return list.refresh(ask);
  };
  const findToken = async (policy: ServerTokenPolicy, baseUrl: string, ask?: AbortSignal): Promise<TokenFinding> => {
    token ??= (await loadSignatures()).createCurrentToken(policy, recheckMs, asking);
    return token.find(baseUrl, ask);
  };

  const state = writable<ApprovalState>({ status: 'unchecked' });
  let approvedAtMs = 0;
  let lastCandidate: string | undefined;
  let running: { readonly candidate: string | undefined; readonly result: Promise<Approved> } | undefined;
  let ended = new AbortController();
  let started = false;
  let wasAsked = false;
  let stopTimer = (): void => undefined;
  let retryMs = firstRetryMs;

  /** R1 to R8: the base URL if the list has it, else the error. */
  const checkList = (candidate: string | undefined): string | BmError => {
    try {
      const listed = baseUrlOf(servers(), homeserver);
      const checked = candidate === undefined ? listed : checkBaseUrl(servers(), candidate);
      if (listed === undefined) return refuse('WL_SERVER_NAME', 'the homeserver is not on the list');
      return checked === listed ? listed : refuse('WL_DELEGATION', 'the base URL is listed for another homeserver');
    } catch (error) {
      return asBmError(error);
    }
  };

  /** R23. The list comes first: whom it does not name is not asked for a token, unless the token alone decides. */
  const find = async (candidate: string | undefined, ask?: AbortSignal): Promise<Finding> => {
    const listExpiresAtMs = await refreshServers(ask);
    const problem = ask && list?.problem()?.toData(); // that nobody answered is no problem where nobody was asked
    const warnings = problem ? [problem] : [];
    const listed = checkList(candidate);
    const isListed = typeof listed === 'string';
    if (isListed && (serverToken === undefined || tokenDecides)) {
      return { baseUrl: listed, validUntilMs: listExpiresAtMs, warnings };
    }
    if (serverToken === undefined) throw listed;
    if (!isListed && (!tokenDecides || candidate === undefined)) {
      return refuse('WL_NOT_LISTED', 'the homeserver is not on the list');
    }
    const baseUrl = isListed ? listed : parseConfiguredUrl(candidate, insecureLocalhost).href;
    const found = await findToken(serverToken, baseUrl, ask);
    return {
      baseUrl,
      validUntilMs: isListed ? Math.min(listExpiresAtMs, found.validUntilMs) : found.validUntilMs,
      warnings: [...warnings, ...found.warnings],
    };
  };

  /** The approval, as long as it counts. Asked for at each request, because timers may sleep with the device. */
  const current = (): (Finding & { status: 'approved' }) | undefined => {
    const value = state.get();
    const counts = value.status === 'approved' && now() < value.validUntilMs && isPast(approvedAtMs, now());
    return counts ? value : undefined;
  };

  const approve = (finding: Finding): Approved => {
    approvedAtMs = now();
    lastCandidate = finding.baseUrl;
    state.set({ status: 'approved', ...finding });
    return { baseUrl: finding.baseUrl, validUntilMs: finding.validUntilMs };
  };

  const schedule = (delayMs: number): void => {
    stopTimer();
    if (started) stopTimer = setTimer(() => void check().catch(() => undefined), Math.min(delayMs, maxTimerMs));
  };

  const nextRetryMs = (): number => {
    const pauseMs = retryMs;
    retryMs = Math.min(retryMs * 2, maxRetryMs);
    return pauseMs;
  };

  const scheduleNext = ({ validUntilMs, warnings }: Finding): void => {
    if (serverToken === undefined && signedList === undefined) return; // nobody to ask
    // A short key is nothing that asking sooner could change.
    const answered = warnings.every(({ code }) => code === 'WL_TOKEN_SHORT_KEY');
    if (answered) retryMs = firstRetryMs;
    schedule(Math.min(answered ? recheckMs : nextRetryMs(), Math.max(validUntilMs - now(), 0)));
  };

  const run = async (candidate: string | undefined, signal: AbortSignal): Promise<Approved> => {
    try {
      const finding = await find(candidate, signal);
      signal.throwIfAborted();
      wasAsked = true;
      const approved = approve(finding);
      scheduleNext(finding);
      return approved;
    } catch (thrown) {
      signal.throwIfAborted();
      if (thrown instanceof NoAnswer) {
        state.set({ status: 'unanswered', error: thrown.reason.toData() });
        schedule(nextRetryMs());
        throw thrown.reason;
      }
      const error = asBmError(thrown);
      // An earlier success must not speak for the homeserver at the next start.
      if (serverToken) await asking.memory.change({ token: undefined });
      stopTimer();
      state.set({ status: 'refused', error: error.toData() });
      throw error;
    }
  };

  const check = (baseUrl?: string): Promise<Approved> => {
    const candidate = (lastCandidate = baseUrl ?? lastCandidate);
    if (running?.candidate === candidate && running) return running.result;
    if (!current()) state.set({ status: 'checking' });
    const { signal } = ended;
    const before = running?.result.catch(() => undefined) ?? Promise.resolve();
    const mine = { candidate, result: before.then(() => run(candidate, signal)) };
    running = mine;
    const forget = (): void => {
      if (running === mine) running = undefined;
    };
    mine.result.then(forget, forget);
    return mine.result;
  };

  return {
    state,
    servers,
    allowed() {
      const approved = current();
      const tokenUrl = token?.url();
      const mayDiscover = tokenDecides || baseUrlOf(servers(), homeserver) !== undefined;
      return {
        insecureLocalhost,
        issuers: whitelist.issuers ?? [],
        mediaOrigins: whitelist.mediaOrigins ?? [],
        ...(approved && { baseUrl: approved.baseUrl }),
        ...(tokenUrl !== undefined && { tokenUrl }),
        ...(mayDiscover && { wellKnownUrl: wellKnownUrl(homeserver, insecureLocalhost) }),
        ...(signedList && { listUrl: signedList.url }),
      };
    },
    check,
    restore: (baseUrl) => find(baseUrl).then(approve, () => undefined),
    start() {
      if (started) return;
      started = true;
      const value = state.get();
      if (value.status === 'approved' && wasAsked) scheduleNext(value);
      else if (value.status !== 'refused') schedule(0);
    },
    stop() {
      started = false;
      stopTimer();
      ended.abort();
      ended = new AbortController();
      if (state.get().status === 'checking') state.set({ status: 'unchecked' });
    },
  };
}
