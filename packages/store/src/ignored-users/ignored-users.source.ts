/** Feeds the list of those whom the user ignores, and changes it. */
import {
  BmError,
  isUserId,
  toBmError,
  withIgnoredUser,
  type JsonObject,
  type Rooms,
  type Session,
} from '@bundesmessenger/core';
import { writable, type Readable } from '@bundesmessenger/core/readable';
import { displayNames } from '../members/display-names.ts';
import { mxcIn } from '../rooms/mxc.ts';
import type { Sender } from '../timeline/timeline.ts';
import { nobodyIgnored, type IgnoredUsers, type IgnoredUsersCommands } from './ignored-users.ts';

const collator = new Intl.Collator('de', { sensitivity: 'base', numeric: true });

export function createIgnoredUsersSource(rooms: Rooms): Readable<IgnoredUsers> {
  const ignoredUsers = writable<IgnoredUsers>(nobodyIgnored, () => {
    const update = (): void => {
      const users = [...rooms.ignored.get()]
        .map((userId) => personIn(rooms, userId))
        .sort((a, b) => collator.compare(a.displayName, b.displayName) || (a.userId < b.userId ? -1 : 1));
      if (JSON.stringify(users) !== JSON.stringify(ignoredUsers.get().users)) ignoredUsers.set({ users });
    };
    const stops = [
      rooms.ignored.subscribe(update),
      // The room that knows a name may come later than the list.
      rooms.onChange(({ roomIds }) => {
        if (rooms.ignored.get().size > 0 && roomIds.size > 0) update();
      }),
    ];
    return () => stops.forEach((stop) => stop());
  });
  return ignoredUsers;
}

/** As one of the rooms names somebody. */
function personIn(rooms: Rooms, userId: string): Sender {
  for (const room of rooms.all()) {
    const displayName = displayNames(room)(userId);
    if (displayName === userId) continue;
    const avatarUrl = mxcIn(room.state('m.room.member', userId)?.content.avatar_url);
    return { userId, displayName, ...(avatarUrl !== undefined && { avatarUrl }) };
  }
  return { userId, displayName: userId };
}

export function createIgnoredUsersDeeds(
  session: Pick<Session, 'request'>,
  userId: Readable<string | undefined>,
): {
  setIgnored(command: IgnoredUsersCommands['setIgnored']['parameters']): Promise<void>;
} {
  /** One after the other: each writes the whole list. */
  let before: Promise<unknown> = Promise.resolve();
  const write = async (otherId: string, isIgnored: boolean): Promise<void> => {
    const own = userId.get();
    if (own === undefined) throw new BmError('NOT_LOGGED_IN', 'nobody is logged in');
    if (!isUserId(otherId) || otherId === own) throw new BmError('COMMAND_INVALID', 'this is nobody else’s user id');
    const path = `/_matrix/client/v3/user/${encodeURIComponent(own)}/account_data/m.ignored_user_list`;
    // Asked for anew: what the sync told may be outdated.
    const known = await session.request({ method: 'GET', path }).catch((error: unknown): JsonObject => {
      const failed = toBmError(error);
      if (failed.errcode !== 'M_NOT_FOUND') throw failed;
      return {};
    });
    await session.request({ method: 'PUT', path, body: withIgnoredUser(known, otherId, isIgnored) });
  };
  return {
    async setIgnored({ userId: otherId, isIgnored }) {
      const written = before.then(() => write(otherId, isIgnored));
      before = written.catch(() => undefined);
      await written;
    },
  };
}
