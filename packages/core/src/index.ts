/** `@bundesmessenger/core`: the public names, listed by hand. */
export { BmError, toErrorData, type ErrorCode, type ErrorData } from './errors.ts';
export type { EncryptedContent } from './encryption/encrypt.ts';
export { toBmError } from './network/matrix-error.ts';
export type { GuardedFetch } from './network/guarded-fetch.ts';
export { sealRealm } from './network/sealed-realm.ts';
export { policyFor, type ContactedHost, type Policy, type PolicyOptions } from './policy/policy-for.ts';
export { writable, type Readable, type Writable } from './readable.ts';
export type { NewRoom } from './rooms/create-room.ts';
export { createSession, type Session, type SessionEnvironment } from './session/session.ts';
export { refuseOtherWhitelist } from './whitelist/configuration.ts';
export * from './types.ts';
