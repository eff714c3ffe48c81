/** Who is in a room, as its timelines name them, and what they may do. Made anew only when members or roles have changed. Pure. */
import type { Room, StateEvent } from '@bundesmessenger/core/types';
import { displayNames } from '../members/display-names.ts';
import { mxcIn } from '../rooms/mxc.ts';
import { numberIn, objectIn } from './json.ts';
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

/** Client-server API, `m.room.power_levels`: what counts where it says nothing. */
const defaultLevels = { redact: 50, notifyRoom: 50, user: 0, creatorWithoutLevels: 100 } as const;
/** Since this version creators are above all levels. */
const creatorsAreAboveSince = 12;

export function createRoomPeople(room: Room | undefined, revision = 1): RoomPeople {
  const members = room?.statesOf('m.room.member') ?? [];
  const heroes = room?.heroes.length ?? 0;
  const levels = room?.state('m.room.power_levels');
  const create = room?.state('m.room.create');
  const nameOf = room ? displayNames(room) : (userId: string) => userId;
  const senders = new Map<string, Sender>();
  const levelOf = (userId: string): number => powerLevel(userId, levels, create);
  const level = (value: unknown, otherwise: number): number =>
    numberIn(value, Number.MIN_SAFE_INTEGER, Number.MAX_SAFE_INTEGER) ?? otherwise;
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
    mayRedact: (userId) => levelOf(userId) >= level(levels?.content.redact, defaultLevels.redact),
    mayNotifyRoom: (userId) =>
      levelOf(userId) >= level(objectIn(levels?.content.notifications).room, defaultLevels.notifyRoom),
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

function powerLevel(userId: string, levels: StateEvent | undefined, create: StateEvent | undefined): number {
  const isCreator =
    create?.sender === userId ||
    (Array.isArray(create?.content.additional_creators) && create.content.additional_creators.includes(userId));
  const version = Number(create?.content.room_version ?? 1);
  if (isCreator && version >= creatorsAreAboveSince) return Number.MAX_SAFE_INTEGER;
  if (!levels) return isCreator ? defaultLevels.creatorWithoutLevels : defaultLevels.user;
  const users = objectIn(levels.content.users);
  const own = Object.hasOwn(users, userId) ? users[userId] : levels.content.users_default;
  return numberIn(own, Number.MIN_SAFE_INTEGER, Number.MAX_SAFE_INTEGER) ?? defaultLevels.user;
}

function sameEvents(a: readonly StateEvent[], b: readonly StateEvent[]): boolean {
  return a.length === b.length && a.every((event, at) => event === b[at]);
}
