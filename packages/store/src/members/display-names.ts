/**
 * What members of a room are called (client-server API "Calculating the display name for a user"): with the user id where a
 * name could be mistaken for somebody else's. Pure.
 */
import type { Room } from '@bundesmessenger/core';
import { fold } from '../rooms/search-text.ts';
import { shownText } from '../rooms/shown-text.ts';

/** Synapse allows 256 characters; more than this no row can show. */
const maxNameLength = 100;
/** Whatever looks like a user id in a name: only the person's own may. */
const userIdInName = /@[^\s:]*:\S/u;

/** The name of a user as the room knows it. The user id where there is none. */
export function displayNames(room: Room): (userId: string) => string {
  let sharing: ReadonlyMap<string, number> | undefined;
  const own = (userId: string): string => plainName(room, userId);
  return (userId) => {
    const name = own(userId);
    if (name === '') return userId;
    sharing ??= countNames(room);
    const isShared = (sharing.get(fold(name)) ?? 0) > 1;
    return isShared || userIdInName.test(name) ? `${name} (${userId})` : name;
  };
}

/** Empty where the room knows none. */
function plainName(room: Room, userId: string): string {
  const content =
    room.state('m.room.member', userId)?.content ??
    room.strippedState.findLast(({ type, state_key }) => type === 'm.room.member' && state_key === userId)?.content;
  const hero = room.heroes.find((other) => other.userId === userId);
  return shownText(content?.displayname, maxNameLength) || shownText(hero?.displayName, maxNameLength);
}

function countNames(room: Room): ReadonlyMap<string, number> {
  const present = room
    .statesOf('m.room.member')
    .filter(({ content }) => content.membership === 'join' || content.membership === 'invite')
    .map((event) => event.state_key);
  const counts = new Map<string, number>();
  for (const userId of new Set([...present, ...room.heroes.map((hero) => hero.userId)])) {
    const name = fold(plainName(room, userId));
    if (name !== '') counts.set(name, (counts.get(name) ?? 0) + 1);
  }
  return counts;
}
