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
});
