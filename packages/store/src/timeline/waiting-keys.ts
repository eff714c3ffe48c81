/**
 * Nobody is told for ever that a key is under way: what still waits after a while counts as undecryptable for an unknown
 * reason. Owns the one timer for that; when nothing waits, there is none.
 */
import type { ClientEvent, Decryption } from '@bundesmessenger/core/types';

/** A key that is under way comes within seconds. Counted from when the event was sent. */
const keysComeWithinMs = 120_000;
/** Of an old event the key is looked for in the backup: that takes one request or two. */
const backupAnswersWithinMs = 20_000;

export interface WaitingKeys {
  /** The decryption, or what it counts as by now. Remembers an event that waits. */
  limited(event: ClientEvent, decryption: Decryption): Decryption;
  stop(): void;
}

const givenUp: Decryption = { status: 'failed', cause: 'unknown' };

/** @param onGivenUp called once for each event that has waited too long */
export function createWaitingKeys(
  now: () => number,
  onGivenUp: (event: ClientEvent, decryption: Decryption) => void,
): WaitingKeys {
  /** By event id: the event and when its waiting ends, in milliseconds since 1970. */
  const waiting = new Map<string, { readonly event: ClientEvent; readonly until: number }>();
  const over = new Set<string>();
  let timer: ReturnType<typeof setTimeout> | undefined;

  const schedule = (): void => {
    clearTimeout(timer);
    timer = undefined;
    if (waiting.size === 0) return;
    const next = Math.min(...[...waiting.values()].map(({ until }) => until));
    timer = setTimeout(giveUp, Math.max(0, next - now()));
  };
  const giveUp = (): void => {
    for (const [eventId, { event, until }] of waiting) {
      if (until > now()) continue;
      waiting.delete(eventId);
      over.add(eventId);
      onGivenUp(event, givenUp);
    }
    schedule();
  };

  return {
    limited(event, decryption) {
      const { event_id: eventId, origin_server_ts: sentTs } = event;
      if (decryption.status !== 'failed' || decryption.cause !== 'waitingForKeys') {
        if (decryption.status !== 'pending' && waiting.delete(eventId)) schedule();
        return decryption;
      }
      if (over.has(eventId)) return givenUp;
      if (!waiting.has(eventId)) {
        // The sender's clock may say anything: from now on it is this device's that counts.
        const until = Math.min(
          Math.max(sentTs + keysComeWithinMs, now() + backupAnswersWithinMs),
          now() + keysComeWithinMs,
        );
        waiting.set(eventId, { event, until });
        schedule();
      }
      return decryption;
    },
    stop() {
      clearTimeout(timer);
      waiting.clear();
    },
  };
}
