/** Both ways with matrix-nio, whose protocol nobody here and nobody of matrix-js-sdk wrote: text and encrypted file. */
import { readFileSecrets } from '@bundesmessenger/core';
import { makeRoom } from '../rooms.ts';
import { scenario, type Scenario } from '../scenario.ts';
import { expectThat, poll } from '../until.ts';
import type { EncryptedFile } from './file-by-the-book.ts';
import { startNio } from './nio-client.ts';

export const nio: readonly Scenario[] = [
  scenario('Texts and encrypted files go both ways', 'interoperability: matrix-nio 0.26', async (stage) => {
    const ours = await stage.device(await stage.person('anna'));
    const theirs = await startNio(stage, await stage.person('nina'));
    try {
      const roomId = await makeRoom(ours);
      await ours.session.invite(roomId, theirs.userId);
      await theirs.command({ type: 'join', roomId });
      await ours.untilMember(roomId, theirs.userId, 'join');

      const text = await ours.say(roomId, 'Servus nio');
      expectThat((await theirs.untilEvent('text', text.eventId)).body === text.body, 'they read else');
      const { eventId: answer } = await theirs.command({ type: 'text', roomId, body: 'Grüezi SDK' });
      await ours.untilReads({ roomId, eventId: answer!, body: 'Grüezi SDK' });

      const plain = 'Bauantrag Nr. 12, nur für die Akte';
      const uploaded = await ours.session.media.upload(new Blob([plain]));
      const content = { msgtype: 'm.file', body: 'antrag.txt', file: uploaded, info: { mimetype: 'text/plain' } };
      const sent = await ours.send(roomId, 'm.room.message', content);
      expectThat((await theirs.untilEvent('file', sent)).text === plain, 'they read another file');

      const { eventId: theirFile } = await theirs.command({ type: 'file', roomId, name: 'antwort.txt', text: plain });
      const read = await ours.untilReads({ roomId, eventId: theirFile!, body: 'antwort.txt' });
      const file = read.content.file as EncryptedFile;
      const blob = await ours.session.media.download({ url: file.url, secrets: readFileSecrets(file)! });
      expectThat((await blob.text()) === plain, 'we read another file');
      // nio has no cross-signing: its messages carry the mark.
      await poll(
        () => ours.decryptionOf(roomId, answer!),
        (decryption) => decryption.status === 'decrypted' && decryption.shield === 'unsignedDevice',
        'an unsigned device is marked',
      );
    } finally {
      await theirs.stop();
    }
  }),
];
