/**
 * What a stored login does without until its rooms are listed, as one module that loads after them: encryption with
 * matrix-js-sdk and the wasm, login, the operator's answers, signatures, classic sync, and what happens inside rooms.
 */
import { startEncryption as start } from '../encryption/start.ts';
import type { SecondStageModule } from './second-stage-module.ts';

export { completeSession } from './complete-session.ts';
export * as operator from '../discovery/operator.ts';
export * as login from '../login/login.ts';
export * as signatures from '../whitelist/signatures.ts';
export { createClassicConnection } from '../sync/classic-connection.ts';
export { noteUntoldRooms } from '../sync/untold-rooms.ts';

/** Typed without its engine, which would be in the type check of whoever imports this. */
export const startEncryption: SecondStageModule['startEncryption'] = start;
