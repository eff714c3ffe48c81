import { describe, expect, it } from 'vitest';
import { BmError } from '../errors.ts';
import type { SyncState } from '../types.ts';
import { projectSyncState } from './sync-state.ts';

const live: SyncState = { status: 'live' };
const catchingUp: SyncState = { status: 'catchingUp' };

describe('projectSyncState', () => {
  it.each(['PREPARED', 'SYNCING'] as const)('takes %s for live', (state) => {
    expect(projectSyncState(state, catchingUp, undefined)).toEqual(live);
  });

  it('takes CATCHUP for catching up', () => {
    expect(projectSyncState('CATCHUP', live, undefined)).toEqual(catchingUp);
  });

  it.each(['ERROR', 'RECONNECTING'] as const)('takes %s for offline, even where nothing says why', (state) => {
    expect(projectSyncState(state, live, undefined)).toMatchObject({ status: 'offline', error: { code: 'OFFLINE' } });
  });

  it('keeps the reason', () => {
    expect(projectSyncState('ERROR', live, new BmError('WL_REDIRECT', 'x'))).toEqual({
      status: 'offline',
      error: { code: 'WL_REDIRECT', message: 'x' },
    });
  });

  it('keeps the server’s code and none of its text', () => {
    const error = { httpStatus: 500, data: { errcode: 'M_UNKNOWN', error: 'syt_secret' } };
    const state = projectSyncState('ERROR', live, error);
    expect([state, JSON.stringify(state).includes('secret')]).toMatchObject([
      { error: { errcode: 'M_UNKNOWN' } },
      false,
    ]);
  });

  it.each([live, catchingUp])('leaves %o as it is when the client stops', (previous) => {
    expect(projectSyncState('STOPPED', previous, undefined)).toBe(previous);
  });

  it('gives what crosses a port', () => {
    const state = projectSyncState('ERROR', live, new Error('x'));
    expect(structuredClone(state)).toEqual(state);
  });
});
