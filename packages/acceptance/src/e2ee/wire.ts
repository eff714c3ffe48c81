/** What scenarios ask of the server directly, past the SDK. */
import type { Device } from './device.ts';

export interface ClaimedKey {
  readonly keyId: string;
  readonly key: string;
  readonly fallback?: boolean;
}

/** Claims a one-time key of a device, as `asker`; `undefined` where there is none. */
export async function requireKey(
  asker: Device,
  of: Pick<Device, 'userId' | 'deviceId'>,
): Promise<ClaimedKey | undefined> {
  const answer = (await asker.session.request({
    method: 'POST',
    path: '/_matrix/client/v3/keys/claim',
    body: { one_time_keys: { [of.userId]: { [of.deviceId]: 'signed_curve25519' } } },
  })) as { one_time_keys: Record<string, Record<string, Record<string, { key: string; fallback?: boolean }>>> };
  const [keyId, found] = Object.entries(answer.one_time_keys[of.userId]?.[of.deviceId] ?? {})[0] ?? [];
  return found && keyId !== undefined ? { keyId, ...found } : undefined;
}
