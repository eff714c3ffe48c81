import { describe, expect, it } from 'vitest';
import { parseRoomLink } from './room-link.ts';

describe('a link to a room', () => {
  it.each([
    ['#a:server.example', '#a:server.example'],
    ['  #a:server.example ', '#a:server.example'],
    ['!a:server.example', '!a:server.example'],
    ['!v12roomid', '!v12roomid'],
    ['https://matrix.to/#/#a:server.example', '#a:server.example'],
    ['https://matrix.to/#/%23a%3Aserver.example', '#a:server.example'],
    ['https://matrix.to/#/!a:server.example', '!a:server.example'],
    ['https://web.behoerde.example/#/room/#a:server.example', '#a:server.example'],
    ['matrix:r/a:server.example', '#a:server.example'],
    ['matrix:roomid/a:server.example', '!a:server.example'],
    ['MATRIX:room/a:server.example', '#a:server.example'],
    ['#größe:server.example', '#größe:server.example'],
  ])('is %s', (link, room) => {
    expect(parseRoomLink(link)).toEqual({ room, via: [] });
  });

  it.each(['https://matrix.to/#/!a:s/$e?via=s1&via=s2:8448', 'matrix:roomid/a:s/e/e?via=s1&via=s2:8448'])(
    'may name an event and ways: %s',
    (link) => {
      expect(parseRoomLink(link)).toEqual({ room: '!a:s', eventId: '$e', via: ['s1', 's2:8448'] });
    },
  );

  it('may name a user instead', () => {
    for (const link of [
      '@max:s',
      'https://matrix.to/#/@max:s',
      'matrix:u/max:s',
      'https://web.example/#/user/@max:s',
    ]) {
      expect(parseRoomLink(link)).toEqual({ userId: '@max:s', via: [] });
    }
  });

  it('names ten ways at most, and none that is no server', () => {
    const via = Array.from({ length: 20 }, (_, at) => `via=s${at}`).join('&');
    expect(parseRoomLink(`https://matrix.to/#/!a?via=a%2Fb&via=x y&${via}`.replace(' ', '%20'))?.via).toHaveLength(10);
    expect(parseRoomLink('https://matrix.to/#/!a?via=a%2Fb')?.via).toEqual([]);
  });
});

describe('what is no link to a room', () => {
  it.each([
    '',
    'a',
    '#a',
    '!',
    '#a:',
    '#a b:s',
    'https://matrix.to/',
    'https://matrix.to/#/',
    'https://matrix.to/#/a:s',
    'https://matrix.to/#/%ZZ',
    'https://matrix.to/#/!a/b',
    'https://matrix.to/#/!a/$b/c',
    'https://matrix.to/#/@a:s/$b',
    'javascript:alert(1)#/!a:s',
    'data:text/html,#/!a:s',
    'matrix:r',
    'matrix:r/a:s/e',
    'matrix:x/a:s',
    'matrix:constructor/a:s',
    'matrix:r/%ZZ',
    `#${'a'.repeat(300)}:s`,
    `https://matrix.to/#/!a?${'x'.repeat(3_000)}`,
  ])('is %s', (link) => {
    expect(parseRoomLink(link)).toBeUndefined();
  });
});
