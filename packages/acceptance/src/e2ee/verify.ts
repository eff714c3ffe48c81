/** Steps of a verification that scenarios share. */
import type { VerificationState } from '@bundesmessenger/core/types';
import type { Device } from './device.ts';
import { expectThat, until } from './until.ts';

export type InPhase<Status extends VerificationState['status']> = Extract<VerificationState, { status: Status }>;

export function untilPhase<Status extends VerificationState['status']>(
  { encryption, userId, deviceId }: Device,
  status: Status,
): Promise<InPhase<Status>> {
  return until(
    encryption.verification.state,
    (state): state is InPhase<Status> => state.status === status,
    `${userId} ${deviceId} is at ${status}`,
  );
}

/** From a request that `asker` has made to both seeing the same emoji. */
export async function showEmoji(asker: Device, other: Device): Promise<void> {
  await untilPhase(other, 'requested');
  await other.encryption.verification.accept();
  await untilPhase(asker, 'choosing');
  await asker.encryption.verification.startSas();
  const [one, two] = await Promise.all([untilPhase(asker, 'sas'), untilPhase(other, 'sas')]);
  expectThat(one.emoji.length === 7 && JSON.stringify(one.emoji) === JSON.stringify(two.emoji), 'the emoji differ');
}

/** To the end. */
export async function compareEmoji(asker: Device, other: Device): Promise<void> {
  await showEmoji(asker, other);
  await asker.encryption.verification.confirmSas();
  await other.encryption.verification.confirmSas();
  await Promise.all([untilPhase(asker, 'done'), untilPhase(other, 'done')]);
}
