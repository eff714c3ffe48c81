/** matrix-js-sdk's sync states in the session's words. Pure. */
import type { SyncState } from '../types.ts';
import { toBmError } from '../network/matrix-error.ts';

/** The values of matrix-js-sdk's `SyncState` enum, by name so that no code of it is needed here. */
export type JsSdkSyncState = 'ERROR' | 'PREPARED' | 'STOPPED' | 'SYNCING' | 'CATCHUP' | 'RECONNECTING';

/** @param error what matrix-js-sdk reports beside the state */
export function projectSyncState(state: JsSdkSyncState, previous: SyncState, error: unknown): SyncState {
  switch (state) {
    case 'PREPARED':
    case 'SYNCING':
      return { status: 'live' };
    case 'CATCHUP':
      return { status: 'catchingUp' };
    case 'ERROR':
    case 'RECONNECTING': {
      const { code, message, errcode } = toBmError(error ?? { name: 'ConnectionError' });
      return { status: 'offline', error: { code, message, ...(errcode !== undefined && { errcode }) } };
    }
    case 'STOPPED':
      return previous;
  }
}
