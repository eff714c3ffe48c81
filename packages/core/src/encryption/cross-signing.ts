/** Cross-signing of the own user: set up once, at the first device's first login (client-server API 11.12.2). */
import { CryptoEvent } from 'matrix-js-sdk/lib/crypto-api/CryptoEvent.js';
import type { UIAuthCallback } from 'matrix-js-sdk/lib/interactive-auth.js';
import type { RustCrypto } from 'matrix-js-sdk/lib/rust-crypto/rust-crypto.js';
import { writable, type Readable } from '../readable.ts';
import type { SecretStorage } from './secret-storage.ts';

/**
 * Makes the user's cross-signing keys if the account has none. Another device's keys are never replaced.
 * @param password answers the server if it asks for the password again; used at once and not kept
 */
export async function ensureCrossSigning(
  crypto: RustCrypto,
  secretStorage: SecretStorage,
  userId: string,
  password: string | undefined,
): Promise<void> {
  if (await crypto.userHasCrossSigningKeys(userId, true)) return;
  const authUploadDeviceSigningKeys: UIAuthCallback<void> = async (makeRequest) => {
    try {
      return await makeRequest(null);
    } catch (error) {
      const { httpStatus, data } = error as {
        httpStatus?: number;
        data?: { session?: string; flows?: { stages?: string[] }[] };
      };
      const byPassword = data?.flows?.some(({ stages }) => stages?.length === 1 && stages[0] === 'm.login.password');
      if (httpStatus !== 401 || !byPassword || password === undefined) throw error;
      return makeRequest({
        type: 'm.login.password',
        identifier: { type: 'm.id.user', user: userId },
        password,
        ...(data?.session !== undefined && { session: data.session }),
      });
    }
  };
  // Secrets of an identity that is gone may be left on the server: they are of no use, and nobody has their key here.
  await secretStorage.hide(() =>
    crypto.bootstrapCrossSigning({ setupNewCrossSigning: true, authUploadDeviceSigningKeys }),
  );
}

export type DeviceTrust = 'unknown' | 'verified' | 'unverified';

/** Whether a device is signed by its user's identity, followed from the first listener to the last. */
export function deviceTrust(crypto: RustCrypto, userId: string, deviceId: string): Readable<DeviceTrust> {
  const events = [CryptoEvent.KeysChanged, CryptoEvent.DevicesUpdated, CryptoEvent.UserTrustStatusChanged] as const;
  const trust = writable<DeviceTrust>('unknown', () => {
    let listens = true;
    const read = async (): Promise<void> => {
      const status = await crypto.getDeviceVerificationStatus(userId, deviceId).catch(() => null);
      if (listens && status) trust.set(status.signedByOwner ? 'verified' : 'unverified');
    };
    const onChange = (): void => void read();
    for (const event of events) crypto.on(event, onChange);
    onChange();
    return () => {
      listens = false;
      for (const event of events) crypto.off(event, onChange);
    };
  });
  return trust;
}
