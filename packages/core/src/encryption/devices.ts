/** The user's own devices: as the server lists them, with the trust that only the keys can tell. */
import { CryptoEvent } from 'matrix-js-sdk/lib/crypto-api/CryptoEvent.js';
import { Method } from 'matrix-js-sdk/lib/http-api/index.js';
import type { RustCrypto } from 'matrix-js-sdk/lib/rust-crypto/rust-crypto.js';
import { BmError } from '../errors.ts';
import type { OAuthClient } from '../login/oauth2.ts';
import type { AuthenticatedRequest } from '../network/client-server-api.ts';
import { toBmError } from '../network/matrix-error.ts';
import { writable } from '../readable.ts';
import type { Device, DeviceList, Devices } from './device-list.ts';
import type { EngineHttp } from './engine-http.ts';
import type { RunningReauthentication } from './reauthentication.ts';

export interface DevicesOptions {
  readonly crypto: RustCrypto;
  readonly http: EngineHttp;
  readonly request: AuthenticatedRequest;
  readonly reauthentication: RunningReauthentication;
  readonly userId: string;
  readonly deviceId: string;
  /** Where an issuer gave the tokens: it ends devices, on a page of its own, and the homeserver does not. */
  readonly oauth: OAuthClient | undefined;
}

const path = '/_matrix/client/v3/devices';
/** Longest name that is shown or set, in characters. */
const longestName = 100;
/** More devices than anybody has; a longer list is a hostile server. */
const mostDevices = 1_000;

export function createDevices(options: DevicesOptions): Devices {
  const { crypto, http, request, reauthentication, userId, deviceId, oauth } = options;

  const trustOf = async (id: string): Promise<Device['trust']> => {
    const status = await crypto.getDeviceVerificationStatus(userId, id);
    if (!status) return 'noEncryption';
    return status.signedByOwner ? 'verified' : 'unverified';
  };
  const load = async (): Promise<readonly Device[]> => {
    const { devices } = await request({ method: 'GET', path });
    if (!Array.isArray(devices)) throw new BmError('BAD_RESPONSE', 'the answer lists no devices');
    // The keys of a device that is new are asked for when its list changes; what is known will do for now.
    const known = devices.slice(0, mostDevices).flatMap((device: unknown) => readDevice(device) ?? []);
    const items = await Promise.all(
      known.map(async (device) => ({
        ...device,
        trust: await trustOf(device.deviceId),
        current: device.deviceId === deviceId,
      })),
    );
    return items.sort((a, b) => Number(b.current) - Number(a.current) || (b.lastSeenTs ?? 0) - (a.lastSeenTs ?? 0));
  };

  let listens = false;
  let loading: Promise<void> | undefined;
  const refresh = (): Promise<void> => {
    const own = (loading ?? Promise.resolve())
      .then(load)
      .then(
        (items) => list.set({ status: 'ready', items }),
        () => list.set({ status: 'failed', items: list.get().items }),
      )
      .finally(() => {
        if (loading === own) loading = undefined;
      });
    return (loading = own);
  };
  const refreshIfWatched = async (): Promise<void> => {
    if (listens) await refresh();
  };
  const list = writable<DeviceList>({ status: 'loading', items: [] }, () => {
    listens = true;
    const onUpdated = (userIds: readonly string[]): void => {
      if (userIds.includes(userId)) void refresh();
    };
    const onTrust = (): void => void refresh();
    crypto.on(CryptoEvent.DevicesUpdated, onUpdated);
    crypto.on(CryptoEvent.KeysChanged, onTrust);
    void refresh();
    return () => {
      listens = false;
      crypto.off(CryptoEvent.DevicesUpdated, onUpdated);
      crypto.off(CryptoEvent.KeysChanged, onTrust);
    };
  });

  /** The user does it there; what waits here goes on when the devices are gone. */
  const signOutAtIssuer = async (deviceIds: readonly string[], { accountUrl }: OAuthClient): Promise<void> => {
    await reauthentication.run('signOutDevices', async () => {
      const left = (await load()).filter(({ deviceId: id }) => deviceIds.includes(id));
      if (left.length > 0) throw challengeAt(accountUrl, left);
    });
    await refreshIfWatched();
  };

  const signOut = async (deviceIds: readonly string[]): Promise<void> => {
    if (deviceIds.length === 0) return;
    if (deviceIds.includes(deviceId)) throw new BmError('DEVICE_CURRENT', 'log out to end this device');
    try {
      if (oauth) return await signOutAtIssuer(deviceIds, oauth);
      await reauthentication.run('signOutDevices', (auth) =>
        http.authedRequest(Method.Post, '/delete_devices', undefined, { devices: deviceIds, ...(auth && { auth }) }),
      );
    } catch (error) {
      throw toBmError(error);
    }
    await refreshIfWatched();
  };

  return {
    list,
    async rename(id, name) {
      const display_name = name.trim().slice(0, longestName);
      await request({ method: 'PUT', path: `${path}/${encodeURIComponent(id)}`, body: { display_name } });
      await refreshIfWatched();
    },
    signOut,
    async signOutOthers() {
      const all = await load();
      await signOut(all.filter(({ current }) => !current).map(({ deviceId: id }) => id));
    },
  };
}

/** As a homeserver asks for it (client-server API, "OAuth authentication"), with the page for it ("Account management URL actions"). */
function challengeAt(accountUrl: string | undefined, [first, ...others]: readonly Device[]): object {
  const url = accountUrl === undefined ? undefined : new URL(accountUrl);
  url?.searchParams.set('action', others.length === 0 ? 'org.matrix.device_delete' : 'org.matrix.devices_list');
  if (others.length === 0) url?.searchParams.set('device_id', first!.deviceId);
  return { httpStatus: 401, data: { flows: [{ stages: ['m.oauth'] }], params: { 'm.oauth': { url: url?.href } } } };
}

function readDevice(device: unknown): Pick<Device, 'deviceId' | 'name' | 'lastSeenTs'> | undefined {
  if (typeof device !== 'object' || device === null) return undefined;
  const { device_id: deviceId, display_name: name, last_seen_ts: lastSeenTs } = device as Record<string, unknown>;
  if (typeof deviceId !== 'string') return undefined;
  return {
    deviceId,
    ...(typeof name === 'string' && name !== '' && { name: name.slice(0, longestName) }),
    ...(Number.isSafeInteger(lastSeenTs) && { lastSeenTs: lastSeenTs as number }),
  };
}
