/**
 * Place for at most one running device. Starts and stops come one after another, and a stop ends a start that still waits
 * for its turn, so that two devices never write one crypto store.
 */
import type { RunningEncryption } from '../encryption/running-encryption.ts';
import { BmError } from '../errors.ts';
import { writable, type Readable } from '../readable.ts';
import { settledWithin } from './settled-within.ts';
import {
  startLoggedInDevice,
  type DeviceListener,
  type DeviceOptions,
  type LoggedInDevice,
} from './logged-in-device.ts';

export interface DeviceSlot {
  /** Of the running device, once it has loaded. */
  readonly encryption: Readable<RunningEncryption | undefined>;
  /** Waits for it. @throws {BmError} NOT_LOGGED_IN when the device ends before */
  whenEncrypted(): Promise<RunningEncryption>;
  start(options: DeviceOptions, listener: DeviceListener): Promise<void>;
  /** Asks the server at once instead of waiting. */
  wake(): void;
  /**
   * From this call on the listener hears nothing and no request is made.
   * @param withinMs after that time the next device need not wait any more: only for one whose store is never opened again
   */
  stop(reason?: BmError, withinMs?: number): Promise<void>;
}

export function createDeviceSlot(): DeviceSlot {
  const encryption = writable<RunningEncryption | undefined>(undefined);
  let device: LoggedInDevice | undefined;
  let ended = new AbortController();
  let last: Promise<unknown> = Promise.resolve();
  const inTurn = (step: () => Promise<void> | void): Promise<void> => {
    const result = last.then(step);
    last = result.catch(() => undefined);
    return result;
  };
  return {
    encryption,
    whenEncrypted() {
      const { signal } = ended;
      return new Promise((resolve, reject) => {
        const stops: (() => void)[] = [];
        const settle = (act: () => void): void => {
          queueMicrotask(() => stops.forEach((stop) => stop()));
          signal.removeEventListener('abort', onEnd);
          act();
        };
        const onEnd = (): void => settle(() => reject(new BmError('NOT_LOGGED_IN', 'nobody is logged in')));
        if (signal.aborted) return onEnd();
        signal.addEventListener('abort', onEnd);
        stops.push(encryption.subscribe((running) => running && settle(() => resolve(running))));
      });
    },
    start(options, listener) {
      const { signal } = (ended = new AbortController());
      return inTurn(() => {
        signal.throwIfAborted();
        device = startLoggedInDevice(options, listener);
        const { encryption: own } = device;
        signal.addEventListener(
          'abort',
          own.subscribe((running) => !signal.aborted && encryption.set(running)),
        );
      });
    },
    wake: () => device?.wake(),
    stop(reason, withinMs) {
      ended.abort(reason);
      encryption.set(undefined);
      const running = device;
      device = undefined;
      const stopping = running?.stop(reason);
      const stopped = inTurn(() => stopping);
      if (withinMs === undefined) return stopped;
      const over = settledWithin(withinMs, stopped);
      last = over;
      return over;
    },
  };
}
