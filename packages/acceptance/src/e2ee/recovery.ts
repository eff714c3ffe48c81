/** Steps of recovery that scenarios share. */
import type { Device } from './device.ts';
import { until } from './until.ts';

/** The engine waits up to ten seconds before each round of uploads. */
export async function untilBackedUp({ encryption }: Device): Promise<void> {
  await until(
    encryption.recovery.state,
    (state) => state.status !== 'loading' && state.backup.status === 'on' && state.backup.remaining === 0,
    'all keys are backed up',
  );
}
