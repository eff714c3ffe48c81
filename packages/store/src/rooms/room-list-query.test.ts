import { describe, expect, it } from 'vitest';
import { completeQuery } from './room-list-query.ts';
import type { RoomListQuery } from './rooms.ts';

describe('a query of the room list', () => {
  it('is everything, newest first, two screens', () => {
    expect(completeQuery()).toEqual({ filters: [], without: [], search: '', sort: 'recent', offset: 0, limit: 30 });
  });

  it('keeps what it says', () => {
    const query: RoomListQuery = {
      filters: ['unread'],
      without: ['muted'],
      space: '!s',
      search: 'a',
      sort: 'name',
      offset: 5,
      limit: 6,
    };
    expect(completeQuery(query)).toEqual(query);
  });

  it('has no window larger than 300', () => {
    expect(completeQuery({ limit: 100_000 }).limit).toBe(300);
  });

  it('searches for 200 characters at most', () => {
    expect(completeQuery({ search: 'x'.repeat(10_000) }).search).toHaveLength(200);
  });

  it.each([
    { filters: ['everything'] },
    { filters: ['constructor'] },
    { filters: 'unread' },
    { without: [5] },
    { sort: 'toString' },
    { search: 5 },
    { space: 5 },
    { offset: -1 },
    { offset: 0.5 },
    { limit: Number.NaN },
    { limit: '5' },
  ])('is refused for %o', (query) => {
    expect(() => completeQuery(query as RoomListQuery)).toThrow(expect.objectContaining({ code: 'COMMAND_INVALID' }));
  });
});
