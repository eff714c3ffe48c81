/** What the module of the second stage exports. Types alone: matrix-js-sdk is behind it, and in nobody's type check. */
import type * as operator from '../discovery/operator.ts';
import type { EncryptionOptions, RunningEncryption } from '../encryption/running-encryption.ts';
import type * as login from '../login/login.ts';
import type { createClassicConnection } from '../sync/classic-connection.ts';
import type { noteUntoldRooms } from '../sync/untold-rooms.ts';
import type * as signatures from '../whitelist/signatures.ts';
import type { completeSession } from './complete-session.ts';

export interface SecondStageModule {
  readonly completeSession: typeof completeSession;
  readonly operator: typeof operator;
  readonly login: typeof login;
  readonly signatures: typeof signatures;
  readonly createClassicConnection: typeof createClassicConnection;
  readonly noteUntoldRooms: typeof noteUntoldRooms;
  /** @throws {BmError} OFFLINE if the wasm did not come, HOST_FILE_MISSING, STORE_UNUSABLE, STORE_FULL, STORE_LOST, HOST_LOAD_FAILED */
  startEncryption(options: EncryptionOptions): Promise<RunningEncryption>;
}
