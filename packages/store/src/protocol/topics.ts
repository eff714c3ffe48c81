/** Everything a page can watch: one row per topic, with the snapshot it gives. Closed and cloneable by type. */
import type { Deployment, SessionState } from '@bundesmessenger/core/types';
import {
  initialEncryptionSnapshots,
  type EncryptionSnapshots,
  type EncryptionTopic,
} from '../encryption/encryption-topics.ts';
import { nobodyIgnored, type IgnoredUsers } from '../ignored-users/ignored-users.ts';
import type { MemberList, MemberListQuery } from '../members/members.ts';
import type { Notifications } from '../notifications/notifications.ts';
import { noProfile, type Profile } from '../profile/profile.ts';
import type { RoomSettings } from '../rooms/room-settings.ts';
import type { RoomList, RoomListQuery, RoomSummary } from '../rooms/rooms.ts';
import { initialTimelineSnapshots, type TimelineSnapshots, type TimelineTopic } from '../timeline/timeline-topics.ts';
import type { AllCloneable } from './cloneable.ts';
import { orderedMembers } from './versions.ts';

export type Snapshots = AllCloneable<
  EncryptionSnapshots &
    TimelineSnapshots & {
      session: SessionState;
      deployment: Deployment;
      profile: Profile;
      ignoredUsers: IgnoredUsers;
      notifications: Notifications;
      rooms: RoomList;
      room: RoomSummary | null;
      settings: RoomSettings;
      members: MemberList;
    }
>;

/** Names what is watched. Topics about one room carry its id. */
export type Topic =
  | { readonly type: 'session' | 'deployment' | 'profile' | 'ignoredUsers' | 'notifications' }
  | { readonly type: 'rooms'; readonly query?: RoomListQuery }
  | { readonly type: 'room' | 'settings'; readonly roomId: string }
  | { readonly type: 'members'; readonly roomId: string; readonly query?: MemberListQuery }
  | EncryptionTopic
  | TimelineTopic;

export type SnapshotOf<T extends Topic> = Snapshots[T['type']];

/** One string per topic: equal topics share one watch. */
export function topicKey(topic: Topic): string {
  return JSON.stringify(topic, orderedMembers);
}

export const noRooms: RoomList = {
  status: 'loading',
  complete: false,
  total: 0,
  unread: { rooms: 0, messages: 0, highlights: 0, invites: 0 },
  offset: 0,
  items: [],
};

/** Nobody may do anything in a room that is not known. */
const noSettings: RoomSettings = {
  status: 'loading',
  name: '',
  topic: '',
  joinRule: 'invite',
  historyVisibility: 'shared',
  federation: 'internal',
  federatesNever: false,
  encrypted: false,
  own: { role: 'member', powerLevel: 0, isCreator: false },
  can: {
    send: false,
    react: false,
    invite: false,
    kick: false,
    ban: false,
    redact: false,
    notifyRoom: false,
    pin: false,
    changeName: false,
    changeTopic: false,
    changeAvatar: false,
    changeAlias: false,
    changeJoinRule: false,
    changeHistoryVisibility: false,
    changeFederation: false,
    changeRoles: false,
    changeSpaceChildren: false,
    upgrade: false,
  },
};

/** What a page shows before the host's first snapshot is here. */
export const initialSnapshots: Snapshots = {
  ...initialEncryptionSnapshots,
  ...initialTimelineSnapshots,
  session: { status: 'starting' },
  deployment: {},
  profile: noProfile,
  ignoredUsers: nobodyIgnored,
  notifications: { status: 'loading' },
  rooms: noRooms,
  room: null,
  settings: noSettings,
  members: { status: 'loading', total: 0, offset: 0, items: [] },
};
