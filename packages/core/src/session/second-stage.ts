/**
 * What a stored login does without until its rooms are listed, as one module that loads after them: encryption with
 * matrix-js-sdk and the wasm, login, the operator's answers, signatures, classic sync, and what happens inside rooms.
 */
export { completeSession } from './complete-session.ts';
export * as operator from '../discovery/operator.ts';
export * as login from '../login/login.ts';
export * as signatures from '../whitelist/signatures.ts';
export { createClassicConnection } from '../sync/classic-connection.ts';
export { startEncryption } from '../encryption/start.ts';

export type SecondStageModule = typeof import('./second-stage.ts');
