/** What the commands of the directories do. */
import { BmError, type Session } from '@bundesmessenger/core';
import type { DirectoryCommands } from './directory-commands.ts';
import { projectDirectory, projectUsers } from './project-directory.ts';

type DirectoryDeeds = {
  [Type in keyof DirectoryCommands]: (
    command: DirectoryCommands[Type]['parameters'],
  ) => Promise<DirectoryCommands[Type]['result']>;
};

const rooms = { defaultLimit: 20, maxLimit: 100 } as const;
const users = { defaultLimit: 10, maxLimit: 50 } as const;
/** Nobody types more. */
const maxSearchLength = 200;

export function createDirectoryDeeds(session: Pick<Session, 'request' | 'rooms' | 'barred'>): DirectoryDeeds {
  return {
    async searchDirectory({ search = '', server, since, limit }) {
      if (server !== undefined) {
        const bar = session.barred({ room: '!room', via: [server] });
        if (bar) throw new BmError(bar.code, 'the session does not ask this server');
      }
      const answer = await session.request({
        method: 'POST',
        path: `/_matrix/client/v3/publicRooms${server === undefined ? '' : `?server=${encodeURIComponent(server)}`}`,
        body: {
          limit: bounded(limit, rooms),
          ...(since !== undefined && { since: text(since) }),
          ...(search !== '' && { filter: { generic_search_term: text(search).slice(0, maxSearchLength) } }),
        },
      });
      return projectDirectory(answer, {
        barred: (reference) => session.barred(reference),
        membershipOf: (roomId) => session.rooms.get(roomId)?.membership,
      });
    },
    async searchUsers({ search, limit }) {
      const answer = await session.request({
        method: 'POST',
        path: '/_matrix/client/v3/user_directory/search',
        body: { search_term: text(search).slice(0, maxSearchLength), limit: bounded(limit, users) },
      });
      return projectUsers(answer, { barred: (reference) => session.barred(reference) });
    },
  };
}

function bounded(limit: number | undefined, { defaultLimit, maxLimit }: typeof rooms | typeof users): number {
  if (limit === undefined) return defaultLimit;
  if (!Number.isSafeInteger(limit) || limit < 1)
    throw new BmError('COMMAND_INVALID', 'a limit is a whole number from 1 on');
  return Math.min(limit, maxLimit);
}

function text(value: unknown): string {
  if (typeof value === 'string') return value;
  throw new BmError('COMMAND_INVALID', 'what to search for is text');
}
