import { describe, expect, it, vi } from 'vitest';
import type { AuthenticatedRequest } from '../network/client-server-api.ts';
import { anna, ben, member, message, messages, roomId } from '../sync/testing/events.ts';
import { first, registry } from './testing/registry.ts';

describe('the member list', () => {
  const list = (...members: object[]) => vi.fn<AuthenticatedRequest>(async () => ({ chunk: members }));

  it('is asked for once, and complete until changes may have been missed', async () => {
    const request = list(member(anna, 'join'), member(ben, 'join'), message('x'), null!);
    const { rooms, apply, room, changes } = registry(request);
    apply(first);
    await Promise.all([rooms.loadMembers(roomId), rooms.loadMembers(roomId)]);
    expect(request.mock.calls).toMatchObject([[{ path: expect.stringMatching(/members\?not_membership=leave$/) }]]);
    expect([room().membersComplete, room().statesOf('m.room.member').length]).toEqual([true, 2]);
    expect(changes.at(-1)!.roomIds).toEqual(new Set([roomId]));
    apply({ timeline: messages('b') });
    expect(room().membersComplete).toBe(true);
    apply({ timeline: messages('z'), limited: true });
    expect(room().membersComplete).toBe(false);
  });

  it('drops who is not on it, and keeps what the sync has brought meanwhile', async () => {
    let answer: (json: object) => void = () => undefined;
    const request = vi.fn<AuthenticatedRequest>(() => new Promise((resolve) => (answer = resolve as never)));
    const { rooms, apply, room } = registry(request);
    apply({ ...first, state: [member(anna, 'join'), member('@gone:x', 'join')] });
    const loading = rooms.loadMembers(roomId);
    apply({ timeline: [member(ben, 'leave'), member('@new:x', 'join')] });
    answer({ chunk: [member(anna, 'join'), member(ben, 'join')] });
    await loading;
    const memberships = new Map(
      room()
        .statesOf('m.room.member')
        .map((event) => [event.state_key, event.content.membership]),
    );
    expect(Object.fromEntries(memberships)).toEqual({ [anna]: 'join', [ben]: 'leave', '@new:x': 'join' });
  });

  it.each(['invite', undefined] as const)(
    'is asked for again where the user was out of the room meanwhile (back by %s)',
    async (way) => {
      const request = list(member(anna, 'join'), member(ben, 'join'));
      const { rooms, apply, room } = registry(request);
      apply(first);
      await rooms.loadMembers(roomId);
      const kick = member(anna, 'leave', { sender: ben });
      apply({ membership: 'leave', timeline: [kick] });
      if (way) apply({ membership: way, strippedState: [member(anna, way, { sender: ben })] });
      apply({ membership: 'join', timeline: [kick, member(anna, 'join')], limited: true });
      expect(room().membersComplete).toBe(false);
      await rooms.loadMembers(roomId);
      expect(request).toHaveBeenCalledTimes(2);
    },
  );

  it('leaves what is known of those who have left, whom it never names', async () => {
    const { rooms, apply, room } = registry(list(member(anna, 'join')));
    apply({ ...first, state: [member(anna, 'join'), member('@gone:x', 'leave')] });
    await rooms.loadMembers(roomId);
    expect(room().state('m.room.member', '@gone:x')?.content.membership).toBe('leave');
  });

  it('is asked for again where a gap has opened meanwhile', async () => {
    const request = list(member(anna, 'join'));
    const { rooms, apply, room } = registry(request);
    apply(first);
    request.mockImplementationOnce(async () => {
      apply({ timeline: messages('z'), limited: true });
      return { chunk: [] };
    });
    await rooms.loadMembers(roomId);
    expect([request.mock.calls.length, room().membersComplete]).toEqual([2, true]);
  });

  it('is let go with the room, but for those the sync has told of', async () => {
    const { rooms, apply, room } = registry(list(member(anna, 'join'), member(ben, 'join'), member('@c:x', 'join')));
    const close = rooms.open(roomId);
    apply(first);
    await rooms.loadMembers(roomId);
    apply({ timeline: [member(ben, 'join')] });
    close();
    expect(
      room()
        .statesOf('m.room.member')
        .map((event) => event.state_key),
    ).toEqual([anna, ben]);
    expect(room().membersComplete).toBe(false);
  });

  it.each([[{}], [{ chunk: 'x' }]])('is BAD_RESPONSE where the answer has none: %o', async (answer) => {
    const { rooms, apply } = registry(vi.fn<AuthenticatedRequest>(async () => answer));
    apply(first);
    await expect(rooms.loadMembers(roomId)).rejects.toMatchObject({ code: 'BAD_RESPONSE' });
  });

  it('is ROOM_UNKNOWN of a room nobody knows', async () => {
    await expect(registry().rooms.loadMembers('!unknown:x')).rejects.toMatchObject({ code: 'ROOM_UNKNOWN' });
  });
});
