/** Feeds the room list from matrix-js-sdk: a change of one room projects that room again, never all of them. */
import type { Session } from '@bundesmessenger/core';
import { writable, type Readable } from '@bundesmessenger/core/readable';
import { ClientEvent, type MatrixClient } from 'matrix-js-sdk/lib/client.js';
import { MatrixEventEvent } from 'matrix-js-sdk/lib/models/event.js';
import { NotificationCountType, RoomEvent, type Room } from 'matrix-js-sdk/lib/models/room.js';
import { RoomStateEvent } from 'matrix-js-sdk/lib/models/room-state.js';
import { coalesce } from '../protocol/coalesce.ts';
import { initialSnapshots } from '../protocol/topics.ts';
import { withVersions } from '../protocol/versions.ts';
import { readTimelineEvent } from '../timeline/timeline-event.source.ts';
import { compareRooms, projectRoom } from './project-room.ts';
import type { RoomList, RoomSummary } from './rooms.ts';

/** Events at the end of a room that are looked through for a preview: a screenful of state changes may come last. */
const previewDepth = 20;
/** Members a room without a name is called after; the specification's summary has at most five. */
const heroCount = 5;

export interface RoomsSource {
  readonly rooms: Readable<RoomList>;
  room(roomId: string): Readable<RoomSummary | null>;
}

export function createRoomsSource(session: Session): RoomsSource {
  const summaries = new Map<string, RoomSummary>();
  const dirty = new Set<string>();

  const rooms = writable<RoomList>(initialSnapshots.rooms, () => {
    let unfollow: (() => void) | undefined;
    const stop = session.client.subscribe((client) => {
      unfollow?.();
      summaries.clear();
      unfollow = client && follow(client);
      for (const { roomId } of client?.getRooms() ?? []) dirty.add(roomId);
      project();
    });
    return () => {
      unfollow?.();
      stop();
    };
  });

  const project = coalesce(() => {
    const client = session.client.get();
    for (const roomId of dirty) {
      const room = client?.getRoom(roomId);
      const old = summaries.get(roomId);
      if (client && room && isListed(room)) {
        const projected = projectRoom(readRoom(room, client.getSafeUserId()));
        summaries.set(roomId, withVersions(old ? [old] : [], [projected], (row) => row.roomId)[0]!);
      } else summaries.delete(roomId);
    }
    dirty.clear();
    rooms.set({
      ...initialSnapshots.rooms,
      status: client?.isInitialSyncComplete() ? 'ready' : 'loading',
      total: summaries.size,
      items: [...summaries.values()].sort(compareRooms),
    });
  });

  const change = (roomId: string | undefined): void => {
    if (roomId === undefined) return;
    dirty.add(roomId);
    project();
  };

  const follow = (client: MatrixClient): (() => void) => {
    const onRoom = (room: Room): void => change(room.roomId);
    const onEvent = (_event: unknown, room: Room | undefined): void => change(room?.roomId);
    const onReset = (room: Room | undefined): void => change(room?.roomId);
    const onState = (_event: unknown, state: { roomId: string }): void => change(state.roomId);
    const onDecrypted = (event: { getRoomId(): string | undefined }): void => change(event.getRoomId());
    const onSync = (): void => project();
    // The client does not pass this one on: each room has to be asked.
    const onCounts = new Map<Room, () => void>();
    const followCounts = (room: Room): void => {
      if (onCounts.has(room)) return;
      const onCount = (): void => change(room.roomId);
      onCounts.set(room, onCount);
      room.on(RoomEvent.UnreadNotifications, onCount);
    };
    client.on(ClientEvent.Room, onRoom);
    client.on(ClientEvent.DeleteRoom, change);
    client.on(ClientEvent.Sync, onSync);
    client.on(RoomEvent.Name, onRoom);
    client.on(RoomEvent.MyMembership, onRoom);
    client.on(RoomEvent.Timeline, onEvent);
    client.on(RoomEvent.TimelineReset, onReset);
    client.on(RoomEvent.Redaction, onEvent);
    client.on(RoomEvent.Receipt, onEvent);
    client.on(RoomStateEvent.Events, onState);
    client.on(MatrixEventEvent.Decrypted, onDecrypted);
    client.getRooms().forEach(followCounts);
    client.on(ClientEvent.Room, followCounts);
    return () => {
      client.off(ClientEvent.Room, onRoom);
      client.off(ClientEvent.Room, followCounts);
      for (const [room, onCount] of onCounts) room.off(RoomEvent.UnreadNotifications, onCount);
      client.off(ClientEvent.DeleteRoom, change);
      client.off(ClientEvent.Sync, onSync);
      client.off(RoomEvent.Name, onRoom);
      client.off(RoomEvent.MyMembership, onRoom);
      client.off(RoomEvent.Timeline, onEvent);
      client.off(RoomEvent.TimelineReset, onReset);
      client.off(RoomEvent.Redaction, onEvent);
      client.off(RoomEvent.Receipt, onEvent);
      client.off(RoomStateEvent.Events, onState);
      client.off(MatrixEventEvent.Decrypted, onDecrypted);
    };
  };

  const isListed = (room: Room): boolean => ['join', 'invite', 'knock'].includes(room.getMyMembership());

  return {
    rooms,
    room: (roomId) => {
      const find = ({ items }: RoomList): RoomSummary | null => items.find((item) => item.roomId === roomId) ?? null;
      const summary = writable<RoomSummary | null>(find(rooms.get()), () =>
        rooms.subscribe((list) => summary.set(find(list))),
      );
      return summary;
    },
  };
}

function readRoom(room: Room, userId: string): Parameters<typeof projectRoom>[0] {
  const state = (type: string): Readonly<Record<string, unknown>> | undefined =>
    room.currentState.getStateEvents(type, '')?.getContent();
  const name = state('m.room.name');
  const canonicalAlias = state('m.room.canonical_alias');
  const serverAcl = state('m.room.server_acl');
  const nameOf = (id: string): string => room.getMember(id)?.name ?? id;
  const inviterId =
    room.getMyMembership() === 'invite' ? room.getMember(userId)?.events.member?.getSender() : undefined;
  const others = room
    .getMembers()
    .filter((member) => member.userId !== userId && ['join', 'invite'].includes(member.membership ?? ''))
    .slice(0, heroCount)
    .map((member) => member.name);
  return {
    roomId: room.roomId,
    userId,
    membership: room.getMyMembership() as RoomSummary['membership'],
    encrypted: room.hasEncryptionStateEvent(),
    heroes: others.sort(),
    memberCount: room.getInvitedAndJoinedMemberCount(),
    unreadCount: room.getUnreadNotificationCount(NotificationCountType.Total),
    highlightCount: room.getUnreadNotificationCount(NotificationCountType.Highlight),
    latest: room
      .getLiveTimeline()
      .getEvents()
      .slice(-previewDepth)
      .flatMap((event) => readTimelineEvent(event) ?? []),
    nameOf,
    ...(name && { name }),
    ...(canonicalAlias && { canonicalAlias }),
    ...(serverAcl && { serverAcl }),
    ...(inviterId !== undefined && { inviterId }),
  };
}
