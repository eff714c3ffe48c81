/** What is set in a room, and what its power levels let the user do there. Pure. */
import type { JsonObject, Room } from '@bundesmessenger/core';
import { powerLevels, roleOf } from '../members/power-levels.ts';
import { projectFederation } from '../timeline/state-change.ts';
import { isAlias } from './identifiers.ts';
import { mxcIn } from './mxc.ts';
import type { HistoryVisibility, JoinRule, RoomPermissions, RoomSettings } from './room-settings.ts';
import { shownText } from './shown-text.ts';
import { stateContent, versionIn } from './state-content.ts';

/** Whole, as far as an event can be: for an input field. */
const maxNameLength = 255;
const maxTopicLength = 10_000;

const joinRules: ReadonlySet<unknown> = new Set<JoinRule>([
  'public',
  'invite',
  'knock',
  'restricted',
  'knock_restricted',
  'private',
]);
const historyVisibilities: ReadonlySet<unknown> = new Set<HistoryVisibility>([
  'world_readable',
  'shared',
  'invited',
  'joined',
]);

export function projectSettings(room: Room, userId: string): RoomSettings {
  const content = (type: string): JsonObject => stateContent(room, type) ?? {};
  const levels = powerLevels(room);
  const powerLevel = levels.of(userId);
  const avatar = mxcIn(content('m.room.avatar').url);
  const { alias } = content('m.room.canonical_alias');
  const create = stateContent(room, 'm.room.create');
  return {
    status: isToldInFull(room) ? 'ready' : 'loading',
    name: shownText(content('m.room.name').name, maxNameLength),
    topic: topicIn(content('m.room.topic')),
    ...(avatar !== undefined && { avatar }),
    ...(isAlias(alias) && { canonicalAlias: alias }),
    joinRule: joinRuleIn(content('m.room.join_rules')),
    historyVisibility: historyVisibilityIn(content('m.room.history_visibility')),
    federation: projectFederation(content('m.room.server_acl')),
    federatesNever: create?.['m.federate'] === false,
    encrypted: stateContent(room, 'm.room.encryption') !== undefined,
    ...(create && { roomVersion: versionIn(create) }),
    own: { role: roleOf(powerLevel), powerLevel, isCreator: levels.isCreator(userId) },
    can: permissions(room, userId),
  };
}

/** Every room has join rules. What the list asks for does not hold them. */
function isToldInFull(room: Room): boolean {
  return room.membership !== 'join' || room.state('m.room.join_rules') !== undefined;
}

export function permissions(room: Room, userId: string): RoomPermissions {
  const levels = powerLevels(room);
  const own = room.membership === 'join' ? levels.of(userId) : Number.NEGATIVE_INFINITY;
  const maySet = (type: string): boolean => own >= levels.neededForState(type);
  const encrypted = stateContent(room, 'm.room.encryption') !== undefined;
  const maySend = (type: string): boolean => own >= levels.neededForEvent(type);
  // Nothing leaves unencrypted, whatever the room would allow.
  const send = encrypted && maySend('m.room.encrypted');
  return {
    send,
    react: send && maySend('m.reaction'),
    invite: own >= levels.needed('invite'),
    kick: own >= levels.needed('kick'),
    ban: own >= levels.needed('ban'),
    redact: own >= levels.needed('redact') && maySend('m.room.redaction'),
    notifyRoom: own >= levels.neededToMentionRoom,
    pin: maySet('m.room.pinned_events'),
    changeName: maySet('m.room.name'),
    changeTopic: maySet('m.room.topic'),
    changeAvatar: maySet('m.room.avatar'),
    changeAlias: maySet('m.room.canonical_alias'),
    changeJoinRule: maySet('m.room.join_rules'),
    changeHistoryVisibility: maySet('m.room.history_visibility'),
    changeFederation: maySet('m.room.server_acl'),
    changeRoles: maySet('m.room.power_levels'),
    changeSpaceChildren: maySet('m.space.child'),
    upgrade: maySet('m.room.tombstone'),
  };
}

/** Several lines may be meant. */
function topicIn({ topic }: JsonObject): string {
  if (typeof topic !== 'string') return '';
  return topic
    .slice(0, maxTopicLength)
    .split('\n')
    .map((line) => shownText(line, maxTopicLength))
    .join('\n')
    .trim();
}

/** Client-server API, `m.room.join_rules`: nobody can join where the rule is not known. */
function joinRuleIn({ join_rule: rule }: JsonObject): JoinRule {
  if (rule === undefined) return 'invite';
  return joinRules.has(rule) ? (rule as JoinRule) : 'other';
}

/** Client-server API, `m.room.history_visibility`: `shared` where nothing else is said. */
function historyVisibilityIn({ history_visibility: visibility }: JsonObject): HistoryVisibility {
  return historyVisibilities.has(visibility) ? (visibility as HistoryVisibility) : 'shared';
}
