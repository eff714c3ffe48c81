import { describe, expect, it } from 'vitest';
import { recoveryStatus, type RecoveryFacts } from './recovery-status.ts';

/** An account with everything in order; a test names what is not. */
const facts = (changes: Partial<RecoveryFacts> = {}): RecoveryFacts => ({
  known: true,
  hasIdentity: true,
  deviceVerified: true,
  hasPrivateKeys: true,
  secretsUnderWay: false,
  secretStorage: { holds: 'all', keyId: 'key', hasPassphrase: false },
  unconfirmed: false,
  postponed: false,
  hasOtherDevice: false,
  canReauthenticate: true,
  policy: { wanted: 'offered', keeper: 'user' },
  backup: { status: 'on', remaining: 0 },
  keysAtRisk: 0,
  ...changes,
});
const nothing = { holds: 'nothing', hasPassphrase: false } as const;
const locked = { deviceVerified: false, hasPrivateKeys: false } as const;

describe('the one thing to ask of the user', () => {
  it('is nothing while the server has not told what the account has', () => {
    expect(recoveryStatus(facts({ known: false }))).toEqual({ status: 'loading' });
    expect(recoveryStatus(facts({ hasIdentity: false }))).toEqual({ status: 'loading' });
  });

  it('is nothing where recovery is set and this device has the keys', () => {
    expect(recoveryStatus(facts())).toMatchObject({ status: 'ready', recovery: 'set' });
  });

  it('is to set up recovery where there is none', () => {
    const state = recoveryStatus(facts({ secretStorage: nothing }));
    expect(state).toMatchObject({ status: 'setUpNeeded', mandatory: false, notConfirmed: false, keeper: 'user' });
  });

  it.each([
    ['a secret is missing', { secretStorage: { holds: 'partly', keyId: 'key', hasPassphrase: false } }],
    ['the backup that the key would open is gone', { backup: { status: 'off' } }],
  ] as const)('is to set it up again where %s', (_name, changes) => {
    expect(recoveryStatus(facts(changes))).toMatchObject({ status: 'setUpNeeded', notConfirmed: false });
  });

  it('can be put off where the deployment only offers it, and not where it wants it', () => {
    const offered = facts({ secretStorage: nothing, postponed: true });
    expect(recoveryStatus(offered)).toMatchObject({ status: 'ready', recovery: 'notSet' });
    const required = facts({ ...offered, policy: { wanted: 'required', keeper: 'user' } });
    expect(recoveryStatus(required)).toMatchObject({ status: 'setUpNeeded', mandatory: true });
  });

  it('is never recovery where the organisation has none', () => {
    const state = recoveryStatus(facts({ secretStorage: nothing, policy: { wanted: 'off', keeper: 'user' } }));
    expect(state).toMatchObject({ status: 'ready', recovery: 'notSet' });
  });

  it('says that the portal keeps the key where it does', () => {
    const state = recoveryStatus(facts({ secretStorage: nothing, policy: { wanted: 'required', keeper: 'portal' } }));
    expect(state).toMatchObject({ status: 'setUpNeeded', keeper: 'portal' });
  });

  it('is to say that the key is kept, as long as nobody has', () => {
    expect(recoveryStatus(facts({ unconfirmed: true }))).toMatchObject({ status: 'setUpNeeded', notConfirmed: true });
  });

  it.each([
    ['the recovery key', {}, ['recoveryKey']],
    [
      'key or passphrase',
      { secretStorage: { holds: 'all', keyId: 'key', hasPassphrase: true } },
      ['recoveryKey', 'passphrase'],
    ],
    ['another device', { secretStorage: nothing, hasOtherDevice: true }, ['otherDevice']],
    [
      'each of the three',
      { secretStorage: { holds: 'all', keyId: 'key', hasPassphrase: true }, hasOtherDevice: true },
      ['recoveryKey', 'passphrase', 'otherDevice'],
    ],
  ] as const)('is to unlock a new device by %s', (_name, changes, methods) => {
    expect(recoveryStatus(facts({ ...locked, ...changes }))).toMatchObject({ status: 'unlockNeeded', methods });
  });

  it('is a new identity where nothing can unlock', () => {
    expect(recoveryStatus(facts({ ...locked, secretStorage: nothing }))).toMatchObject({ status: 'resetNeeded' });
  });

  it('is honest where a new identity is impossible, too', () => {
    const state = recoveryStatus(facts({ ...locked, secretStorage: nothing, canReauthenticate: false }));
    expect(state).toMatchObject({ status: 'deadEnd', reason: 'noReauthentication' });
  });

  it('is nothing while the device that has just verified this one sends the keys', () => {
    const late = facts({ hasPrivateKeys: false, secretsUnderWay: true });
    expect(recoveryStatus(late)).toEqual({ status: 'loading' });
    expect(recoveryStatus({ ...late, secretsUnderWay: false })).toMatchObject({ status: 'unlockNeeded' });
  });
});

describe('what log-out would lose', () => {
  const riskOf = (changes: Partial<RecoveryFacts>): unknown =>
    (recoveryStatus(facts(changes)) as { logoutRisk?: unknown }).logoutRisk;

  it.each([
    ['nothing where all is backed up', {}, 'none'],
    [
      'keys that are not in the backup yet',
      { keysAtRisk: 3, backup: { status: 'on', remaining: 3 } },
      'keysNotBackedUp',
    ],
    [
      'keys that the server does not take',
      { keysAtRisk: 3, backup: { status: 'failing', remaining: 3 } },
      'keysNotBackedUp',
    ],
    ['everything where there is no recovery', { secretStorage: nothing }, 'noRecovery'],
    ['everything where the key is perhaps not kept', { unconfirmed: true }, 'recoveryNotConfirmed'],
    ['nothing that another device does not have', { secretStorage: nothing, hasOtherDevice: true }, 'none'],
    [
      'what a locked device was sent meanwhile',
      { ...locked, keysAtRisk: 2, backup: { status: 'locked' } },
      'keysNotBackedUp',
    ],
    ['nothing that is known before the backup is', { backup: { status: 'checking' }, keysAtRisk: 9 }, 'none'],
  ] as const)('is %s', (_name, changes, risk) => {
    expect(riskOf(changes)).toBe(risk);
  });
});
