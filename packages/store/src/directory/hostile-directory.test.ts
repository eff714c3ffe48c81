/** Whatever a homeserver's directories answer: rows within their bounds, or none. */
import { describe, expect, it } from 'vitest';
import fc from 'fast-check';
import { hostileObject } from '../../../core/src/sync/testing/hostile-events.ts';
import { always, hostileText, pollution, trapKeysIn } from '../../../core/src/sync/testing/hostile-json.ts';
import { projectDirectory, projectUsers, type DirectoryContext } from './project-directory.ts';

const context: DirectoryContext = { barred: () => undefined, membershipOf: () => undefined };
const rooms = {
  chunk: [
    {
      room_id: '!room:hs.example',
      name: 'Bauamt',
      topic: 'Lage',
      canonical_alias: '#bauamt:hs.example',
      avatar_url: 'mxc://hs.example/a',
      num_joined_members: 5,
      join_rule: 'knock',
    },
  ],
  next_batch: 'next',
};
const users = {
  results: [{ user_id: '@ben:hs.example', display_name: 'Ben', avatar_url: 'mxc://hs.example/b' }],
  limited: true,
};
const disturbing = /[\p{Cc}\p{Cs}\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]/u;

describe('a hostile directory', () => {
  it('has rooms that can be shown and asked for', () => {
    always(fc.tuple(hostileObject(rooms), hostileText), ([answer, after]) => {
      const page = projectDirectory({ ...answer, ...(after.length % 2 === 0 && { next_batch: after }) }, context);
      expect(structuredClone(page)).toEqual(page);
      expect([...trapKeysIn(page), ...pollution()]).toEqual([]);
      expect(page.rooms.length).toBeLessThanOrEqual(100);
      expect(page.nextBatch?.length ?? 0).toBeLessThanOrEqual(1_000);
      for (const { roomId, name, topic = '', canonicalAlias = '#', memberCount } of page.rooms) {
        for (const id of [roomId, canonicalAlias]) expect(() => encodeURIComponent(id)).not.toThrow();
        expect(Math.max(roomId.length, name.length, canonicalAlias.length)).toBeLessThanOrEqual(255);
        expect(topic.length).toBeLessThanOrEqual(300);
        expect(name).not.toBe('');
        expect(name.toWellFormed()).not.toMatch(disturbing);
        expect(Number.isSafeInteger(memberCount) && memberCount >= 0).toBe(true);
      }
    });
  });

  it('has people that can be shown and invited', () => {
    always(hostileObject(users), (answer) => {
      const found = projectUsers(answer, context);
      expect(structuredClone(found)).toEqual(found);
      expect(found.users.length).toBeLessThanOrEqual(100);
      for (const { userId, displayName } of found.users) {
        expect(() => encodeURIComponent(userId)).not.toThrow();
        expect(Math.max(userId.length, displayName.length)).toBeLessThanOrEqual(255);
        expect(displayName).not.toBe('');
        expect(displayName.toWellFormed()).not.toMatch(disturbing);
      }
    });
  });
});
