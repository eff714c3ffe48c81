/**
 * Requests to verify each other that go through a room (client-server API 10.12.2.5): whom they ask, and how they ended as far as
 * both sides have said so. Pure. What is under way is no concern of the timeline: the session's one verification tells it.
 */
import type { JsonObject } from '@bundesmessenger/core/types';
import type { IndexedEvent } from './event-index.ts';
import { isUserId } from '../rooms/identifiers.ts';

export type VerificationOutcome = 'done' | 'cancelled';

/** The user who is asked; `undefined` for what is no request, or asks nobody. */
export function askedUser(type: string, { msgtype, to }: JsonObject): string | undefined {
  if (type !== 'm.room.message' || msgtype !== 'm.key.verification.request') return undefined;
  return isUserId(to) ? to : undefined;
}

/** Events that say how a request ended. */
export function isVerificationEnd(type: string): boolean {
  return type === 'm.key.verification.done' || type === 'm.key.verification.cancel';
}

/**
 * `done` takes both; one of them alone can end it. What is in clear text says nothing: it may be the server's.
 * @param references events that refer to the request
 */
export function verificationOutcome(
  { event, encrypted }: IndexedEvent,
  asked: string,
  references: Iterable<IndexedEvent>,
): VerificationOutcome | undefined {
  if (!encrypted) return undefined;
  const done = new Set<string>();
  let cancelled = false;
  for (const { event: reference, encrypted: kept, clearness } of references) {
    const isParty = reference.sender === event.sender || reference.sender === asked;
    if (!kept || !isParty || clearness.status !== 'clear') continue;
    if (clearness.type === 'm.key.verification.done') done.add(reference.sender);
    if (clearness.type === 'm.key.verification.cancel') cancelled = true;
  }
  if (done.size === 2) return 'done';
  return cancelled ? 'cancelled' : undefined;
}
