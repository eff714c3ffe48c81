import { describe, expect, it } from 'vitest';
import { createRoomContent } from './create-room.ts';

const content = (
  name: string,
  federation: 'internal' | 'federated' = 'internal',
  userId = '@anna:behoerde.example',
  session: 'internal' | 'federated' = 'internal',
) =>
  createRoomContent(
    { name, invite: ['@ben:behoerde.example'], federation },
    { userId, federation: session, nowMs: 1_700_000_000_000 },
  ) as {
    creation_content: object;
    room_alias_name: string;
    preset: string;
    initial_state: { type: string; content: Record<string, unknown> }[];
  };
const state = (room: ReturnType<typeof content>, type: string) =>
  room.initial_state.find((event) => event.type === type)?.content;

describe('createRoomContent', () => {
  it('encrypts the room from its first event on', () => {
    expect(state(content('Team'), 'm.room.encryption')).toEqual({ algorithm: 'm.megolm.v1.aes-sha2' });
  });

  it('opens the history to members from their invitation on', () => {
    expect(state(content('Team'), 'm.room.history_visibility')).toEqual({ history_visibility: 'invited' });
  });

  it('admits only the own server to an internal room', () => {
    expect(state(content('Team'), 'm.room.server_acl')).toEqual({
      allow_ip_literals: false,
      deny: [],
      allow: ['behoerde.example'],
    });
  });

  it('admits every server to a federated room', () => {
    expect(state(content('Team', 'federated'), 'm.room.server_acl')).toMatchObject({ allow: ['*'] });
  });

  it('makes rooms of an internal session that no other server can ever take part in', () => {
    expect(content('Team').creation_content).toEqual({ 'm.federate': false });
  });

  it('leaves rooms of a federated session open to federation, also where the ACL admits only the own server', () => {
    expect(content('Team', 'internal', '@anna:behoerde.example', 'federated').creation_content).toEqual({});
  });

  it('names the own server with and without its port', () => {
    expect(state(content('Team', 'internal', '@anna:localhost:8448'), 'm.room.server_acl')).toMatchObject({
      allow: ['localhost', 'localhost:8448'],
    });
  });

  it('makes the alias from the letters and digits of the name and the time', () => {
    expect(content('Referat Z 12 – Öffentlichkeit').room_alias_name).toBe('referatz12ffentlichkeit1700000000000');
  });

  it('keeps the alias short however long the name is', () => {
    expect(content('a'.repeat(1000)).room_alias_name).toHaveLength(64 + 13);
  });

  describe('for a direct chat', () => {
    const direct = createRoomContent(
      { name: '', invite: ['@ben:behoerde.example'], federation: 'internal', direct: true },
      { userId: '@anna:behoerde.example', federation: 'internal', nowMs: 0 },
    ) as ReturnType<typeof content> & { is_direct: boolean };

    it('says so to the invited person and gives them the same rights', () => {
      expect(direct).toMatchObject({ is_direct: true, preset: 'trusted_private_chat' });
    });

    it('has neither name nor alias nor ACL', () => {
      expect([direct, direct.initial_state.map(({ type }) => type)]).toEqual([
        expect.not.objectContaining({ name: expect.anything(), room_alias_name: expect.anything() }),
        ['m.room.encryption', 'm.room.history_visibility'],
      ]);
    });
  });

  describe('for a space', () => {
    const space = createRoomContent(
      { name: 'Referat', invite: [], federation: 'internal', kind: 'space', topic: 'Z 12' },
      { userId: '@anna:behoerde.example', federation: 'internal', nowMs: 0 },
    ) as ReturnType<typeof content>;

    it('is one by its type, and as internal as the session', () => {
      expect(space.creation_content).toEqual({ type: 'm.space', 'm.federate': false });
    });

    it('lets nobody send messages', () => {
      expect(space).toMatchObject({ power_level_content_override: { events_default: 100 } });
      expect(state(space, 'm.room.encryption')).toBeUndefined();
    });

    it('has the topic', () => {
      expect(space).toMatchObject({ topic: 'Z 12' });
    });
  });
});
