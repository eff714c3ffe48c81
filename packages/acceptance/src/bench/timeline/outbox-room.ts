/** A small encrypted room for own messages, made for one benchmark: what is written there shall not stand in the seeded ones. */
import type { Reader } from '../seed/manifest.ts';
import { encryptionState } from '../seed/seed-account.ts';
import type { BenchStage } from '../bench-stage.ts';

export const outboxName = 'Ausgang';

export async function makeOutboxRoom(stage: BenchStage, readers: readonly Reader[]): Promise<void> {
  const creator = await stage.api(stage.manifest.writers[0]!);
  const roomId = await creator.createRoom({
    name: outboxName,
    preset: 'public_chat',
    initial_state: [{ type: 'm.room.encryption', state_key: '', content: encryptionState }],
  });
  for (const { localpart } of readers) {
    const api = await stage.api(localpart);
    await api.join(roomId);
    await api.request('POST', '/logout', {});
  }
  await creator.request('POST', '/logout', {});
}
