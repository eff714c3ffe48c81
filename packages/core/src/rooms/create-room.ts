/** What a new room looks like: always encrypted, with the conventions of BundesMessenger. Pure. */

export interface NewRoom {
  readonly name: string;
  /** User ids. */
  readonly invite: readonly string[];
  readonly federation: 'internal' | 'federated';
}

/** Room names longer than this are cut for the alias only; a room alias may have 255 bytes in all (appendix 4.2.3). */
const maxAliasNameLength = 64;

/**
 * The body of `POST /createRoom`.
 * @param userId the creator; its server name is the one an internal room admits
 * @param nowMs makes the alias unique, as BundesMessenger's apps do
 */
export function createRoomContent({ name, invite, federation }: NewRoom, userId: string, nowMs: number): object {
  return {
    preset: 'private_chat',
    visibility: 'private',
    name,
    room_alias_name: aliasName(name, nowMs),
    invite,
    initial_state: [
      { type: 'm.room.encryption', state_key: '', content: { algorithm: 'm.megolm.v1.aes-sha2' } },
      { type: 'm.room.history_visibility', state_key: '', content: { history_visibility: 'invited' } },
      {
        type: 'm.room.server_acl',
        state_key: '',
        content: {
          allow_ip_literals: false,
          deny: [],
          allow: federation === 'federated' ? ['*'] : [serverNameWithoutPort(userId)],
        },
      },
    ],
  };
}

function aliasName(name: string, nowMs: number): string {
  const letters = name.toLowerCase().replace(/[^a-z0-9]/g, '');
  return `${letters.slice(0, maxAliasNameLength)}${nowMs}`;
}

/** `m.room.server_acl` patterns never hold a port (client-server API, module "Server Access Control Lists"). */
function serverNameWithoutPort(userId: string): string {
  return userId.slice(userId.indexOf(':') + 1).replace(/:\d+$/, '');
}
