/** State events as changes that a translation can put into words. Pure. */
import type { ClientEvent, JsonObject } from '@bundesmessenger/core/types';
import { isUserId } from '../rooms/identifiers.ts';
import { shownText } from '../rooms/shown-text.ts';
import { isText, objectIn } from './json.ts';
import { maxNames, type Sender, type StateChange } from './timeline.ts';

/** Names and topics are cut here, in UTF-16 units: a row shows no more. */
const maxTextLength = 1_024;

type StateEvent = Pick<ClientEvent, 'type' | 'sender' | 'state_key' | 'content' | 'unsigned'>;

/** `undefined` for state that says nothing to people, or that nobody changed. */
export function projectStateChange(event: StateEvent, senderOf: (userId: string) => Sender): StateChange | undefined {
  const { type, content, unsigned, state_key: stateKey } = event;
  const before = objectIn(unsigned?.prev_content);
  if (type === 'm.room.member') return projectMembership(event, senderOf);
  if (stateKey !== '' || (unsigned?.redacted_because && type !== 'm.room.create')) return undefined;
  switch (type) {
    case 'm.room.create':
      return { type: 'created' };
    case 'm.room.encryption':
      return { type: 'encryption' };
    case 'm.room.name':
      return { type: 'name', name: text(content.name) };
    case 'm.room.topic':
      return { type: 'topic', topic: text(content.topic) };
    case 'm.room.avatar':
      return { type: 'avatar' };
    case 'm.room.pinned_events':
      return { type: 'pinned' };
    case 'm.room.tombstone':
      return { type: 'upgraded' };
    case 'm.room.server_acl':
      return { type: 'federation', federation: projectFederation(content) };
    case 'm.room.join_rules':
      return projectJoinRule(content.join_rule);
    case 'm.room.history_visibility':
      return projectVisibility(content.history_visibility);
    case 'm.room.power_levels':
      return unsigned?.prev_content && projectRoles(content, before, senderOf);
    default:
      return undefined;
  }
}

/** BundesMessenger marks a federated room by an ACL that admits every server. */
export function projectFederation(acl: JsonObject): 'internal' | 'federated' {
  return Array.isArray(acl.allow) && acl.allow.includes('*') ? 'federated' : 'internal';
}

function projectJoinRule(rule: unknown): StateChange | undefined {
  switch (rule) {
    case 'public':
    case 'knock':
    case 'invite':
    case 'restricted':
      return { type: 'joinRule', joinRule: rule };
    case 'knock_restricted':
      return { type: 'joinRule', joinRule: 'restricted' };
    default:
      return undefined;
  }
}

function projectVisibility(visibility: unknown): StateChange | undefined {
  switch (visibility) {
    case 'world_readable':
    case 'shared':
    case 'invited':
    case 'joined':
      return { type: 'historyVisibility', visibility };
    default:
      return undefined;
  }
}

function projectRoles(
  content: JsonObject,
  before: JsonObject,
  senderOf: (userId: string) => Sender,
): StateChange | undefined {
  const [levels, levelsBefore] = [levelsIn(content), levelsIn(before)];
  const [others, othersBefore] = [levelOf(content.users_default, 0), levelOf(before.users_default, 0)];
  const userIds = [...new Set([...levels.keys(), ...levelsBefore.keys()])].filter(isUserId);
  const changes = userIds.flatMap((userId) => {
    const powerLevel = levels.get(userId) ?? others;
    return powerLevel === (levelsBefore.get(userId) ?? othersBefore) ? [] : [{ target: senderOf(userId), powerLevel }];
  });
  return changes.length > 0 ? { type: 'roles', changes: changes.slice(0, maxNames) } : undefined;
}

function levelsIn({ users }: JsonObject): ReadonlyMap<string, number> {
  return new Map(Object.entries(objectIn(users)).map(([userId, level]) => [userId, levelOf(level, 0)]));
}

/** Room versions before 10 allowed numbers in text. */
function levelOf(level: unknown, otherwise: number): number {
  const value = isText(level) && /^-?\d{1,15}$/.test(level) ? Number(level) : level;
  return Number.isSafeInteger(value) ? (value as number) : otherwise;
}

function projectMembership(
  { state_key: stateKey = '', sender, content, unsigned }: StateEvent,
  senderOf: (userId: string) => Sender,
): StateChange | undefined {
  if (!isUserId(stateKey)) return undefined;
  const previous = objectIn(unsigned?.prev_content);
  const known = senderOf(stateKey);
  const before = previous.membership;
  const byTarget = sender === stateKey;
  switch (content.membership) {
    case 'join': {
      if (before !== 'join') return { type: 'joined', target: known };
      const [name, previousName] = [text(content.displayname), text(previous.displayname)];
      if (previousName !== name) {
        return {
          type: 'displayName',
          target: { ...known, displayName: name || stateKey },
          previous: previousName || stateKey,
        };
      }
      return content.avatar_url === previous.avatar_url ? undefined : { type: 'userAvatar', target: known };
    }
    case 'invite':
      return { type: 'invited', target: known };
    case 'knock':
      return { type: 'knocked', target: known };
    case 'ban':
      return { type: 'banned', target: known };
    case 'leave':
      if (before === 'invite') return { type: byTarget ? 'inviteDeclined' : 'inviteWithdrawn', target: known };
      if (before === 'ban') return { type: 'unbanned', target: known };
      return { type: byTarget ? 'left' : 'removed', target: known };
    default:
      return undefined;
  }
}

function text(value: unknown): string {
  return shownText(value, maxTextLength);
}
