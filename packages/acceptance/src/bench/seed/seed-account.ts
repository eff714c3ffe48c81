/** The rooms of one account: name, topic, three members, three messages each, every fifth one encrypted. */
import type { Api } from './client-server-api.ts';
import { inParallel } from './in-parallel.ts';
import { roomNamePrefix } from './manifest.ts';

const messagesPerRoom = 3;
/** 20 % of the rooms. */
const encryptedEach = 5;

const topics = ['Bauantrag', 'Widerspruch', 'Haushalt', 'Ortstermin', 'Stellungnahme', 'Vergabe', 'Personal'];

export const encryptionState = { algorithm: 'm.megolm.v1.aes-sha2' } as const;

export async function seedAccount(
  reader: Api,
  writers: readonly [Api, Api],
  rooms: number,
  log: (line: string) => void,
): Promise<void> {
  await inParallel(rooms, `rooms of ${reader.account.userId}`, log, async (index) => {
    const [creator, member] = index % 2 === 0 ? writers : [writers[1], writers[0]];
    const roomId = await creator.createRoom({
      name: `${roomNamePrefix} ${String(index + 1).padStart(4, '0')}`,
      topic: `${topics[index % topics.length]}, Aktenzeichen ${index + 1}/2026`,
      preset: 'public_chat', // so that nobody needs an invite
    });
    await reader.join(roomId);
    await member.join(roomId);
    for (let message = 1; message <= messagesPerRoom; message++) {
      const writer = message % 2 === 0 ? member : creator;
      await writer.sendText(roomId, `Nachricht ${message} zu Vorgang ${index + 1}`);
    }
    // Afterwards: what was written before stays readable, and nobody needs keys for it.
    if (index % encryptedEach === 0) await creator.setState(roomId, 'm.room.encryption', encryptionState);
  });
}
