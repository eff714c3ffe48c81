/** The members of a room as a window of rows, with their roles and what the user may do to them. Pure. */
import { BmError } from '@bundesmessenger/core/errors';
import type { Room, StateEvent } from '@bundesmessenger/core';
import { mxcIn } from '../rooms/mxc.ts';
import { windowOf } from '../rooms/room-list-query.ts';
import { matcher, searchText } from '../search/search-text.ts';
import { shownText } from '../rooms/shown-text.ts';
import { displayNames } from './display-names.ts';
import type { Member, MemberList, MemberListQuery, Role } from './members.ts';
import { levelOf, powerLevels, roleOf, type PowerLevels } from './power-levels.ts';

export type CompleteMemberQuery = Required<MemberListQuery>;

const memberships: readonly Member['membership'][] = ['join', 'invite', 'knock', 'ban'];
const defaultLimit = 50;
/** Nobody types more. */
const maxSearchLength = 200;
const maxReasonLength = 300;

/** @throws {BmError} COMMAND_INVALID for what is no query */
export function completeMemberQuery({
  memberships: wanted = ['join', 'invite'],
  search = '',
  offset = 0,
  limit = defaultLimit,
}: MemberListQuery = {}): CompleteMemberQuery {
  const valid =
    Array.isArray(wanted) &&
    wanted.every((membership) => memberships.includes(membership)) &&
    typeof search === 'string';
  if (!valid) throw new BmError('COMMAND_INVALID', 'this is no query of a member list');
  return { memberships: wanted, search: search.slice(0, maxSearchLength), ...windowOf(offset, limit) };
}

type ProjectedMember = Omit<Member, 'version'>;
type ProjectedMembers = Pick<MemberList, 'total' | 'offset'> & { readonly items: readonly ProjectedMember[] };

const collator = new Intl.Collator('de', { sensitivity: 'base', numeric: true });

export function projectMembers(room: Room, userId: string, query: CompleteMemberQuery): ProjectedMembers {
  const levels = powerLevels(room);
  const nameOf = displayNames(room);
  const isFound = matcher(query.search);
  const found = room
    .statesOf('m.room.member')
    .filter(({ content }) => query.memberships.includes(content.membership as Member['membership']))
    .map((event) => ({ event, name: nameOf(event.state_key), level: levels.of(event.state_key) }))
    .filter(({ event, name }) => query.search === '' || isFound(searchText([name, event.state_key])))
    .sort(
      (a, b) =>
        b.level - a.level ||
        collator.compare(a.name, b.name) ||
        (a.event.state_key < b.event.state_key ? -1 : Number(a.event.state_key > b.event.state_key)),
    );
  const items = found
    .slice(query.offset, query.offset + query.limit)
    .map(({ event, name }) => projectMember(event, name, { userId, levels, isIn: room.membership === 'join' }));
  return { total: found.length, offset: query.offset, items };
}

interface MemberContext {
  readonly userId: string;
  readonly levels: PowerLevels;
  /** Whether the user is in the room: outside of it nobody may do anything. */
  readonly isIn: boolean;
}

function projectMember(
  { content, state_key: memberId }: StateEvent,
  displayName: string,
  context: MemberContext,
): ProjectedMember {
  const { userId, levels } = context;
  const membership = content.membership as Member['membership'];
  const powerLevel = levels.of(memberId);
  const avatar = mxcIn(content.avatar_url);
  const reason = shownText(content.reason, maxReasonLength);
  return {
    userId: memberId,
    displayName,
    ...(avatar !== undefined && { avatar }),
    membership,
    isOwn: memberId === userId,
    role: roleOf(powerLevel),
    powerLevel,
    isCreator: levels.isCreator(memberId),
    ...(reason !== '' && { reason }),
    can: rightsOver(memberId, membership, context),
  };
}

const noRights: Member['can'] = { kick: false, ban: false, unban: false, invite: false, roles: [] };

/** Room versions, "Authorization rules": nobody acts on their equals, but everybody may step down. */
function rightsOver(
  memberId: string,
  membership: Member['membership'],
  { userId, levels, isIn }: MemberContext,
): Member['can'] {
  if (!isIn) return noRights;
  const own = levels.of(userId);
  const isOwn = memberId === userId;
  const isAbove = !isOwn && own > levels.of(memberId);
  const mayKick = isAbove && own >= levels.needed('kick');
  return {
    kick: mayKick && membership !== 'ban',
    ban: isAbove && own >= levels.needed('ban') && membership !== 'ban',
    unban: mayKick && own >= levels.needed('ban') && membership === 'ban',
    invite: membership === 'knock' && own >= levels.needed('invite'),
    roles:
      (isAbove || isOwn) && membership !== 'ban' && !levels.isCreator(memberId)
        ? assignableRoles(own, levels.neededForState('m.room.power_levels'))
        : [],
  };
}

function assignableRoles(own: number, needed: number): readonly Role[] {
  if (own < needed) return [];
  return (Object.keys(levelOf) as Role[]).filter((role) => levelOf[role] <= own);
}
