/**
 * Place for at most one running device. Starts and stops come one after another, and a stop ends a start that is still
 * under way, so that a refusal never meets a device that nobody holds.
 */
import type { MatrixClient } from 'matrix-js-sdk/lib/client.js';
import type { Device, DeviceOptions } from '../encryption/start.ts';
import type { BmError } from '../errors.ts';
import { writable, type Readable } from '../readable.ts';
import { startLoggedInDevice, type DeviceListener } from './logged-in-device.ts';

export interface DeviceSlot {
  /** The client of the running device. */
  readonly client: Readable<MatrixClient | undefined>;
  /** @throws {BmError} see {@link startLoggedInDevice}, or the reason of a stop that came before it was ready */
  start(options: Omit<DeviceOptions, 'signal'>, listener: DeviceListener, password?: string): Promise<void>;
  /** From this call on the listener hears nothing and no request is made. */
  stop(reason?: BmError): Promise<void>;
}

export function createDeviceSlot(): DeviceSlot {
  const client = writable<MatrixClient | undefined>(undefined);
  let device: Device | undefined;
  let ended = new AbortController();
  let last: Promise<unknown> = Promise.resolve();
  const inTurn = (step: () => Promise<void>): Promise<void> => {
    const result = last.then(step);
    last = result.catch(() => undefined);
    return result;
  };
  return {
    client,
    start(options, listener, password) {
      const { signal } = (ended = new AbortController());
      const whileRunning: DeviceListener = {
        onChange: (...change) => !signal.aborted && listener.onChange(...change),
        onTokenUnknown: (soft) => !signal.aborted && listener.onTokenUnknown(soft),
      };
      return inTurn(async () => {
        signal.throwIfAborted();
        const started = await startLoggedInDevice({ ...options, signal }, whileRunning, password);
        if (signal.aborted) await started.stop();
        signal.throwIfAborted();
        device = started;
        client.set(started.client);
      });
    },
    stop(reason) {
      ended.abort(reason);
      client.set(undefined);
      return inTurn(async () => {
        await device?.stop();
        device = undefined;
      });
    },
  };
}
