import { CryptoEvent } from 'matrix-js-sdk/lib/crypto-api/CryptoEvent.js';
import type { RustCrypto } from 'matrix-js-sdk/lib/rust-crypto/rust-crypto.js';
import { describe, expect, it } from 'vitest';
import { createIdentities } from './identities.ts';

const ben = '@ben:land.example';

type Verified = boolean;

/** An engine whose answers the test gives, in the order that it likes. */
function createEngine() {
  const listeners = new Map<string, Set<(userId: string) => void>>();
  const asked: ((verified: Verified) => void)[] = [];
  const followed: string[] = [];
  const crypto = {
    on: (event: string, listener: () => void) =>
      listeners.set(event, (listeners.get(event) ?? new Set()).add(listener)) && undefined,
    off: (event: string, listener: () => void) => void listeners.get(event)?.delete(listener),
    getUserVerificationStatus: () =>
      new Promise((resolve) => {
        asked.push((verified) =>
          resolve({ isVerified: () => verified, wasCrossSigningVerified: () => false, known: true }),
        );
      }),
  };
  return {
    identities: createIdentities(crypto as unknown as RustCrypto, {
      follow: (userIds) => (followed.push(...userIds), Promise.resolve()),
    }),
    followed,
    asked,
    listening: () => [...listeners.values()].reduce((count, set) => count + set.size, 0),
    changeTrust: (userId: string) => listeners.get(CryptoEvent.UserTrustStatusChanged)?.forEach((hear) => hear(userId)),
  };
}
/** Until all that is settled has been heard. */
const settled = (): Promise<void> => new Promise((resolve) => setTimeout(resolve));

describe('the identity of somebody', () => {
  it('is unknown until the engine has said what it is, and follows it', async () => {
    const { identities, asked, changeTrust } = createEngine();
    const seen: string[] = [];
    identities.of(ben).subscribe(({ status }) => seen.push(status));
    await settled();
    asked[0]!(false);
    await settled();
    changeTrust('@carla:land.example');
    changeTrust(ben);
    expect(asked).toHaveLength(2);
    asked[1]!(true);
    await settled();
    expect(seen).toEqual(['unknown', 'unverified', 'verified']);
  });

  it('is looked up, and from then on followed', async () => {
    const { identities, followed } = createEngine();
    identities.of(ben).subscribe(() => undefined);
    await settled();
    expect(followed).toEqual([ben]);
  });

  it('is what was asked for last, in whatever order the answers come', async () => {
    const { identities, asked, changeTrust } = createEngine();
    const identity = identities.of(ben);
    identity.subscribe(() => undefined);
    await settled();
    changeTrust(ben);
    asked[1]!(true);
    await settled();
    asked[0]!(false);
    await settled();
    expect(identity.get()).toEqual({ status: 'verified' });
  });

  it('is asked for no more when nobody watches', async () => {
    const { identities, asked, listening } = createEngine();
    const identity = identities.of(ben);
    const stop = identity.subscribe(() => undefined);
    await settled();
    stop();
    asked[0]!(true);
    await settled();
    expect([listening(), identity.get().status]).toEqual([0, 'unknown']);
  });
});
