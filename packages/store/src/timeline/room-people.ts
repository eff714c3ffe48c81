/** Who is in a room, as its timelines name them, and what they may do. Made anew only when members or roles have changed. Pure. */
import type { Room, StateEvent } from '@bundesmessenger/core/types';
import { displayNames } from '../members/display-names.ts';
import { powerLevels } from '../members/power-levels.ts';
import { mxcIn } from '../rooms/mxc.ts';
import type { Sender } from './timeline.ts';

export interface RoomPeople {
  /** Grows with every change. */
  readonly revision: number;
  readonly senderOf: (userId: string) => Sender;
  readonly mayRedact: (userId: string) => boolean;
  readonly mayNotifyRoom: (userId: string) => boolean;
  /** The same object where nothing has changed. */
  next(room: Room): RoomPeople;
}

export function createRoomPeople(room: Room | undefined, revision = 1): RoomPeople {
  const members = room?.statesOf('m.room.member') ?? [];
  const heroes = room?.heroes.length ?? 0;
  const levels = room?.state('m.room.power_levels');
  const may = room && powerLevels(room);
  const nameOf = room ? displayNames(room) : (userId: string) => userId;
  const senders = new Map<string, Sender>();
  return {
    revision,
    senderOf(userId) {
      const known = senders.get(userId);
      if (known) return known;
      const avatarUrl = mxcIn(room?.state('m.room.member', userId)?.content.avatar_url);
      const sender = { userId, displayName: nameOf(userId), ...(avatarUrl !== undefined && { avatarUrl }) };
      senders.set(userId, sender);
      return sender;
    },
    mayRedact: (userId) => may !== undefined && may.of(userId) >= may.needed('redact'),
    mayNotifyRoom: (userId) => may !== undefined && may.of(userId) >= may.neededToMentionRoom,
    next(current) {
      const same =
        current === room &&
        current.state('m.room.power_levels') === levels &&
        current.heroes.length === heroes &&
        sameEvents(current.statesOf('m.room.member'), members);
      return same ? this : createRoomPeople(current, revision + 1);
    },
  };
}

function sameEvents(a: readonly StateEvent[], b: readonly StateEvent[]): boolean {
  return a.length === b.length && a.every((event, at) => event === b[at]);
}
