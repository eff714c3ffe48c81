/** Who may do what in a room (client-server API `m.room.power_levels`; room version 12: creators are above all). Pure. */
import type { JsonObject, Room } from '@bundesmessenger/core';
import { stateContent } from '../rooms/state-content.ts';
import { objectIn } from '../timeline/json.ts';
import type { Role } from './members.ts';

/** Power levels of BundesMessenger's roles. */
export const levelOf: Readonly<Record<Role, number>> = { administrator: 100, moderator: 50, member: 0 };

/** Above whatever a power level event can say: integers of canonical JSON end at 2^53 - 1. */
const creatorLevel = Number.MAX_SAFE_INTEGER;

/** Where the event does not name them. Source: client-server API, `m.room.power_levels`. */
const defaults = { ban: 50, kick: 50, redact: 50, invite: 0, events_default: 0, state_default: 50, users_default: 0 };
const defaultRoomMention = 50;

type NamedLevel = 'ban' | 'kick' | 'redact' | 'invite';

export interface PowerLevels {
  of(userId: string): number;
  /** Whether the user is above all for good: only since room version 12. */
  isCreator(userId: string): boolean;
  /** What an action needs that has a level of its own. */
  needed(action: NamedLevel): number;
  neededForEvent(type: string): number;
  neededForState(type: string): number;
  readonly neededToMentionRoom: number;
}

export function powerLevels(room: Room): PowerLevels {
  const content = stateContent(room, 'm.room.power_levels');
  const creators = creatorsOf(room);
  const isCreator = (userId: string): boolean => creators.areAboveAll && creators.userIds.has(userId);
  const users = objectIn(content?.users);
  const events = objectIn(content?.events);
  const named = (key: keyof typeof defaults): number => levelIn(content?.[key]) ?? defaults[key];
  // A room without the event is its maker's alone, and everybody may change its state.
  const stateDefault = content ? named('state_default') : 0;
  return {
    isCreator,
    of(userId) {
      if (isCreator(userId)) return creatorLevel;
      if (!content) return creators.userIds.has(userId) ? levelOf.administrator : defaults.users_default;
      return ownLevel(users, userId) ?? named('users_default');
    },
    needed: named,
    neededForEvent: (type) => ownLevel(events, type) ?? named('events_default'),
    neededForState: (type) => ownLevel(events, type) ?? stateDefault,
    neededToMentionRoom: levelIn(objectIn(content?.notifications).room) ?? defaultRoomMention,
  };
}

export function roleOf(level: number): Role {
  if (level >= levelOf.administrator) return 'administrator';
  return level >= levelOf.moderator ? 'moderator' : 'member';
}

/** The content that gives a user a level. What else it holds stays. */
export function withUserLevel(content: JsonObject, userId: string, level: number): JsonObject {
  const others = Object.entries(objectIn(content.users)).filter(([id]) => id !== userId);
  // A level equal to everybody's needs no entry; one that is there says that somebody meant it.
  const usersDefault = levelIn(content.users_default) ?? defaults.users_default;
  const users = level === usersDefault ? others : [...others, [userId, level] as const];
  return { ...content, users: Object.fromEntries(users) };
}

interface Creators {
  readonly userIds: ReadonlySet<string>;
  readonly areAboveAll: boolean;
}

function creatorsOf(room: Room): Creators {
  const create = room.state('m.room.create') ?? room.strippedState.findLast(({ type }) => type === 'm.room.create');
  if (!create) return { userIds: new Set(), areAboveAll: false };
  const { content, sender } = create;
  const areAboveAll = hasCreatorsAboveAll(content.room_version);
  const additional = areAboveAll && Array.isArray(content.additional_creators) ? content.additional_creators : [];
  return { userIds: new Set([sender, ...(additional as readonly string[])]), areAboveAll };
}

/** Room versions 1 to 11, where the creator is an administrator like others. Of later ones the rules of 12 are expected. */
const withoutCreators: ReadonlySet<unknown> = new Set(Array.from({ length: 11 }, (_, index) => String(index + 1)));

function hasCreatorsAboveAll(roomVersion: unknown): boolean {
  return roomVersion !== undefined && !withoutCreators.has(roomVersion);
}

/** Room versions before 10 allow numbers in quotes; anything else is none. */
function levelIn(value: unknown): number | undefined {
  const number = typeof value === 'string' && /^\s*[+-]?\d+\s*$/.test(value) ? Number(value) : value;
  return Number.isSafeInteger(number) ? (number as number) : undefined;
}

/** Keys are the server's. */
function ownLevel(levels: JsonObject, key: string): number | undefined {
  return Object.hasOwn(levels, key) ? levelIn(levels[key]) : undefined;
}
