/** While nobody is logged in: follows whether the homeserver can be reached and may be used, until somebody is. */
import pRetry from 'p-retry';
import { loginFlows } from '../login/password.ts';
import { toBmError } from '../network/matrix-error.ts';
import { writable, type Readable } from '../readable.ts';
import type { AnnouncedDeployment } from '../discovery/deployment.ts';
import type { HomeserverState } from '../types.ts';
import type { ApprovedDoor } from './approved-door.ts';

/** Pauses between tries to reach the homeserver: short at first, as a restart takes seconds; then kind to the server. */
const retryPauses = { minTimeout: 1_000, maxTimeout: 30_000, factor: 2, randomize: true } as const;

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
}

export function searchHomeserver(door: ApprovedDoor, listener: SearchListener): HomeserverSearch {
  const ended = new AbortController();
  const { signal } = ended;
  const state = writable<HomeserverState>({ status: 'checking' });
  const search = async (): Promise<void> => {
    const baseUrl = door.baseUrl() ?? (await door.check(signal));
    door.keepChecking();
    const deployment = await door.discover(signal);
    signal.throwIfAborted();
    listener.onDeployment(deployment);
    const flows = await loginFlows(door.fetch, baseUrl, signal);
    signal.throwIfAborted();
    state.set({ status: 'reachable', flows });
  };
  pRetry(search, {
    ...retryPauses,
    retries: Number.POSITIVE_INFINITY,
    signal,
    shouldRetry: ({ error }) => !isFinal(error, door),
    onFailedAttempt: ({ error }) => {
      if (!signal.aborted) state.set({ status: 'unreachable', error: toBmError(error).toData() });
    },
  }).catch((error: unknown) => {
    if (!signal.aborted) listener.onRefused(error);
  });
  return { state, stop: () => ended.abort() };
}
