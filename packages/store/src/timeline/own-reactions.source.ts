/** Which reactions the user has made to a message: by the room's events, or by the server where nobody looks at the room. */
import { readEvents, type AuthenticatedRequest } from '@bundesmessenger/core';
import type { Outgoing } from '../outbox/outgoing.ts';
import type { Outbox } from '../outbox/outbox.ts';
import { isLocalId, localIdPrefix } from './event-index.ts';
import { readRelations, type Relation } from './relation.ts';
import type { Timelines } from './timelines.source.ts';

export interface OwnReactionsOptions {
  readonly request: AuthenticatedRequest;
  readonly outbox: Pick<Outbox, 'echoes' | 'eventIdOf'>;
  readonly timelines: Pick<Timelines, 'eventsOf'>;
}

export interface AskedReaction {
  readonly roomId: string;
  readonly eventId: string;
  /** The emoji. */
  readonly key: string;
  readonly userId: string;
}

/** Synapse gives no more at once. */
const maxRelations = 1_000;

/** Ids of what the server has, and local ids of what is on its way. What is being taken back is not among them. */
export function createOwnReactions({ request, outbox, timelines }: OwnReactionsOptions) {
  const nameOf = (eventId: string): string =>
    (isLocalId(eventId) ? outbox.eventIdOf(eventId.slice(localIdPrefix.length)) : undefined) ?? eventId;
  const waiting = (roomId: string): readonly { readonly id: string; readonly outgoing: Outgoing }[] =>
    outbox
      .echoes(roomId)
      .get()
      .map(({ key, outgoing }) => ({ id: localIdPrefix + key, outgoing }));

  const ask = async ({ roomId, eventId, key, userId }: AskedReaction): Promise<readonly string[]> => {
    const [room, target] = [roomId, eventId].map(encodeURIComponent);
    const path = `/_matrix/client/v1/rooms/${room}/relations/${target}/m.annotation/m.reaction?limit=${maxRelations}`;
    const { chunk } = await request({ method: 'GET', path });
    return readEvents(chunk)
      .filter((event) => event.sender === userId && isReaction(event.content, eventId, key))
      .map((event) => event.event_id);
  };

  return async (asked: AskedReaction): Promise<readonly string[]> => {
    const { roomId, eventId, key, userId } = asked;
    const index = timelines.eventsOf(roomId)?.index;
    if (index?.get(eventId)) {
      return [...new Set([...(index.reactionsOf(eventId).get(key)?.get(userId) ?? [])].map(nameOf))];
    }
    const before = waiting(roomId);
    // Where the server does not say, what is added twice it will refuse.
    const told = isLocalId(eventId) ? [] : await ask(asked).catch(() => []);
    const after = waiting(roomId);
    const own = new Set(told);
    for (const { id, outgoing } of [...before, ...after]) {
      if (outgoing.kind !== 'event' || !isReaction(outgoing.content, eventId, key)) continue;
      const isGone = nameOf(id) === id && !after.some((other) => other.id === id);
      if (!isGone) own.add(nameOf(id));
    }
    for (const { outgoing } of [...before, ...after]) {
      if (outgoing.kind === 'redaction') own.delete(nameOf(outgoing.eventId));
    }
    return [...own];
  };
}

function isReaction(content: Readonly<Record<string, unknown>>, eventId: string, key: string): boolean {
  const { type, eventId: target, key: emoji }: Partial<Relation> = readRelations('', content, {}).relation ?? {};
  return type === 'm.annotation' && target === eventId && emoji === key;
}
