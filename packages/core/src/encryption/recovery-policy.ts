/** What the organisation wants of recovery; where it says nothing, what the operator and the kind of account demand. */
import { writable, type Readable } from '../readable.ts';
import type { Deployment, EncryptionPolicy } from '../types.ts';
import type { RecoveryPolicy } from './recovery-status.ts';

/** Login types that a user can repeat when the server asks who it is: all others leave an account without a way to a new identity. */
const repeatable: ReadonlySet<string> = new Set(['m.login.password', 'm.login.sso']);

/** @param flows login types that the homeserver offers; none where it is not known */
export function canSignInAgain(flows: readonly string[]): boolean {
  return flows.length === 0 || flows.some((flow) => repeatable.has(flow));
}

/** @param again whether the account can sign in again; without that, recovery is the only way back, so nobody puts it off */
export function recoveryPolicy(
  { recovery, recoveryKeeper = 'user' }: EncryptionPolicy,
  { recoveryRequired }: Pick<Deployment, 'recoveryRequired'>,
  again = true,
): RecoveryPolicy {
  return { wanted: recovery ?? (recoveryRequired || !again ? 'required' : 'offered'), keeper: recoveryKeeper };
}

export function followRecoveryPolicy(
  policy: EncryptionPolicy,
  deployment: Readable<Deployment>,
  again: Readable<boolean>,
): Readable<RecoveryPolicy> & { stop(): void } {
  const read = (): RecoveryPolicy => recoveryPolicy(policy, deployment.get(), again.get());
  const wanted = writable(read());
  const onChange = (): void => {
    const next = read();
    if (next.wanted !== wanted.get().wanted || next.keeper !== wanted.get().keeper) wanted.set(next);
  };
  const stops = [deployment.subscribe(onChange), again.subscribe(onChange)];
  return { get: wanted.get, subscribe: wanted.subscribe, stop: () => stops.forEach((stop) => stop()) };
}
