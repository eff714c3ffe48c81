import { describe, expect, it } from 'vitest';
import { projectDeployment } from '../discovery/deployment.ts';
import { writable } from '../readable.ts';
import type { Deployment } from '../types.ts';
import { canSignInAgain, followRecoveryPolicy, recoveryPolicy } from './recovery-policy.ts';

/** As the operator of a BundesMessenger says it (`io.element.e2ee`). */
const announces = (required: boolean): Deployment =>
  projectDeployment({ 'io.element.e2ee': { secure_backup_required: required } });

describe('recovery', () => {
  it('is offered where nobody says otherwise', () => {
    expect(recoveryPolicy({}, {})).toEqual({ wanted: 'offered', keeper: 'user' });
  });

  it('is required where the operator says so', () => {
    expect(recoveryPolicy({}, announces(true)).wanted).toBe('required');
  });

  it('is what the page says, whatever the operator does', () => {
    expect(recoveryPolicy({ recovery: 'off', recoveryKeeper: 'portal' }, announces(true))).toEqual({
      wanted: 'off',
      keeper: 'portal',
    });
  });

  it('follows what the operator says later, and no more after the end', () => {
    const deployment = writable<Deployment>({});
    const policy = followRecoveryPolicy({}, deployment, writable(true));
    deployment.set(announces(true));
    expect(policy.get().wanted).toBe('required');
    policy.stop();
    deployment.set(announces(false));
    expect(policy.get().wanted).toBe('required');
  });

  it('is required of accounts that cannot sign in again, unless the page says otherwise', () => {
    const again = writable(true);
    const policy = followRecoveryPolicy({}, writable<Deployment>({}), again);
    again.set(false);
    expect(policy.get().wanted).toBe('required');
    expect(recoveryPolicy({ recovery: 'offered' }, {}, false).wanted).toBe('offered');
    policy.stop();
  });

  it.each([
    [['org.matrix.login.jwt'], false],
    [['org.matrix.login.jwt', 'm.login.application_service'], false],
    [['org.matrix.login.jwt', 'm.login.password'], true],
    [['m.login.sso', 'm.login.token'], true],
    [[], true],
  ])('knows of %j whether they can be repeated: %s', (flows, again) => {
    expect(canSignInAgain(flows)).toBe(again);
  });
});
