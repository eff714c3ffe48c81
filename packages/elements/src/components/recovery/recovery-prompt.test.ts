import type { EncryptionState } from '@bundesmessenger/store';
import { describe, expect, it } from 'vitest';
import { isRecoveryMandatory, recoveryPrompt } from './recovery-prompt.ts';
import { unlockPrompt } from './unlock-prompt.ts';

const safety = { backup: { status: 'on', remaining: 0 }, logoutRisk: 'none' } as const;
const setUpNeeded = {
  status: 'setUpNeeded',
  mandatory: false,
  notConfirmed: false,
  keeper: 'user',
  ...safety,
} as const;
const locked: readonly EncryptionState[] = [
  { status: 'unlockNeeded', methods: [], ...safety },
  { status: 'resetNeeded', ...safety },
  { status: 'deadEnd', reason: 'noReauthentication', ...safety },
];

describe('what recovery asks for', () => {
  it('is one prompt for each state in which something is missing', () => {
    expect(recoveryPrompt(setUpNeeded)).toBe('setUp');
    expect(recoveryPrompt({ ...setUpNeeded, notConfirmed: true })).toBe('notConfirmed');
    expect(locked.map(recoveryPrompt)).toEqual(['unlock', 'reset', 'deadEnd']);
  });

  it('is nothing where all is well, not known yet, or kept by the portal', () => {
    expect(recoveryPrompt({ status: 'ready', recovery: 'set', ...safety })).toBeUndefined();
    expect(recoveryPrompt({ status: 'loading' })).toBeUndefined();
    expect(recoveryPrompt(undefined)).toBeUndefined();
    expect(recoveryPrompt({ ...setUpNeeded, keeper: 'portal' })).toBeUndefined();
  });

  it('is mandatory only for a set-up that the deployment wants of the user', () => {
    expect(isRecoveryMandatory({ ...setUpNeeded, mandatory: true })).toBe(true);
    expect(isRecoveryMandatory({ ...setUpNeeded, mandatory: true, keeper: 'portal' })).toBe(false);
    expect([setUpNeeded, ...locked].some(isRecoveryMandatory)).toBe(false);
  });

  it('stands beside messages only where the device is locked', () => {
    expect(locked.map(unlockPrompt)).toEqual(['unlock', 'reset', 'deadEnd']);
    expect(unlockPrompt(setUpNeeded)).toBeUndefined();
  });
});
