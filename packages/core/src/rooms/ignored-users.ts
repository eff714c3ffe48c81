/**
 * Whom the user ignores (client-server API "Ignoring users"), as the account data `m.ignored_user_list` tells it. The server
 * leaves out what they send from then on; what is here already, and what is shown of it, is for the client to leave out.
 */
import type { Readable } from '../readable.ts';
import type { ClientEvent, JsonObject } from '../sync/client-event.ts';
import { isUserId, objectIn } from '../sync/hostile-events.ts';
import type { SessionState } from '../types.ts';
import type { WritableRooms } from './rooms.ts';

const type = 'm.ignored_user_list';
/** Nobody ignores more people; a list that is longer was not made by hand. */
const maxIgnored = 10_000;

/** Pure. Never the user's own: what she writes is hers to see, whatever the list says. */
export function ignoredUsersIn(content: JsonObject | undefined, ownUserId: string): ReadonlySet<string> {
  const userIds = Object.keys(objectIn(content?.ignored_users)).filter((id) => isUserId(id) && id !== ownUserId);
  return new Set(userIds.slice(0, maxIgnored));
}

/** The content after somebody is ignored, or is not any more. What else it holds stays. Pure. */
export function withIgnoredUser(content: JsonObject, userId: string, isIgnored: boolean): JsonObject {
  const known = Object.entries(objectIn(content.ignored_users));
  const others = known.filter(([id]) => id !== userId);
  const [, own = {}] = known.find(([id]) => id === userId) ?? [];
  return { ...content, ignored_users: Object.fromEntries(isIgnored ? [...others, [userId, own]] : others) };
}

/** What the user gets to see: state counts whoever has changed it. Pure. */
export function withoutIgnored(events: readonly ClientEvent[], ignored: ReadonlySet<string>): readonly ClientEvent[] {
  return ignored.size === 0
    ? events
    : events.filter(({ sender, state_key: stateKey }) => stateKey !== undefined || !ignored.has(sender));
}

/**
 * Keeps `rooms.ignored` as the account data says, until the session ends. What the server has left out of the answers so far
 * it gives only to who asks from the beginning.
 */
export function followIgnoredUsers(rooms: WritableRooms, state: Readable<SessionState>, ended: AbortSignal): void {
  const read = (): void => {
    const current = state.get();
    const content = current.status === 'loggedIn' ? rooms.accountData(type) : undefined;
    const next = ignoredUsersIn(content, current.status === 'loggedIn' ? current.userId : '');
    const before = rooms.ignored.get();
    const isSomebodyBack = [...before].some((userId) => !next.has(userId));
    if (isSomebodyBack) rooms.beginAnew();
    if (isSomebodyBack || next.size > before.size) rooms.ignored.set(next);
  };
  const stop = rooms.onChange(({ accountData }) => {
    if (accountData.has(type)) read();
  });
  ended.addEventListener('abort', stop);
  read();
}
