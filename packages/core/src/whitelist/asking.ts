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

/** Thrown where the network and not a rule is the reason, so that asking again may help. */
export class NoAnswer extends Error {
  readonly reason: BmError;
  constructor(reason: BmError) {
    super(reason.message);
    this.reason = reason;
  }
}

/** How far the clock may step back before a moment counts as lying in the future. Source: R16. */
const clockSkewMs = 60_000;

/** Whether a moment can have been: a clock that is set back must not make a success last longer. */
export const isPast = (momentMs: number, nowMs: number): boolean => nowMs >= momentMs - clockSkewMs;
