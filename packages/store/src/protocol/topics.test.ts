import { describe, expect, it } from 'vitest';
import { initialSnapshots, topicKey } from './topics.ts';

describe('topicKey', () => {
  it('is the same for equal topics', () => {
    expect(topicKey({ type: 'timeline', roomId: '!a' })).toBe(topicKey({ type: 'timeline', roomId: '!a' }));
  });

  it('tells rooms apart', () => {
    expect(topicKey({ type: 'timeline', roomId: '!a' })).not.toBe(topicKey({ type: 'timeline', roomId: '!b' }));
  });

  it('tells what is watched of a room apart', () => {
    expect(topicKey({ type: 'timeline', roomId: '!a' })).not.toBe(topicKey({ type: 'room', roomId: '!a' }));
  });

  it('does not depend on the order in which a query is written', () => {
    expect(topicKey({ type: 'rooms', query: { limit: 5, search: 'a' } })).toBe(
      topicKey({ type: 'rooms', query: { search: 'a', limit: 5 } }),
    );
  });

  it('tells queries apart', () => {
    const queries = [undefined, { search: 'a' }, { search: 'b' }, { filters: ['unread'] }] as const;
    const keys = queries.map((query) => topicKey({ type: 'rooms', ...(query && { query }) }));
    expect(new Set(keys).size).toBe(queries.length);
  });

  it('does not take a room for a topic without one', () => {
    const keys = (['session', 'deployment', 'rooms'] as const).map((type) => topicKey({ type }));
    expect(keys).not.toContain(topicKey({ type: 'room', roomId: 's' }));
  });
});

describe('initialSnapshots', () => {
  it('cross a port', () => {
    expect(structuredClone(initialSnapshots)).toEqual(initialSnapshots);
  });

  it('claim nothing that the host has not said', () => {
    const { session, deployment, rooms, room, members } = initialSnapshots;
    expect({ session, deployment, room, members, rooms: [rooms.status, rooms.complete, rooms.items] }).toEqual({
      session: { status: 'starting' },
      deployment: {},
      room: null,
      members: { status: 'loading', total: 0, offset: 0, items: [] },
      rooms: ['loading', false, []],
    });
  });

  it('allow nothing that a room has not allowed', () => {
    expect(new Set(Object.values(initialSnapshots.settings.can))).toEqual(new Set([false]));
  });
});
