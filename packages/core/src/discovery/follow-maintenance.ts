/**
 * Follows what the operator announces: asks from time to time, and changes state at the announced moments by itself. An
 * answer that cannot be had changes nothing: what was announced holds until its end.
 */
import type { SetTimer } from '../network/bounded-get.ts';
import { platformTimer } from '../network/bounded-get.ts';
import { writable, type Readable } from '../readable.ts';
import { maintenanceAt, nextChangeMs, type Downtime, type Maintenance } from './maintenance.ts';

/** What a request for announcements came to. */
export type MaintenanceAnswer =
  | { readonly status: 'answered'; readonly downtimes: readonly Downtime[] }
  /** Another status than 200: no such place, as with other homeservers than BundesMessenger's, or not now. */
  | { readonly status: 'refused' }
  | { readonly status: 'failed' };

export interface MaintenanceFollowerOptions {
  readonly ask: (signal: AbortSignal) => Promise<MaintenanceAnswer>;
  /** Milliseconds since 1970. @default the platform's clock */
  readonly now?: () => number;
  readonly setTimer?: SetTimer;
}

export interface MaintenanceFollower {
  readonly state: Readable<Maintenance>;
  /** Asks at once, unless it was asked a moment ago: something has failed that maintenance could explain. */
  check(): void;
  stop(): void;
}

/** Between two questions, in milliseconds. Everybody asks, so seldom; an announcement comes days before. */
const usualPauseMs = 300_000;
/** While it runs its end is what people wait for. */
const runningPauseMs = 60_000;
/** Where there is no such place there may be one after an update. */
const refusedPauseMs = 3_600_000;
/** Least time between two questions, however much fails. */
const shortestPauseMs = 10_000;
/** Share of a pause that is left to chance, so that clients do not come all at once. */
const jitter = 0.2;

export function followMaintenance(options: MaintenanceFollowerOptions): MaintenanceFollower {
  const { ask, now = Date.now, setTimer = platformTimer } = options;
  const ended = new AbortController();
  const state = writable<Maintenance>({ status: 'none' });
  let downtimes: readonly Downtime[] = [];
  let stopChange = (): void => undefined;
  let stopPause = (): void => undefined;
  let askedAtMs = Number.NEGATIVE_INFINITY;
  let asking = false;

  const show = (): void => {
    const nowMs = now();
    const next = maintenanceAt(downtimes, nowMs);
    if (JSON.stringify(next) !== JSON.stringify(state.get())) state.set(next);
    stopChange();
    const changesAtMs = nextChangeMs(downtimes, nowMs);
    // Longer timers fire at once; whatever is further away is asked for again before.
    if (changesAtMs !== undefined && changesAtMs - nowMs < refusedPauseMs)
      stopChange = setTimer(show, changesAtMs - nowMs);
  };

  const pauseAfter = ({ status }: MaintenanceAnswer): number => {
    const { status: shown } = state.get();
    const pauseMs = shown === 'running' ? runningPauseMs : status === 'refused' ? refusedPauseMs : usualPauseMs;
    return pauseMs * (1 - jitter * Math.random());
  };

  const check = async (): Promise<void> => {
    if (asking) return;
    asking = true;
    askedAtMs = now();
    stopPause();
    const answer = await ask(ended.signal).catch((): MaintenanceAnswer => ({ status: 'failed' }));
    asking = false;
    if (ended.signal.aborted) return;
    if (answer.status === 'answered') downtimes = answer.downtimes;
    show();
    stopPause = setTimer(() => void check(), pauseAfter(answer));
  };

  void check();
  return {
    state,
    check() {
      if (now() - askedAtMs >= shortestPauseMs) void check();
    },
    stop() {
      ended.abort();
      stopChange();
      stopPause();
    },
  };
}
