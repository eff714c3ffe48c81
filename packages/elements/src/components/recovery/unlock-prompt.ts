/** What to offer beside a message that a locked device cannot read. Not on the way to the list, as the other prompts are. Pure. */
import type { EncryptionState } from '@bundesmessenger/store';
import type { RecoveryPrompt } from '../../translations/trust-words.ts';
import { recoveryPrompt } from './recovery-prompt.ts';

/** `undefined` where the device is not locked. */
export function unlockPrompt(state: EncryptionState | undefined): RecoveryPrompt | undefined {
  const prompt = recoveryPrompt(state);
  return prompt === 'unlock' || prompt === 'reset' || prompt === 'deadEnd' ? prompt : undefined;
}
