import { describe, expect, it, vi } from 'vitest';
import type { Rooms } from '../rooms/rooms.ts';
import { createEncryptorRoom } from './encrypted-room.ts';
import { createPendingInvites } from './pending-invites.ts';

type Membership = 'join' | 'invite' | 'leave' | 'ban';

function stage(members: Readonly<Record<string, Membership>>, visibility = 'shared') {
  const room = {
    state: () => ({ content: { history_visibility: visibility } }),
    statesOf: () =>
      Object.entries(members).map(([userId, membership]) => ({ state_key: userId, content: { membership } })),
  };
  const loadMembers = vi.fn(() => Promise.resolve());
  const rooms = { get: () => room, loadMembers } as unknown as Rooms;
  const now = { ms: 0 };
  const invites = createPendingInvites(() => now.ms);
  const follow = vi.fn(() => Promise.resolve());
  const users = { follow, isFollowed: () => true };
  const adapter = createEncryptorRoom(rooms, '!room', invites, users);
  const targets = async (): Promise<string[]> =>
    (await adapter.getEncryptionTargetMembers()).map(({ userId }) => userId);
  return { targets, invites, follow, loadMembers, now };
}

describe('a message is encrypted', () => {
  it('for members and for who is invited, and for nobody who has gone', async () => {
    const { targets } = stage({ '@a': 'join', '@b': 'invite', '@c': 'leave', '@d': 'ban' });
    expect(await targets()).toEqual(['@a', '@b']);
  });

  it('for members alone where the history is for members alone', async () => {
    const { targets, invites } = stage({ '@a': 'join', '@b': 'invite' }, 'joined');
    invites.add('!room', '@c');
    expect(await targets()).toEqual(['@a']);
  });

  it('for whom the server has just taken as invited, before the sync tells it (U1)', async () => {
    const { targets, invites } = stage({ '@a': 'join' });
    invites.add('!room', '@b');
    expect(await targets()).toEqual(['@a', '@b']);
  });

  it('for whoever left before and is invited anew', async () => {
    const { targets, invites } = stage({ '@a': 'join', '@b': 'leave' });
    invites.add('!room', '@b');
    expect(await targets()).toEqual(['@a', '@b']);
  });

  it('not for an invitation that never came', async () => {
    const { targets, invites, now } = stage({ '@a': 'join' });
    invites.add('!room', '@b');
    now.ms = 120_000;
    expect(await targets()).toEqual(['@a']);
  });

  it('only when all members are known, and their devices looked up', async () => {
    const { targets, follow, loadMembers } = stage({ '@a': 'join', '@b': 'join' });
    await targets();
    expect(loadMembers).toHaveBeenCalledWith('!room');
    expect(follow).toHaveBeenCalledWith(['@a', '@b']);
  });
});
