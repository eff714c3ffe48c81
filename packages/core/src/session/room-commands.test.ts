import type { MatrixClient } from 'matrix-js-sdk/lib/client.js';
import { describe, expect, it, vi } from 'vitest';
import { freezeOptions, builtInServers } from '../whitelist/configuration.ts';
import type { ApprovedDoor } from './approved-door.ts';
import { createRoomCommands } from './room-commands.ts';

const servers = builtInServers(
  freezeOptions({
    homeserver: 'a.example',
    whitelist: { servers: [{ serverName: 'a.example', baseUrl: 'https://a.example' }] },
  }),
);

/** A user who is invited to every room by `inviter`. */
function commandsFor(inviter: string, federation: 'internal' | 'federated') {
  const membership = { events: { member: { getSender: () => inviter } } };
  const room = { getMyMembership: () => 'invite', getMember: () => membership };
  const joinRoom = vi.fn(() => Promise.reject(new Error('asked')));
  const client = { getRoom: () => room, getSafeUserId: () => '@me:a.example', joinRoom };
  const commands = createRoomCommands({
    requireClient: () => client as unknown as MatrixClient,
    door: { servers: () => servers } as ApprovedDoor,
    federation,
    ended: new AbortController().signal,
  });
  return { commands, joinRoom };
}

describe('an invitation', () => {
  it('by somebody of another server is not accepted in an internal session', async () => {
    const { commands, joinRoom } = commandsFor('@eve:evil.example', 'internal');
    await expect(commands.join('!room:a.example')).rejects.toMatchObject({ code: 'WL_SERVER_NAME' });
    expect(joinRoom).not.toHaveBeenCalled();
  });

  it.each([
    ['of a listed server in an internal session', '@ben:a.example', 'internal'],
    ['of any server in a federated session', '@eve:evil.example', 'federated'],
  ] as const)('by somebody %s may be accepted', async (_name, inviter, federation) => {
    const { commands, joinRoom } = commandsFor(inviter, federation);
    await commands.join('!room:a.example').catch(() => undefined);
    expect(joinRoom).toHaveBeenCalledOnce();
  });
});
