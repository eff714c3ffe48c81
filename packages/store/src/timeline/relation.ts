/** How an event relates to others (client-server API "Forming relationships between events"). Pure. */
import type { JsonObject } from '@bundesmessenger/core/types';
import { isId } from '../rooms/identifiers.ts';
import { isText, objectIn } from './json.ts';

export interface Relation {
  readonly type: 'm.replace' | 'm.annotation' | 'm.thread' | 'm.reference';
  readonly eventId: string;
  /** Of an annotation. */
  readonly key?: string;
}

export interface EventRelations {
  readonly relation?: Relation;
  /** The event it answers, unless that is only named for clients without threads. */
  readonly replyTo?: string;
}

/** Reactions with a longer key are none: nobody would see that it is one. In UTF-16 units. */
const maxReactionKeyLength = 64;

/**
 * @param clear the decrypted content. What it says counts before the wire's: the server cannot have changed it.
 * @param wire the content as it came
 */
export function readRelations(eventId: string, clear: JsonObject, wire: JsonObject): EventRelations {
  const relates = objectIn(clear['m.relates_to'] ?? wire['m.relates_to']);
  const { rel_type: type, event_id: target, key, is_falling_back: isFallingBack } = relates;
  const { event_id: answered } = objectIn(relates['m.in_reply_to']);
  const relation = isId(target) && target !== eventId ? readRelation(type, target, key) : undefined;
  const replies = isId(answered) && answered !== eventId && relation?.type !== 'm.replace';
  const isReal = relation?.type !== 'm.thread' || isFallingBack !== true;
  return { ...(relation && { relation }), ...(replies && isReal && { replyTo: answered }) };
}

function readRelation(type: unknown, eventId: string, key: unknown): Relation | undefined {
  switch (type) {
    case 'm.replace':
    case 'm.thread':
    case 'm.reference':
      return { type, eventId };
    case 'm.annotation':
      return isText(key) && key !== '' && key.length <= maxReactionKeyLength ? { type, eventId, key } : undefined;
    default:
      return undefined;
  }
}
