import { describe, expect, it } from 'vitest';
import { type ListedServers, listServers } from './listed-servers.ts';
import { checkRoom, creationContent, type RoomReference } from './rooms.ts';

const servers = listServers(
  [
    { serverName: 'a.example', baseUrl: 'https://matrix.a.example' },
    { serverName: 'b.example:8448', baseUrl: 'https://matrix.b.example' },
  ],
  false,
) as ListedServers;
const withoutServer = '!31hneApxJ_1o-63DmFrpeqnkFfWppnzWso1JvH3ogLM';

describe('in an internal session a room', () => {
  it.each<RoomReference>([
    { room: '#team:a.example' },
    { room: '!x:a.example', via: ['a.example', 'b.example:8448'] },
    { room: '!x:b.example:8448', via: [] },
    { room: withoutServer },
    { room: withoutServer, via: ['a.example'], sender: '@anna:a.example' },
  ])('with listed servers only may be joined: %j', (reference) => {
    expect(() => checkRoom(servers, reference, 'internal')).not.toThrow();
  });

  it.each<RoomReference>([
    { room: '#team:evil.example' },
    { room: '#team' },
    { room: '!x:evil.example' },
    { room: '!x:' },
    { room: '!x:a.example:8448' },
    { room: '!x:evil.example:a.example' },
    { room: '!' },
    { room: '' },
    { room: 'x!y' },
    { room: '@anna:a.example' },
    { room: undefined },
    { room: ['!x:a.example'] },
    { room: '!x:a.example', via: ['a.example', 'evil.example'] },
    { room: withoutServer, via: ['evil.example'] },
    { room: withoutServer, via: 'a.example' },
    { room: withoutServer, via: null },
    { room: withoutServer, via: [undefined] },
    { room: withoutServer, via: [['a.example']] },
    { room: '!x:a.example', sender: '@spam:evil.example' },
    { room: '!x:a.example', sender: 'a.example' },
    { room: '!x:a.example', sender: 'anna:a.example' },
    { room: '!x:a.example', sender: null },
  ])('may not be joined: %j', (reference) => {
    expect(() => checkRoom(servers, reference, 'internal')).toThrow(
      expect.objectContaining({ code: 'WL_SERVER_NAME', message: expect.stringMatching(/./) }),
    );
  });

  it('is made so that no other server can take part', () => {
    expect(creationContent('internal')).toEqual({ 'm.federate': false });
  });
});

describe('in a federated session', () => {
  it('the homeserver decides which rooms may be joined', () => {
    expect(() => checkRoom(servers, { room: '!x:c.example', via: ['d.example'] }, 'federated')).not.toThrow();
  });

  it('a room is made open for other servers', () => {
    expect(creationContent('federated')).toEqual({});
  });
});
