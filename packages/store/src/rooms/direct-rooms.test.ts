import type { JsonObject } from '@bundesmessenger/core';
import { describe, expect, it } from 'vitest';
import { directRooms, withDirectRoom } from './direct-rooms.ts';

describe('direct chats', () => {
  it('are told by m.direct', () => {
    const content = { '@max:s': ['!a', '!b'], '@eva:s': ['!c'] };
    expect([...directRooms(content)]).toEqual([
      ['!a', '@max:s'],
      ['!b', '@max:s'],
      ['!c', '@eva:s'],
    ]);
  });

  it.each([
    undefined,
    {},
    { '@max:s': '!a' },
    { '@max:s': [5, null] },
    { max: ['!a'] },
    { '@max:s': null },
    { '@max:s': ['a', '!\ud83d'] },
  ])('are none in %o', (content) => {
    expect(directRooms(content as JsonObject | undefined).size).toBe(0);
  });

  it('are one person’s', () => {
    expect(directRooms({ '@max:s': ['!a'], '@eva:s': ['!a'] }).get('!a')).toBe('@max:s');
  });
});

describe('a room that becomes a direct chat', () => {
  it('is added to the others of the person', () => {
    expect(withDirectRoom({ '@max:s': ['!a'] }, '!b', '@max:s')).toEqual({ '@max:s': ['!a', '!b'] });
  });

  it('moves from one person to another', () => {
    expect(withDirectRoom({ '@max:s': ['!a'], '@eva:s': ['!c'] }, '!a', '@eva:s')).toEqual({ '@eva:s': ['!c', '!a'] });
  });

  it('is named once', () => {
    expect(withDirectRoom({ '@max:s': ['!a'] }, '!a', '@max:s')).toEqual({ '@max:s': ['!a'] });
  });

  it('is none any more', () => {
    expect(withDirectRoom({ '@max:s': ['!a', '!b'] }, '!a', undefined)).toEqual({ '@max:s': ['!b'] });
  });

  it('leaves alone what it does not understand', () => {
    expect(withDirectRoom({ other: 'x' }, '!a', '@max:s')).toEqual({ other: 'x', '@max:s': ['!a'] });
  });
});
