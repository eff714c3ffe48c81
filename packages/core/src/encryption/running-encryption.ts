/** The encryption as the session starts and feeds it. Types alone: who names them need not know matrix-js-sdk. */
import type { BmError } from '../errors.ts';
import type { AuthenticatedRequest } from '../network/client-server-api.ts';
import type { Readable } from '../readable.ts';
import type { Rooms } from '../rooms/rooms.ts';
import type { Credentials } from '../session/credentials.ts';
import type { SealedStorage } from '../session/sealed-storage.ts';
import type { StorageRoom } from '../session/storage-room.ts';
import type { SyncUpdate } from '../sync/sync-update.ts';
import type { Deployment, EncryptionPolicy } from '../types.ts';
import type { Encryption } from './encryption.ts';
import type { PendingInvites } from './pending-invites.ts';
import type { SealedText } from './seal-for.ts';

export interface EncryptionOptions {
  readonly baseUrl: string;
  readonly credentials: Credentials;
  readonly fetch: typeof globalThis.fetch;
  readonly request: AuthenticatedRequest;
  readonly rooms: Rooms;
  readonly invites: PendingInvites;
  /** What the organisation wants. */
  readonly policy: EncryptionPolicy;
  /** What the operator wants. */
  readonly deployment: Readable<Deployment>;
  /** OAuth issuers of the whitelist. */
  readonly issuers: readonly string[];
  readonly storage: Pick<SealedStorage, 'get' | 'set' | 'delete'>;
  /** Where the key store does not fit any more, it comes before what can be had again. */
  readonly storageRoom: Pick<StorageRoom, 'tryTwice'>;
  /** Prefix of the crypto store's databases; `undefined` keeps the keys in memory. */
  readonly databasePrefix: string | undefined;
  /** Where the wasm is served; `undefined` in Node, where the package finds its own. */
  readonly wasmUrl: string | undefined;
  /** The keys are gone while the encryption runs. */
  readonly onStoreLost: (error: BmError) => void;
  /** Ends the encryption, also while it starts; its reason is what the start throws then. */
  readonly signal: AbortSignal;
}

export type DeviceTrust = 'unknown' | 'verified' | 'unverified';

export interface RunningEncryption extends Encryption {
  /** Whether this device is signed by the user's identity. */
  readonly trust: Readable<DeviceTrust>;
  /** Makes the user's identity if there is none, and tries again soon if that fails. @param password in case the server asks; used at once and not kept */
  ensureIdentity(password: string | undefined): Promise<void>;
  /** Takes in what one answer of the sync holds for the encryption. The next request acknowledges it. */
  receive(update: SyncUpdate): Promise<void>;
  /** For the holder of one Curve25519 key, who is no Matrix device. @param publicKey base64 @throws where it is no key */
  sealFor(publicKey: string, text: string): SealedText;
  /** Ends every request and timer, and closes the crypto store. */
  stop(): Promise<void>;
}
