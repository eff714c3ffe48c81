/**
 * What members of a room are called (client-server API "Calculating the display name for a user"): with the user id where a
 * name could be mistaken for somebody else's. Pure.
 */
import type { Room } from '@bundesmessenger/core';
import { fold } from '../search/search-text.ts';
import { shownText } from '../rooms/shown-text.ts';

/** Synapse allows 256 characters; more than this no row can show. */
const maxNameLength = 100;
const maxIdLength = 255;
/** Whatever looks like a user id in a name: only the person's own may. */
const userIdInName = /@[^\s:]*:\S/u;

/** The name of a user as the room knows it. The user id where there is none. */
export function displayNames(room: Room): (userId: string) => string {
  let present: PresentNames | undefined;
  const own = (userId: string): string => plainName(room, userId);
  return (userId) => {
    const name = own(userId);
    const id = shownText(userId, maxIdLength);
    if (name === '') return id;
    present ??= presentNames(room);
    const others = (present.counts.get(fold(name)) ?? 0) - (present.userIds.has(userId) ? 1 : 0);
    const isShared = others > 0;
    return isShared || userIdInName.test(name) ? `${name} (${id})` : name;
  };
}

/** Empty where the room knows none. */
function plainName(room: Room, userId: string): string {
  const member = room.state('m.room.member', userId);
  const content =
    member?.content ??
    room.strippedState.findLast(({ type, state_key }) => type === 'm.room.member' && state_key === userId)?.content;
  const hero = room.heroes.find((other) => other.userId === userId);
  // Who leaves takes the name out of the room's state; what was said and done is still theirs.
  const isGone = content?.membership === 'leave' || content?.membership === 'ban';
  const before = isGone ? member?.unsigned?.prev_content : undefined;
  return (
    shownText(content?.displayname, maxNameLength) ||
    shownText(before?.displayname, maxNameLength) ||
    shownText(hero?.displayName, maxNameLength)
  );
}

interface PresentNames {
  readonly userIds: ReadonlySet<string>;
  /** How many bear it, by the name as people read it. */
  readonly counts: ReadonlyMap<string, number>;
}

function presentNames(room: Room): PresentNames {
  const present = room
    .statesOf('m.room.member')
    .filter(({ content }) => content.membership === 'join' || content.membership === 'invite')
    .map((event) => event.state_key);
  const counts = new Map<string, number>();
  const userIds = new Set([...present, ...room.heroes.map((hero) => hero.userId)]);
  for (const userId of userIds) {
    const name = fold(plainName(room, userId));
    if (name !== '') counts.set(name, (counts.get(name) ?? 0) + 1);
  }
  return { userIds, counts };
}
