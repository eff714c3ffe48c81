/** `@bundesmessenger/core`: the public names, listed by hand. */
export { BmError, toErrorData, type ErrorCode, type ErrorData } from './errors.ts';
export { isOneEmoji } from './encryption/clear-reaction.ts';
export type { Decryption, EncryptedContent, Encryption, Shield, UndecryptableCause } from './encryption/encryption.ts';
export type { SecondStageModule } from './session/second-stage-module.ts';
export type { AuthenticatedRequest } from './network/client-server-api.ts';
export type { ClientEvent, JsonObject, StateEvent, StrippedStateEvent, TypedContent } from './sync/client-event.ts';
export { joinStretches } from './sync/gap-repair.ts';
export { isUserId, readEvents } from './sync/hostile-events.ts';
export type { Hero, Membership } from './sync/sync-update.ts';
export type { LiveTimeline, Receipt, Room, Rooms, RoomsChange, RoomsCoverage } from './rooms/rooms.ts';
export {
  defaultNotificationsOf,
  isSilenced,
  keywordsOf,
  noticesNotify,
  notificationsOf,
  type NotifyingRoom,
  type Notifications,
} from './rooms/push-rules.ts';
export { ignoredUsersIn, withIgnoredUser, withoutIgnored } from './rooms/ignored-users.ts';
export { redactedEventId } from './rooms/redaction.ts';
export { countUnread, isMarkedUnread, mayMentionRoom, type Unread } from './rooms/unread.ts';
export { serverAcl, type NewRoom } from './rooms/create-room.ts';
export { readFileSecrets, type FileSecrets } from './media/encrypted-file.ts';
export { headOf, imageTypeOf, safeTypeOf } from './media/file-type.ts';
export type { UploadedFile } from './media/encrypted-file.ts';
export type { Media, MediaSource } from './media/media.ts';
export { measurePicture, type MeasuredPicture } from './media/thumbnail.ts';
export { toBmError } from './network/matrix-error.ts';
export type { GuardedFetch } from './network/guarded-fetch.ts';
export { mayStillCome, whyNoFile } from './network/missing-file.ts';
export { sealRealm } from './network/sealed-realm.ts';
export { policyFor, type ContactedHost, type Policy, type PolicyOptions } from './policy/policy-for.ts';
export { writable, type Readable, type Writable } from './readable.ts';
export { createSession } from './create-session.ts';
export type { Session } from './session/complete-session.ts';
export type { BareSession, SessionEnvironment } from './session/session.ts';
export type { Barred } from './whitelist/barred.ts';
export type { RoomReference } from './whitelist/rooms.ts';
export { settledWithin } from './session/settled-within.ts';
export { refuseOtherWhitelist } from './whitelist/configuration.ts';
export { serverNameIn } from './whitelist/server-name.ts';
export * from './types.ts';
