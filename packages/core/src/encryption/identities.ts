/** Who other users are, by their cross-signing identities. */
import { CryptoEvent } from 'matrix-js-sdk/lib/crypto-api/CryptoEvent.js';
import type { RustCrypto } from 'matrix-js-sdk/lib/rust-crypto/rust-crypto.js';
import { BmError } from '../errors.ts';
import { toBmError } from '../network/matrix-error.ts';
import { writable, type Readable } from '../readable.ts';
import type { TrackedUsers } from './tracked-users.ts';
import type { Identities, IdentityState } from './verification-state.ts';

/** @param users looks up whoever is not known yet: matrix-js-sdk itself would ask the server and forget the answer */
export function createIdentities(crypto: RustCrypto, users: Pick<TrackedUsers, 'follow'>): Identities {
  const read = async (userId: string): Promise<IdentityState> => {
    const status = await crypto.getUserVerificationStatus(userId);
    if (status.isVerified()) return { status: 'verified' };
    if (status.wasCrossSigningVerified()) return { status: 'violation' };
    if (status.needsUserApproval) return { status: 'changed' };
    return { status: status.known ? 'unverified' : 'none' };
  };
  const changed = async (userId: string, act: () => Promise<void>): Promise<void> => {
    try {
      await act();
    } catch (error) {
      const known = toBmError(error);
      throw known.code === 'UNEXPECTED' ? new BmError('EVENT_UNKNOWN', 'the user has no identity') : known;
    }
    for (const listener of listeners) listener(userId);
  };
  const listeners = new Set<(userId: string) => void>();

  return {
    of(userId): Readable<IdentityState> {
      const state = writable<IdentityState>({ status: 'unknown' }, () => {
        let latest = 0;
        const refresh = async (of: string): Promise<void> => {
          if (of !== userId) return;
          const mine = ++latest;
          const next = await read(userId).catch(() => undefined); // no answer is no knowledge
          // What was asked earlier must not overwrite what was asked later.
          if (mine === latest && next && next.status !== state.get().status) state.set(next);
        };
        const onTrust = (of: string): void => void refresh(of);
        const onOwnKeys = (): void => void refresh(userId);
        crypto.on(CryptoEvent.UserTrustStatusChanged, onTrust);
        // Whether somebody is verified depends on whether the own identity is.
        crypto.on(CryptoEvent.KeysChanged, onOwnKeys);
        listeners.add(onTrust);
        void users.follow([userId]).then(onOwnKeys);
        return () => {
          latest += 1;
          listeners.delete(onTrust);
          crypto.off(CryptoEvent.UserTrustStatusChanged, onTrust);
          crypto.off(CryptoEvent.KeysChanged, onOwnKeys);
        };
      });
      return state;
    },
    accept: (userId) => changed(userId, () => crypto.pinCurrentUserIdentity(userId)),
    withdrawVerification: (userId) => changed(userId, () => crypto.withdrawVerificationRequirement(userId)),
  };
}
