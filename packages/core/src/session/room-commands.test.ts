import { describe, expect, it, vi } from 'vitest';
import { createPendingInvites } from '../encryption/pending-invites.ts';
import type { WritableRooms } from '../rooms/rooms.ts';
import { freezeOptions, builtInServers } from '../whitelist/configuration.ts';
import { createRoomCommands, type RoomCommands } from './room-commands.ts';

const servers = builtInServers(
  freezeOptions({
    homeserver: 'a.example',
    whitelist: { servers: [{ serverName: 'a.example', baseUrl: 'https://a.example' }] },
  }),
);

/** A user who is invited to every room by `inviter`; each room has the server ACL. */
function commandsFor(
  inviter: string,
  federation: 'internal' | 'federated',
  { acl, partners }: { acl?: object; partners?: readonly string[] } = {},
) {
  const invitation = { type: 'm.room.member', state_key: '@me:a.example', sender: inviter, content: {} };
  const request = vi.fn((_request: { path: string; body?: object }) => Promise.reject(new Error('asked')));
  const invites = createPendingInvites();
  const published = vi.fn(async () => undefined);
  const commands = createRoomCommands({
    request,
    requireUserId: () => '@me:a.example',
    whenEncrypted: async () => ({ published }) as never,
    rooms: {
      get: () => ({ membership: 'invite', strippedState: [invitation], state: () => acl && { content: acl } }),
    } as unknown as WritableRooms,
    invites,
    policy: () => ({ federation, listed: servers, partners }),
    sharesHistory: false,
    ended: new AbortController().signal,
  });
  return { commands, request, invites, published };
}

describe('an invitation', () => {
  it('by somebody of another server is not accepted in an internal session', async () => {
    const { commands, request } = commandsFor('@eve:evil.example', 'internal');
    await expect(commands.join('!room:a.example')).rejects.toMatchObject({ code: 'WL_SERVER_NAME' });
    expect(request).not.toHaveBeenCalled();
  });

  it.each([
    ['of a listed server in an internal session', '@ben:a.example', 'internal'],
    ['of any server in a federated session', '@eve:evil.example', 'federated'],
  ] as const)('by somebody %s may be accepted', async (_name, inviter, federation) => {
    const { commands, request } = commandsFor(inviter, federation);
    await commands.join('!room:a.example').catch(() => undefined);
    expect(request).toHaveBeenCalledOnce();
  });
});

describe('a room', () => {
  const room = { name: 'Bauamt', invite: [], federation: 'internal' } as const;

  it.each([
    ['is entered', (commands: RoomCommands) => commands.join('!room:a.example')],
    ['is made', (commands: RoomCommands) => commands.createRoom(room)],
  ])('%s only when what is said there can be encrypted for this device', async (_name, enter) => {
    const { commands, request, published } = commandsFor('@ben:a.example', 'internal');
    const upload = Promise.withResolvers<undefined>();
    published.mockReturnValueOnce(upload.promise);
    const entered = enter(commands).catch(() => undefined);
    await vi.waitFor(() => expect(published).toHaveBeenCalledOnce());
    expect(request).not.toHaveBeenCalled();
    upload.resolve(undefined);
    await entered;
    expect(request).toHaveBeenCalledOnce();
  });
});

describe('an entry through other servers', () => {
  it.each(['join', 'knock'] as const)('is refused by %s where a server is not listed', async (verb) => {
    const { commands, request } = commandsFor('@ben:a.example', 'internal');
    await expect(commands[verb]('!room:a.example', ['evil.example'])).rejects.toMatchObject({
      code: 'WL_SERVER_NAME',
    });
    expect(request).not.toHaveBeenCalled();
  });

  it('names them to the homeserver in a federated session', async () => {
    const { commands, request } = commandsFor('@ben:a.example', 'federated');
    await commands.join('!room:b.example', ['b.example', 'c.example']).catch(() => undefined);
    expect(request.mock.calls[0]![0].path).toBe(
      '/_matrix/client/v3/join/!room%3Ab.example?via=b.example&via=c.example',
    );
  });
});

describe('somebody invited', () => {
  it('counts as a member for the encryption from the answer on, before the sync brings it', async () => {
    const { commands, request, invites } = commandsFor('@ben:a.example', 'internal');
    request.mockResolvedValueOnce({} as never);
    await commands.invite('!room:a.example', '@carla:a.example');
    expect(invites.of('!room:a.example')).toEqual(['@carla:a.example']);
  });

  it('does not where the server refused', async () => {
    const { commands, invites } = commandsFor('@ben:a.example', 'internal');
    await commands.invite('!room:a.example', '@carla:a.example').catch(() => undefined);
    expect(invites.of('!room:a.example')).toEqual([]);
  });
});

describe('where the homeserver tells whom it federates with', () => {
  const told = () => commandsFor('@eve:evil.example', 'federated', { partners: ['a.example', 'b.example'] });

  it('nobody else is invited, and no invitation of anybody else accepted', async () => {
    const { commands, request } = told();
    for (const attempt of [
      commands.invite('!room', '@eve:evil.example'),
      commands.createRoom({ name: 'Team', invite: ['@eve:evil.example'], federation: 'federated' }),
      commands.join('!room'),
      commands.knock('#room:evil.example'),
    ]) {
      await expect(attempt).rejects.toMatchObject({ code: 'FEDERATION_REFUSED' });
    }
    expect(request).not.toHaveBeenCalled();
  });

  it('its partners are', async () => {
    const { commands, request } = told();
    await commands.invite('!room', '@berta:b.example').catch(() => undefined);
    expect(request).toHaveBeenCalledOnce();
  });
});

describe('a room that is kept to its own server', () => {
  const acl = { allow: ['a.example'], deny: [], allow_ip_literals: false };

  it('takes nobody of another one: servers would notice only when they join', async () => {
    const { commands, request } = commandsFor('@ben:a.example', 'federated', { acl });
    await expect(commands.invite('!room', '@berta:b.example')).rejects.toMatchObject({ code: 'ROOM_INTERNAL' });
    const made = commands.createRoom({ name: 'Team', invite: ['@berta:b.example'], federation: 'internal' });
    await expect(made).rejects.toMatchObject({ code: 'ROOM_INTERNAL' });
    expect(request).not.toHaveBeenCalled();
  });

  it('takes users of its own', async () => {
    const { commands, request } = commandsFor('@ben:a.example', 'federated', { acl });
    await commands.invite('!room', '@carla:a.example').catch(() => undefined);
    expect(request).toHaveBeenCalledOnce();
  });
});

describe('a state event', () => {
  it('that would weaken the encryption of a room is not sent', async () => {
    const { commands, request } = commandsFor('@ben:a.example', 'internal');
    const weakened = commands.sendState('!room:a.example', 'm.room.encryption', '', { algorithm: 'none' });
    await expect(weakened).rejects.toMatchObject({ code: 'ENCRYPTION_FAILED' });
    expect(request).not.toHaveBeenCalled();
  });
});
