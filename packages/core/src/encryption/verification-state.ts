/** An interactive verification as far as it is shown: at most one at a time. Plain data; `verification.ts` keeps it up to date. */
import type { Readable } from '../readable.ts';

/** Whom the verification is with. */
export interface VerificationPeer {
  /** An own device; else another user. */
  readonly own: boolean;
  readonly userId: string;
  /** Absent where the request went to all devices and none has answered, or goes through a room. */
  readonly deviceId?: string;
  /** As the device calls itself. Chosen by whoever logged it in: no proof of anything. */
  readonly deviceName?: string;
}

/** How a verification can be done, from this device's side. */
export type VerificationMethod = 'sas' | 'showQr' | 'scanQr';

/** One of the seven emoji (client-server API, "SAS method: emoji"). */
export interface SasEmoji {
  readonly symbol: string;
  /** The English name of the specification's table; translations are found by it. */
  readonly name: string;
}

export type VerificationEnd =
  /** One of the two users has ended it. */
  | 'declined'
  /** Took longer than the ten minutes the specification allows. */
  | 'timedOut'
  /** The emoji or keys differ: somebody may be listening in. */
  | 'mismatch'
  /** Another own device has taken it. */
  | 'answeredElsewhere'
  /** The two devices know no common method, or did not understand each other. */
  | 'failed'
  /** The connection or the session ended. */
  | 'interrupted';

interface Running {
  readonly peer: VerificationPeer;
  /** When it ends by itself, in milliseconds since 1970. */
  readonly endsAt: number;
}

export type VerificationState =
  | { readonly status: 'none' }
  /** `incoming`: can be accepted. `outgoing`: waits for the other side to accept. */
  | (Running & { readonly status: 'requested'; readonly direction: 'incoming' | 'outgoing' })
  /** Both are there: choose how. `qr` are the bytes of the code to show, where `showQr` is among the methods. */
  | (Running & {
      readonly status: 'choosing';
      readonly methods: readonly VerificationMethod[];
      readonly qr?: Uint8Array;
    })
  /** Compare. `decimals` for those who cannot see emoji. */
  | (Running & {
      readonly status: 'sas';
      readonly emoji: readonly SasEmoji[];
      readonly decimals: readonly number[];
    })
  /** The other device has scanned our code: does it show success? */
  | (Running & { readonly status: 'qrScanned' })
  /** Waits for the other side; nothing to do here. */
  | (Running & { readonly status: 'waiting' })
  | { readonly status: 'done'; readonly peer: VerificationPeer }
  | {
      readonly status: 'cancelled';
      readonly peer: VerificationPeer;
      readonly reason: VerificationEnd;
      readonly byMe: boolean;
    };

/** Whether another user is who the devices say. */
export type IdentityState =
  | { readonly status: 'unknown' }
  /** The user has no cross-signing identity: no device of theirs can be told from a forged one. */
  | { readonly status: 'none' }
  | { readonly status: 'unverified' }
  /** By this user, or by the administration's certificates where the session has them. */
  | { readonly status: 'verified' }
  /** New since it was first seen; sending goes on. `acceptIdentity` makes the notice go. */
  | { readonly status: 'changed' }
  /** Was verified and is new: nothing is sent to this user's rooms until verified again or `withdrawVerification`. */
  | { readonly status: 'violation' };

/** What the user does about it. */
export interface Verification {
  readonly state: Readable<VerificationState>;
  request(of: { readonly userId?: string; readonly deviceId?: string }): Promise<void>;
  accept(): Promise<void>;
  startSas(): Promise<void>;
  confirmSas(): Promise<void>;
  rejectSas(): Promise<void>;
  scanQr(bytes: Uint8Array): Promise<void>;
  confirmQr(): Promise<void>;
  cancel(): Promise<void>;
}

/** Who other users are. */
export interface Identities {
  /** Followed from the first listener to the last. */
  of(userId: string): Readable<IdentityState>;
  accept(userId: string): Promise<void>;
  withdrawVerification(userId: string): Promise<void>;
}
