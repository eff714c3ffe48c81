/** From a room's state to its row in the list. Pure. */
import { projectFederation } from '../timeline/state-change.ts';
import type { TimelineEvent } from '../timeline/project-timeline.ts';
import type { RoomPreview, RoomSummary } from './rooms.ts';

/** What the host knows of a room, as plain Matrix JSON. */
export interface RoomInput {
  readonly roomId: string;
  readonly userId: string;
  readonly membership: RoomSummary['membership'];
  readonly encrypted: boolean;
  /** Content of `m.room.name`, `m.room.canonical_alias` and `m.room.server_acl`, where there are. */
  readonly name?: Readonly<Record<string, unknown>>;
  readonly canonicalAlias?: Readonly<Record<string, unknown>>;
  readonly serverAcl?: Readonly<Record<string, unknown>>;
  /** Display names of the members the name is made of: heroes of the summary, without the own user. */
  readonly heroes: readonly string[];
  readonly memberCount: number;
  readonly unreadCount: number;
  readonly highlightCount: number;
  /** Newest last; as many as are at hand. */
  readonly latest: readonly TimelineEvent[];
  readonly nameOf: (userId: string) => string;
  readonly inviterId?: string;
}

export function projectRoom(input: RoomInput): Omit<RoomSummary, 'version'> {
  const { roomId, membership, encrypted, serverAcl, memberCount, unreadCount, highlightCount, latest, inviterId } =
    input;
  return {
    roomId,
    name: roomName(input),
    membership,
    encrypted,
    federation: projectFederation(serverAcl ?? {}),
    memberCount,
    unreadCount,
    highlightCount,
    markedUnread: false,
    preview: projectPreview(input),
    kind: 'room',
    isFavourite: false,
    isLowPriority: false,
    isMuted: false,
    parents: [],
    children: [],
    latestTs: latest.at(-1)?.originServerTs ?? 0,
    ...(inviterId !== undefined && { inviter: { userId: inviterId, displayName: input.nameOf(inviterId) } }),
  };
}

/** Client-server API 11.2.2.5, "Calculating the display name for a room". Empty where the list has to find words itself. */
function roomName({ name, canonicalAlias, heroes, memberCount }: RoomInput): string {
  const given = [name?.name, canonicalAlias?.alias].find((text) => typeof text === 'string' && text.trim() !== '');
  if (typeof given === 'string') return given;
  const others = memberCount - 1 - heroes.length;
  return others > 0 && heroes.length > 0 ? `${heroes.join(', ')} +${others}` : heroes.join(', ');
}

function projectPreview({ latest, nameOf, userId }: RoomInput): RoomPreview {
  for (const event of latest.toReversed()) {
    if (event.stateKey !== undefined || event.redacted) continue;
    if (event.undecryptable) return { kind: 'undecryptable' };
    const { body } = event.content;
    const relation = event.content['m.relates_to'] as { rel_type?: unknown } | undefined;
    if (event.type !== 'm.room.message' || typeof body !== 'string' || relation?.rel_type === 'm.replace') continue;
    return {
      kind: 'message',
      eventId: event.eventId ?? '',
      sender: nameOf(event.sender),
      own: event.sender === userId,
      content: 'text',
      body: firstLine(body),
    };
  }
  return { kind: 'none' };
}

/** The list shows one line; the rest of a long message need not cross the port with every change. */
const maxPreviewLength = 160;

function firstLine(body: string): string {
  return body.trim().split('\n', 1)[0]!.slice(0, maxPreviewLength);
}

/** Invites first, then newest first; equal times by room id, so that the order never flickers. */
export function compareRooms(a: RoomSummary, b: RoomSummary): number {
  const invite = Number(b.membership === 'invite') - Number(a.membership === 'invite');
  return invite || b.latestTs - a.latestTs || (a.roomId < b.roomId ? -1 : 1);
}
