/** Everything a page can watch: one row per topic, with the snapshot it gives. Closed and cloneable by type. */
import type { Deployment, SessionState } from '@bundesmessenger/core/types';

import {
  initialEncryptionSnapshots,
  type EncryptionSnapshots,
  type EncryptionTopic,
} from '../encryption/encryption-topics.ts';
import type { RoomList, RoomListQuery, RoomSummary } from '../rooms/rooms.ts';
import type { Timeline } from '../timeline/timeline.ts';
import type { AllCloneable } from './cloneable.ts';
import { orderedMembers } from './versions.ts';

export type Snapshots = AllCloneable<
  EncryptionSnapshots & {
    session: SessionState;
    deployment: Deployment;
    rooms: RoomList;
    room: RoomSummary | null;
    timeline: Timeline;
  }
>;

/** Names what is watched. Topics about one room carry its id. */
export type Topic =
  | { readonly type: 'session' | 'deployment' }
  | { readonly type: 'rooms'; readonly query?: RoomListQuery }
  | { readonly type: 'room' | 'timeline'; readonly roomId: string }
  | EncryptionTopic;

export type SnapshotOf<T extends Topic> = Snapshots[T['type']];

/** One string per topic: equal topics share one watch. */
export function topicKey({ type, ...names }: Topic): string {
  return Object.keys(names).length === 0 ? type : `${type} ${JSON.stringify(names, orderedMembers)}`;
}

const noRooms: RoomList = {
  status: 'loading',
  complete: false,
  total: 0,
  unread: { rooms: 0, messages: 0, highlights: 0, invites: 0 },
  offset: 0,
  items: [],
};

/** What a page shows before the host's first snapshot is here. */
export const initialSnapshots: Snapshots = {
  ...initialEncryptionSnapshots,
  session: { status: 'starting' },
  deployment: {},
  rooms: noRooms,
  room: null,
  timeline: { status: 'loading', atStart: false, atEnd: true, items: [] },
};
