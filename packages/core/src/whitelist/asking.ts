/** What the parts of an approval share to ask somebody, and how they say that nobody answered. */
import type { BmError } from '../errors.ts';
import type { SetTimer } from '../network/bounded-get.ts';
import type { GuardedFetch } from '../network/guarded-fetch.ts';
import type { ApprovalMemory } from './approval-record.ts';

export interface Asking {
  readonly fetch: GuardedFetch;
  /** Milliseconds since 1970. */
  readonly now: () => number;
  readonly setTimer: SetTimer;
  readonly memory: ApprovalMemory;
}

/** Told by a mark and not by the class: the two stages of the host are two files, and each has its own copy of this one. */
const mark = Symbol.for('bundesmessenger.NoAnswer');

/** Thrown where the network and not a rule is the reason, so that asking again may help. */
export class NoAnswer extends Error {
  readonly [mark] = true;
  readonly reason: BmError;
  constructor(reason: BmError) {
    super(reason.message);
    this.reason = reason;
  }

  static override [Symbol.hasInstance](value: unknown): boolean {
    return typeof value === 'object' && value !== null && mark in value;
  }
}

/** How far the clock may step back before a moment counts as lying in the future. Source: R16. */
const clockSkewMs = 60_000;

/** Whether a moment can have been: a clock that is set back must not make a success last longer. */
export const isPast = (momentMs: number, nowMs: number): boolean => nowMs >= momentMs - clockSkewMs;
