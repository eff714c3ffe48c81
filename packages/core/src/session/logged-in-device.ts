/** A running device: matrix-js-sdk with encryption and sync, and what of its life the session shows. */
import { ClientEvent } from 'matrix-js-sdk/lib/client.js';
import { HttpApiEvent } from 'matrix-js-sdk/lib/http-api/index.js';
import { deviceTrust, ensureCrossSigning, type DeviceTrust } from '../encryption/cross-signing.ts';
import { startDevice, type Device, type DeviceOptions } from '../encryption/start.ts';
import { projectSyncState, type JsSdkSyncState } from '../sync/sync-state.ts';
import type { SyncState } from '../types.ts';

export interface DeviceListener {
  onChange(sync: SyncState, trust: DeviceTrust): void;
  /** The server does not know the access token any more. `soft`: the device may log in again with its keys. */
  onTokenUnknown(soft: boolean): void;
}

/**
 * @param password of a login that has just happened, in case the server wants it for the first cross-signing keys
 * @throws {BmError} see {@link startDevice}
 */
export async function startLoggedInDevice(
  options: DeviceOptions,
  listener: DeviceListener,
  password: string | undefined,
): Promise<Device> {
  const device = await startDevice(options);
  const { client } = device;
  let sync: SyncState = { status: 'catchingUp' };
  let trust: DeviceTrust = 'unknown';
  let crossSigning: Promise<void> | undefined;

  client.on(ClientEvent.Sync, (next, _previous, data) => {
    const projected = projectSyncState(next as JsSdkSyncState, sync, data?.error);
    // matrix-js-sdk reports each answer; a session that stays live says so once.
    if (JSON.stringify(projected) !== JSON.stringify(sync)) {
      sync = projected;
      listener.onChange(sync, trust);
    }
    if (sync.status === 'live') {
      // Tried again with the next answer if it fails: the account must not stay without an identity.
      crossSigning ??= ensureCrossSigning(client, password).catch(() => {
        crossSigning = undefined;
      });
    }
  });
  client.on(HttpApiEvent.SessionLoggedOut, (error) => listener.onTokenUnknown(error.data.soft_logout === true));
  const stopTrust = deviceTrust(client).subscribe((next) => {
    trust = next;
    if (next !== 'unknown') listener.onChange(sync, trust);
  });
  await device.startSync();
  return {
    ...device,
    async stop() {
      stopTrust();
      await device.stop();
    },
  };
}
