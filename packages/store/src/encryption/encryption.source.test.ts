import { describe, expect, it, vi } from 'vitest';
import { writable, type Encryption, type Session } from '@bundesmessenger/core';
import type { EncryptionState, SessionState } from '@bundesmessenger/core/types';
import { createEncryptionDeeds, createEncryptionReadables } from './encryption.source.ts';

/** A session whose encryption loads when the test says so. */
function stage() {
  const encryption = writable<Encryption | undefined>(undefined);
  const state = writable<SessionState>({ status: 'loggedIn' } as SessionState);
  const recovery = { state: writable<EncryptionState>({ status: 'resetNeeded' } as EncryptionState), unlock: vi.fn() };
  const running = {
    recovery,
    devices: { list: writable({ status: 'ready', items: [] }) },
    verification: { state: writable({ status: 'none' }) },
    reauthentication: { state: writable({ status: 'none' }) },
    identities: { of: (userId: string) => writable({ status: userId === '@ben' ? 'verified' : 'none' }) },
  } as unknown as Encryption;
  const session = { encryption, state } as unknown as Session;
  return { encryption, state, recovery, running, session };
}

describe('what a page sees of the encryption', () => {
  it('is nothing before it has loaded, then what it says, and nothing again after log-out', () => {
    const { encryption, running, session, recovery } = stage();
    const seen: string[] = [];
    const stop = createEncryptionReadables(session).encryption.subscribe(({ status }) => seen.push(status));
    encryption.set(running);
    recovery.state.set({ status: 'ready' } as EncryptionState);
    encryption.set(undefined);
    recovery.state.set({ status: 'deadEnd' } as EncryptionState);
    stop();
    encryption.set(running);
    expect(seen).toEqual(['loading', 'resetNeeded', 'ready', 'loading']);
  });

  it('is one readable for each user, followed only while somebody listens', () => {
    const { encryption, running, session } = stage();
    const readables = createEncryptionReadables(session);
    expect(readables.identity('@ben')).toBe(readables.identity('@ben'));
    encryption.set(running);
    expect(readables.identity('@ben').get()).toEqual({ status: 'unknown' });
    const stop = readables.identity('@ben').subscribe(() => undefined);
    expect(readables.identity('@ben').get()).toEqual({ status: 'verified' });
    stop();
  });
});

describe('a command', () => {
  it('waits until the encryption has loaded', async () => {
    const { encryption, running, session, recovery } = stage();
    const unlocking = createEncryptionDeeds(session).unlock({ secret: { recoveryKey: 'key' } });
    await Promise.resolve();
    expect(recovery.unlock).not.toHaveBeenCalled();
    encryption.set(running);
    await unlocking;
    expect(recovery.unlock).toHaveBeenCalledWith({ recoveryKey: 'key' });
  });

  it('is refused while nobody is logged in, also where somebody logs out meanwhile', async () => {
    const { session, state } = stage();
    const deeds = createEncryptionDeeds(session);
    const waiting = deeds.restoreKeys({});
    state.set({ status: 'loggedOut' } as SessionState);
    await expect(waiting).rejects.toMatchObject({ code: 'NOT_LOGGED_IN' });
    await expect(deeds.resetIdentity({})).rejects.toMatchObject({ code: 'NOT_LOGGED_IN' });
  });
});
