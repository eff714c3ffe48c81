/** What a room is called (client-server API "Calculating the display name for a room"). Pure. */
import type { Room } from '@bundesmessenger/core';
import { isAlias } from './identifiers.ts';
import { stateContent } from './state-content.ts';
import { shownText } from './shown-text.ts';

/** A name of 100 characters already fills three lines of a list. */
const maxNameLength = 120;
/** Members a room without a name is called after; the specification's summary has at most five. */
const heroCount = 5;

export interface RoomName {
  /** Empty where the list has to find words itself. */
  readonly name: string;
  readonly canonicalAlias: string | undefined;
  /** Whom the room would be called after: found by search whatever the room's name. */
  readonly heroNames: readonly string[];
}

export function roomName(room: Room, userId: string, nameOf: (userId: string) => string): RoomName {
  const given = shownText(stateContent(room, 'm.room.name')?.name, maxNameLength);
  const alias = stateContent(room, 'm.room.canonical_alias')?.alias;
  const canonicalAlias = isAlias(alias) ? alias : undefined;
  const heroNames = heroesOf(room, userId).map(nameOf).sort();
  return { name: given || canonicalAlias || nameFromHeroes(room, heroNames), canonicalAlias, heroNames };
}

function nameFromHeroes({ joinedCount, invitedCount }: Room, heroNames: readonly string[]): string {
  const others = joinedCount + invitedCount - 1 - heroNames.length;
  const names = heroNames.join(', ');
  return others > 0 && names !== '' ? `${names} +${others}` : names;
}

/** Others in the room: whom the server names, else members that are known, those who are there first. */
export function heroesOf(room: Room, userId: string): readonly string[] {
  const named = room.heroes.map((hero) => hero.userId);
  const known = named.length > 0 ? named : [...presentMembers(room), ...strippedMembers(room)];
  return [...new Set(known)].filter((other) => other !== userId).slice(0, heroCount);
}

function presentMembers(room: Room): readonly string[] {
  return room
    .statesOf('m.room.member')
    .filter(({ content }) => content.membership === 'join' || content.membership === 'invite')
    .map((event) => event.state_key)
    .sort();
}

function strippedMembers({ strippedState }: Room): readonly string[] {
  return strippedState.filter(({ type }) => type === 'm.room.member').map((event) => event.state_key);
}
