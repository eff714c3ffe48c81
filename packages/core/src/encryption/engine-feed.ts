/**
 * Hands the engine what the answers of a sync hold for it. Most hold nothing: in a busy room they come several a second, and
 * each would cost the engine and its store more time than the message that is waited for takes to be shown.
 */
import type { RustCrypto } from 'matrix-js-sdk/lib/rust-crypto/rust-crypto.js';
import type { StorageRoom } from '../session/storage-room.ts';
import type { SyncUpdate } from '../sync/sync-update.ts';

/** After answers without news the engine is asked this much later, in milliseconds, whether it has requests to make or to repeat. */
const requestsWithinMs = 1_000;

type Update = Pick<SyncUpdate, 'toDevice' | 'deviceLists' | 'oneTimeKeyCounts' | 'unusedFallbackKeyTypes' | 'fresh'>;

export interface EngineFeed {
  /** @throws {BmError} STORE_FULL and what the engine says: then the update has to come again */
  receive(update: Update): Promise<void>;
  stop(): void;
}

export function createEngineFeed(
  crypto: Pick<RustCrypto, 'markAllTrackedUsersAsDirty' | 'processSyncChanges' | 'onSyncCompleted'>,
  { tryTwice }: Pick<StorageRoom, 'tryTwice'>,
): EngineFeed {
  /** What the engine was told last of the keys that the server holds. */
  let told: { readonly counts?: string; readonly fallbackKeys?: string } = {};
  let timer: ReturnType<typeof setTimeout> | undefined;

  const complete = (): void => {
    clearTimeout(timer);
    timer = undefined;
    crypto.onSyncCompleted({});
  };

  return {
    async receive({ toDevice, deviceLists, oneTimeKeyCounts, unusedFallbackKeyTypes, fresh }) {
      // Where the answer says nothing of them they have not changed.
      const now = {
        ...told,
        ...(oneTimeKeyCounts && { counts: textOf(Object.entries(oneTimeKeyCounts)) }),
        ...(unusedFallbackKeyTypes && { fallbackKeys: textOf(unusedFallbackKeyTypes) }),
      };
      const others = (deviceLists?.changed.length ?? 0) + (deviceLists?.left.length ?? 0);
      const isSame = now.counts === told.counts && now.fallbackKeys === told.fallbackKeys;
      if (isSame && !fresh && toDevice.length === 0 && others === 0) {
        timer ??= setTimeout(complete, requestsWithinMs);
        return;
      }
      if (fresh) await crypto.markAllTrackedUsersAsDirty();
      // What could not be stored is not acknowledged: it comes again, and again is what the engine is made for.
      await tryTwice(() =>
        crypto.processSyncChanges({
          toDeviceEvents: toDevice as never,
          ...(deviceLists && { deviceLists: { changed: [...deviceLists.changed], left: [...deviceLists.left] } }),
          ...(oneTimeKeyCounts && { oneTimeKeysCounts: { ...oneTimeKeyCounts } }),
          ...(unusedFallbackKeyTypes && { unusedFallbackKeys: [...unusedFallbackKeyTypes] }),
          // To the older way of counting no count would mean that none is left.
          useMsc4186: oneTimeKeyCounts === undefined,
        }),
      );
      told = now;
      complete();
    },
    stop: () => clearTimeout(timer),
  };
}

function textOf(list: readonly unknown[]): string {
  return JSON.stringify(list.map((entry) => JSON.stringify(entry)).sort());
}
