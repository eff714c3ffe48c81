import { describe, expect, it } from 'vitest';
import { barredServer } from './barred.ts';
import { listServers, type ListedServers } from './listed-servers.ts';
import type { RoomReference } from './rooms.ts';

const list = listServers(
  [{ serverName: 'behoerde.example', baseUrl: 'https://matrix.behoerde.example' }],
  false,
) as ListedServers;
const barred = (reference: RoomReference) => barredServer(list, reference, 'internal');

describe('what keeps a room out of reach', () => {
  it.each<[string, RoomReference]>([
    ['a room of a listed server', { room: '!a:behoerde.example' }],
    ['a room of version 12', { room: '!a' }],
    ['a listed inviter', { room: '!a', sender: '@a:behoerde.example' }],
    ['a way over a listed server', { room: '!a', via: ['behoerde.example'] }],
  ])('is nothing for %s', (_, reference) => {
    expect(barred(reference)).toBeUndefined();
  });

  it.each<[string, RoomReference]>([
    ['the room', { room: '!a:evil.example', sender: '@a:behoerde.example' }],
    ['the alias', { room: '#a:evil.example' }],
    ['the inviter', { room: '!a:behoerde.example', sender: '@a:evil.example' }],
    ['the way', { room: '!a:behoerde.example', via: ['behoerde.example', 'evil.example'] }],
  ])('is the server that %s names', (_, reference) => {
    expect(barred(reference)).toEqual({ code: 'WL_SERVER_NAME', serverName: 'evil.example' });
  });

  it.each<[string, RoomReference]>([
    ['no room', { room: 'a' }],
    ['no text', { room: 5 }],
    ['a sender who is nobody', { room: '!a', sender: 'a' }],
  ])('names no server for %s', (_, reference) => {
    expect(barred(reference)).toEqual({ code: 'WL_SERVER_NAME' });
  });

  it('bears a way that is no list', () => {
    expect(barred({ room: '!a', via: { length: 1 } })).toEqual({ code: 'WL_SERVER_NAME' });
  });

  it('is nothing in a federated session, whose homeserver decides', () => {
    expect(barredServer(list, { room: '!a:evil.example' }, 'federated')).toBeUndefined();
  });
});
