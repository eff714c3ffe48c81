/** The second stage of a session: what a user does inside rooms and with files. */
import { createMedia, type Media } from '../media/media.ts';
import { followIgnoredUsers } from '../rooms/ignored-users.ts';
import { createRoomCommands, type RoomCommands } from './room-commands.ts';
import type { BareSession } from './session.ts';

export interface Session extends Omit<BareSession, 'inside'>, RoomCommands {
  /** Files at the homeserver: leave encrypted, come proven. */
  readonly media: Media;
}

export function completeSession({ inside, ...session }: BareSession): Session {
  const { fetch, policy, requireLogin, whenEncrypted, rooms, invites, ended } = inside;
  const { request, options } = session;
  followIgnoredUsers(rooms, session.state, ended);
  const { federation = 'internal', contentScanner: scanning = 'off', encryption } = options;
  return {
    ...session,
    media: createMedia({
      fetch,
      request,
      requireLogin,
      servers: () => policy().listed,
      federation,
      scanning,
      seal: async (publicKey, text) => (await whenEncrypted()).sealFor(publicKey, text),
    }),
    ...createRoomCommands({
      request,
      requireUserId: () => requireLogin().userId,
      whenEncrypted,
      rooms,
      invites,
      policy,
      sharesHistory: encryption?.shareHistory === 'onInvite',
      ended,
    }),
  };
}
