/** `@bundesmessenger/store`: the page face. Free of matrix-js-sdk and of wasm. */
export { BmError, toErrorData, type ErrorCode, type ErrorData } from '@bundesmessenger/core/errors';
export type { Readable } from '@bundesmessenger/core/readable';
export {
  allowInsecureLocalhost,
  type BackupState,
  type DeadEndReason,
  type Device,
  type DeviceList,
  type EncryptionState,
  type EncryptionStatus,
  type IdentityState,
  type LogoutRisk,
  type PassphraseStrength,
  type ReauthenticationMethod,
  type ReauthenticationState,
  type SasEmoji,
  type UnlockMethod,
  type UnlockSecret,
  type VerificationEnd,
  type VerificationMethod,
  type VerificationPeer,
  type VerificationState,
  type Deployment,
  type HomeserverState,
  type ListedServer,
  type IdentityProvider,
  type LoginRequest,
  type SessionOptions,
  type SessionState,
  type SignInRequest,
  type SyncState,
  type Whitelist,
} from '@bundesmessenger/core/types';

export { openStore } from './placement/open-store.ts';
export type { EarlyStart } from './placement/page-connection.ts';
export type { StoreOptions } from './placement/options.ts';
export type { DirectoryPage, FoundUser, FoundUsers, PublicRoom } from './directory/directory.ts';
export type { NotificationItem, Notifications, NotificationSettings } from './notifications/notifications.ts';
export type { IgnoredUsers } from './ignored-users/ignored-users.ts';
export type { Profile } from './profile/profile.ts';
export type { Member, MemberList, MemberListQuery, Role } from './members/members.ts';
export type {
  HistoryVisibility,
  JoinRule,
  RoomAction,
  RoomPermissions,
  RoomSettings,
  SettingsChange,
} from './rooms/room-settings.ts';
export type {
  Barred,
  RoomFilter,
  RoomList,
  RoomListQuery,
  RoomPreview,
  RoomSort,
  RoomSummary,
  UnreadTotals,
} from './rooms/rooms.ts';
export type { EncryptionFace } from './encryption/encryption-face.ts';
export type { TimelineView } from './timeline/timeline-commands.ts';
export type { TimelineFace } from './timeline/timeline-face.ts';
export type { Draft, Typing } from './timeline/timeline-topics.ts';
export type { Room, Store } from './store.ts';
export type {
  LocationContent,
  MediaContent,
  MediaFile,
  Mentions,
  MessageContent,
  NewContent,
  NewFile,
  NewLocation,
  NewPoll,
  NewRelation,
  PollAnswer,
  PollContent,
  TextContent,
} from './timeline/message-content.ts';
export type {
  ItemPreview,
  Reaction,
  ReplyTo,
  Sender,
  SendState,
  Shield,
  StateChange,
  VerificationOutcome,
  ThreadSummary,
  Timeline,
  TimelineItem,
  UndecryptableCause,
} from './timeline/timeline.ts';
