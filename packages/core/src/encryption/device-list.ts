/** The user's own devices as they are shown. Plain data; `devices.ts` keeps it up to date. */
import type { Readable } from '../readable.ts';

export interface Device {
  readonly deviceId: string;
  /** As the device was called at its login, or renamed. Cut to 100 characters. */
  readonly name?: string;
  /** Milliseconds since 1970, by the server's clock. */
  readonly lastSeenTs?: number;
  /** `noEncryption`: has no keys, such as a bot or a login that never finished. */
  readonly trust: 'verified' | 'unverified' | 'noEncryption';
  readonly current: boolean;
}

export interface DeviceList {
  /** `failed`: could not be loaded; asked again with the next change or watch. `items` are then the last known. */
  readonly status: 'loading' | 'ready' | 'failed';
  /** The current device first, then the last seen. */
  readonly items: readonly Device[];
}

export interface Devices {
  /** Loaded with the first listener and followed to the last. */
  readonly list: Readable<DeviceList>;
  rename(deviceId: string, name: string): Promise<void>;
  signOut(deviceIds: readonly string[]): Promise<void>;
  signOutOthers(): Promise<void>;
}
