/** While nobody is logged in: follows whether the homeserver can be reached and may be used, until somebody is. */
import type { BmError, ErrorData } from '../errors.ts';
import { toBmError } from '../network/matrix-error.ts';
import { writable, type Readable } from '../readable.ts';
import type { AnnouncedDeployment } from '../discovery/deployment.ts';
import type { Logins } from '../login/logins.ts';
import { backOffMs } from '../sync/pacing.ts';
import { sleep } from '../sync/sleep.ts';
import type { HomeserverState } from '../types.ts';
import type { ApprovedDoor } from './approved-door.ts';

/** Refusals that pass: a captive portal redirects and answers with pages of its own, a network is away or an approval old. */
const passing: readonly string[] = [
  'WL_REDIRECT',
  'WL_WELLKNOWN',
  'WL_TOKEN_FETCH_FAILED',
  'WL_LIST_FETCH',
  'WL_NOT_LISTED',
];

/** Whether trying again changes nothing, because configuration or deployment is wrong. */
export function isFinal(error: unknown, door: ApprovedDoor): boolean {
  const { status } = door.state.get();
  const { code } = toBmError(error);
  return status === 'refused' || (status !== 'unanswered' && code.startsWith('WL_') && !passing.includes(code));
}

export interface HomeserverSearch {
  readonly state: Readable<HomeserverState>;
  stop(): void;
}

export interface SearchListener {
  /** Told before the homeserver is asked: what keeps it from answering may be announced. */
  onDeployment(deployment: AnnouncedDeployment): void;
  /** The search has ended for good. */
  onRefused(error: unknown): void;
  /** What to say of a failure. */
  readonly believed: (error: BmError) => ErrorData;
}

export function searchHomeserver(
  door: ApprovedDoor,
  findLogins: (baseUrl: string, signal: AbortSignal) => Promise<Logins>,
  listener: SearchListener,
): HomeserverSearch {
  const ended = new AbortController();
  const { signal } = ended;
  const state = writable<HomeserverState>({ status: 'checking' });
  const search = async (): Promise<void> => {
    const baseUrl = door.baseUrl() ?? (await door.check(signal));
    door.keepChecking();
    const deployment = await door.discover(signal);
    signal.throwIfAborted();
    listener.onDeployment(deployment);
    const logins = await findLogins(baseUrl, signal);
    signal.throwIfAborted();
    state.set({ status: 'reachable', ...logins });
  };
  const searchUntilFound = async (): Promise<void> => {
    for (let failures = 1; !signal.aborted; failures++) {
      try {
        return await search();
      } catch (error) {
        signal.throwIfAborted();
        const known = toBmError(error);
        state.set({ status: 'unreachable', error: listener.believed(known) });
        if (isFinal(error, door)) throw error;
        await sleep(backOffMs(failures, known), signal);
      }
    }
  };
  searchUntilFound().catch((error: unknown) => {
    if (!signal.aborted) listener.onRefused(error);
  });
  return { state, stop: () => ended.abort() };
}
