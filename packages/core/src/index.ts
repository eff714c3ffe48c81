/** `@bundesmessenger/core`: the public names, listed by hand. */
export { BmError, toErrorData, type ErrorCode, type ErrorData } from './errors.ts';
export type { Decryption, EncryptedContent, Encryption, Shield, UndecryptableCause } from './encryption/encryption.ts';
export type { EncryptionModule } from './session/logged-in-device.ts';
export type { AuthenticatedRequest } from './network/client-server-api.ts';
export type { ClientEvent, JsonObject, StateEvent, StrippedStateEvent, TypedContent } from './sync/client-event.ts';
export type { Hero, Membership } from './sync/sync-update.ts';
export type { LiveTimeline, Receipt, Room, Rooms, RoomsChange, RoomsCoverage } from './rooms/rooms.ts';
export { toBmError } from './network/matrix-error.ts';
export type { GuardedFetch } from './network/guarded-fetch.ts';
export { sealRealm } from './network/sealed-realm.ts';
export { policyFor, type ContactedHost, type Policy, type PolicyOptions } from './policy/policy-for.ts';
export { writable, type Readable, type Writable } from './readable.ts';
export type { NewRoom } from './rooms/create-room.ts';
export { createSession } from './create-session.ts';
export type { Session, SessionEnvironment } from './session/session.ts';
export { refuseOtherWhitelist } from './whitelist/configuration.ts';
export * from './types.ts';
