/** Cross-signing of the own user: set up once, at the first device's first login (client-server API 11.12.2). */
import type { OlmMachine } from '@matrix-org/matrix-sdk-crypto-wasm';
import { CryptoEvent } from 'matrix-js-sdk/lib/crypto-api/CryptoEvent.js';
import type { UIAuthCallback } from 'matrix-js-sdk/lib/interactive-auth.js';
import type { RustCrypto } from 'matrix-js-sdk/lib/rust-crypto/rust-crypto.js';
import { writable, type Readable } from '../readable.ts';
import type { SealedStorage } from '../session/sealed-storage.ts';
import type { DeviceTrust } from './running-encryption.ts';
import type { SecretStorage } from './secret-storage.ts';

export interface IdentityOptions {
  readonly crypto: RustCrypto;
  readonly machine: OlmMachine;
  readonly secretStorage: SecretStorage;
  readonly userId: string;
  readonly deviceId: string;
  /** Asks the server for the own keys as they are; tells whether the account has an identity. */
  readonly queryOwnKeys: () => Promise<boolean>;
  readonly storage: Pick<SealedStorage, 'get' | 'set'>;
}

/** Set once the server has shown the identity and the signature of this device. */
const settledRecord = 'encryption:identitySettled';

/**
 * Makes the user's cross-signing keys if the account has none, and ends what an earlier start has begun: keys that never
 * reached the server are sent again, not replaced. Another device's keys are never replaced.
 * @param password answers the server if it asks for the password again; used at once and not kept
 */
export async function ensureCrossSigning(
  { crypto, machine, secretStorage, userId, deviceId, queryOwnKeys, storage }: IdentityOptions,
  password: string | undefined,
): Promise<void> {
  if (await storage.get(settledRecord)) return;
  const exists = await queryOwnKeys();
  const { hasMaster, hasSelfSigning } = await machine.crossSigningStatus();
  if (!exists) {
    // matrix-js-sdk would take the keys it has for known to the server. They are sent as they are, or made if there are none.
    const setupNewCrossSigning = !hasMaster;
    const upload = (): Promise<void> =>
      setupNewCrossSigning
        ? crypto.bootstrapCrossSigning({
            setupNewCrossSigning,
            authUploadDeviceSigningKeys: withPassword(userId, password),
          })
        : uploadAgain(crypto, machine, withPassword(userId, password));
    // Secrets of an identity that is gone may be left on the server: they are of no use, and nobody has their key here.
    await secretStorage.hide(upload);
  } else if (hasSelfSigning) {
    const trust = await crypto.getDeviceVerificationStatus(userId, deviceId);
    if (!trust?.signedByOwner) await crypto.crossSignDevice(deviceId);
  } else {
    return; // another device made it; this one has to be unlocked
  }
  if (await queryOwnKeys()) await storage.set(settledRecord, true);
}

async function uploadAgain(crypto: RustCrypto, machine: OlmMachine, authorize: UIAuthCallback<void>): Promise<void> {
  const { outgoingRequestProcessor: processor } = crypto as unknown as {
    outgoingRequestProcessor: {
      makeOutgoingRequest(request: unknown, authorize?: UIAuthCallback<void>): Promise<void>;
    };
  };
  const requests = await machine.bootstrapCrossSigning(false);
  const { uploadKeysRequest, uploadSigningKeysRequest, uploadSignaturesRequest } = requests;
  for (const request of [uploadKeysRequest, uploadSigningKeysRequest, uploadSignaturesRequest]) {
    if (request) await processor.makeOutgoingRequest(request, authorize);
  }
}

function withPassword(userId: string, password: string | undefined): UIAuthCallback<void> {
  return async (makeRequest) => {
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
}

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
