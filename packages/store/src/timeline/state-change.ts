/** State events as changes that a translation can put into words. Pure. */
import type { StateChange } from './timeline.ts';
import type { TimelineEvent } from './project-timeline.ts';

/** `undefined` for state that says nothing to people. */
export function projectStateChange(event: TimelineEvent, nameOf: (userId: string) => string): StateChange | undefined {
  const { type, content } = event;
  switch (type) {
    case 'm.room.create':
      return { type: 'created' };
    case 'm.room.encryption':
      return { type: 'encryption' };
    case 'm.room.name':
      return { type: 'name', name: text(content.name) };
    case 'm.room.topic':
      return { type: 'topic', topic: text(content.topic) };
    case 'm.room.server_acl':
      return { type: 'federation', federation: projectFederation(content) };
    case 'm.room.member':
      return projectMembership(event, nameOf);
    default:
      return undefined;
  }
}

/** BundesMessenger marks a federated room by an ACL that admits every server. */
export function projectFederation(acl: Readonly<Record<string, unknown>>): 'internal' | 'federated' {
  return Array.isArray(acl.allow) && acl.allow.includes('*') ? 'federated' : 'internal';
}

function projectMembership(
  { stateKey = '', sender, content, previousContent = {} }: TimelineEvent,
  nameOf: (userId: string) => string,
): StateChange | undefined {
  const named = content.membership === 'invite' || content.membership === 'join' ? text(content.displayname) : '';
  const target = { userId: stateKey, displayName: named || nameOf(stateKey) };
  const before = previousContent.membership;
  const byTarget = sender === stateKey;
  switch (content.membership) {
    case 'join': {
      if (before !== 'join') return { type: 'joined', target };
      const previous = text(previousContent.displayname);
      return previous !== text(content.displayname) ? { type: 'displayName', target, previous } : undefined;
    }
    case 'invite':
      return { type: 'invited', target };
    case 'knock':
      return { type: 'knocked', target };
    case 'ban':
      return { type: 'banned', target };
    case 'leave':
      if (before === 'invite') return { type: byTarget ? 'inviteDeclined' : 'inviteWithdrawn', target };
      if (before === 'ban') return { type: 'unbanned', target };
      return { type: byTarget ? 'left' : 'removed', target };
    default:
      return undefined;
  }
}

function text(value: unknown): string {
  return typeof value === 'string' ? value : '';
}
