/** One room with 10,000 messages in clear, as people write them: one or two lines, two writers in turn. */
import type { Api } from './client-server-api.ts';
import { inOrder } from './in-parallel.ts';
import type { SharedRoom } from './manifest.ts';

export const archiveMessages = 10_000;

const sentences = [
  'Können Sie bitte bis morgen noch einmal über die Vorlage schauen?',
  'Ja, mache ich.',
  'Der Termin mit dem Bauamt ist auf Donnerstag, 14 Uhr verlegt, Raum 2.17.',
  'Danke für die schnelle Antwort!',
  'Ich habe die Änderungen aus der Besprechung eingearbeitet; offen ist noch der Punkt zur Finanzierung, den wir mit der Kämmerei abstimmen müssen.',
  'Einverstanden.',
];

export async function seedArchive(
  name: string,
  readers: readonly Api[],
  writers: readonly [Api, Api],
  log: (line: string) => void,
): Promise<SharedRoom> {
  const roomId = await writers[0].createRoom({ name, topic: 'Für Messungen', preset: 'public_chat' });
  for (const member of [writers[1], ...readers]) await member.join(roomId);
  const text = (index: number): string => `Nachricht ${index + 1}: ${sentences[index % sentences.length]}`;
  await inOrder(archiveMessages, 'messages in clear', log, async (index) => {
    await writers[index % 2]!.sendText(roomId, text(index));
  });
  return { roomId, name, newest: text(archiveMessages - 1) };
}
