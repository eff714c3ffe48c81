/** What organisation and operator together want of recovery: whoever wants more counts. */
import { writable, type Readable } from '../readable.ts';
import type { Deployment, EncryptionPolicy } from '../types.ts';
import type { RecoveryPolicy } from './recovery-status.ts';

export function recoveryPolicy(
  { recovery, recoveryKeeper = 'user' }: EncryptionPolicy,
  { recoveryRequired }: Pick<Deployment, 'recoveryRequired'>,
): RecoveryPolicy {
  return { wanted: recovery ?? (recoveryRequired ? 'required' : 'offered'), keeper: recoveryKeeper };
}

export function followRecoveryPolicy(
  policy: EncryptionPolicy,
  deployment: Readable<Deployment>,
): Readable<RecoveryPolicy> & { stop(): void } {
  const wanted = writable(recoveryPolicy(policy, deployment.get()));
  const stop = deployment.subscribe((announced) => {
    const next = recoveryPolicy(policy, announced);
    if (next.wanted !== wanted.get().wanted || next.keeper !== wanted.get().keeper) wanted.set(next);
  });
  return { get: wanted.get, subscribe: wanted.subscribe, stop };
}
