/** What a page can watch of the encryption: one row per topic, with the snapshot it gives and what it shows before. */
import type {
  DeviceList,
  EncryptionState,
  IdentityState,
  ReauthenticationState,
  VerificationState,
} from '@bundesmessenger/core/types';

export interface EncryptionSnapshots {
  /** Whether the user's keys are safe, and the one thing to ask of the user next. */
  encryption: EncryptionState;
  /** The user's own devices. */
  devices: DeviceList;
  /** The interactive verification under way, with an own device or another user. */
  verification: VerificationState;
  /** The server wants the user to sign in again before a command under way goes on. */
  reauthentication: ReauthenticationState;
  /** Whether another user is who their devices say. */
  identity: IdentityState;
}

export type EncryptionTopic =
  | { readonly type: Exclude<keyof EncryptionSnapshots, 'identity'> }
  | { readonly type: 'identity'; readonly userId: string };

export const initialEncryptionSnapshots: EncryptionSnapshots = {
  encryption: { status: 'loading' },
  devices: { status: 'loading', items: [] },
  verification: { status: 'none' },
  reauthentication: { status: 'none' },
  identity: { status: 'unknown' },
};
