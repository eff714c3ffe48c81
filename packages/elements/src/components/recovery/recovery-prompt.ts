/** What to ask of the user next, from the state of the encryption: one prompt, or none. Pure. */
import type { EncryptionState } from '@bundesmessenger/store';
import type { RecoveryPrompt } from '../../translations/trust-words.ts';

/** `undefined` where there is nothing to ask, or the portal keeps the key. */
export function recoveryPrompt(state: EncryptionState | undefined): RecoveryPrompt | undefined {
  switch (state?.status) {
    case 'setUpNeeded':
      if (state.keeper === 'portal') return undefined;
      return state.notConfirmed ? 'notConfirmed' : 'setUp';
    case 'unlockNeeded':
      return 'unlock';
    case 'resetNeeded':
      return 'reset';
    case 'deadEnd':
      return 'deadEnd';
    default:
      return undefined;
  }
}

/** The deployment wants it before anything else. */
export function isRecoveryMandatory(state: EncryptionState | undefined): boolean {
  return state?.status === 'setUpNeeded' && state.mandatory && state.keeper === 'user';
}
