/** Both ways with a bare matrix-js-sdk 43: text, edit, reaction, encrypted file, verification. */
import {
  CryptoEvent,
  VerificationPhase,
  VerificationRequestEvent,
  VerifierEvent,
  type ShowSasCallbacks,
  type VerificationRequest,
} from 'matrix-js-sdk/lib/crypto-api/index.js';
import { readFileSecrets } from '@bundesmessenger/core';
import type { Device } from '../device.ts';
import { makeRoom } from '../rooms.ts';
import { scenario, type Scenario } from '../scenario.ts';
import type { Stage } from '../stage.ts';
import { expectThat, poll, until } from '../until.ts';
import { untilPhase } from '../verify.ts';
import { decryptByTheBook, encryptByTheBook, type EncryptedFile } from './file-by-the-book.ts';
import { startJsSdk, type JsSdkClient } from './js-sdk-client.ts';

const source = 'interoperability: matrix-js-sdk 43';

/** One of ours and one of theirs, alone in a room. */
async function pair(stage: Stage): Promise<{ ours: Device; theirs: JsSdkClient; roomId: string }> {
  const ours = await stage.device(await stage.person('anna'));
  const theirs = await startJsSdk(stage, await stage.person('jakob'));
  await theirs.client.getCrypto()!.bootstrapCrossSigning({ authUploadDeviceSigningKeys: (make) => make(null) });
  const roomId = await makeRoom(ours);
  await ours.session.invite(roomId, theirs.userId);
  await theirs.client.joinRoom(roomId);
  await ours.untilMember(roomId, theirs.userId, 'join');
  await theirs.untilJoined(roomId, ours.userId);
  return { ours, theirs, roomId };
}

export const jsSdk: readonly Scenario[] = [
  scenario('Texts, edits and reactions go both ways', source, async (stage) => {
    const { ours, theirs, roomId } = await pair(stage);
    try {
      const text = await ours.say(roomId, 'Servus');
      const read = await theirs.untilDecrypted(roomId, text.eventId);
      expectThat(read.getContent().body === text.body, 'they read else');
      const { event_id: answer } = await theirs.client.sendTextMessage(roomId, 'Grüezi');
      await ours.untilReads({ roomId, eventId: answer, body: 'Grüezi' });

      const edit = await ours.send(roomId, 'm.room.message', replacement(text.eventId, 'Servus!'));
      await theirs.untilDecrypted(roomId, edit);
      await poll(
        () => theirs.client.getRoom(roomId)?.findEventById(text.eventId)?.getContent().body as unknown,
        (body) => body === 'Servus!',
        'they show the edit',
      );
      const { event_id: theirEdit } = await theirs.client.sendMessage(roomId, replacement(answer, 'Grüezi!') as never);
      const edited = await ours.untilReads({ roomId, eventId: theirEdit, body: '* Grüezi!' });
      expectThat(relationOf(edited.content).event_id === answer, 'the edit names another event');

      const reaction = await ours.send(roomId, 'm.reaction', annotation(answer, '👍'));
      const shown = await theirs.untilDecrypted(roomId, reaction);
      expectThat(shown.getType() === 'm.reaction' && shown.getRelation()?.key === '👍', 'they see no reaction');
      // matrix-js-sdk sends reactions in clear, whatever the room says.
      const { event_id: theirs2 } = await theirs.client.sendEvent(
        roomId,
        'm.reaction' as never,
        annotation(text.eventId, '🎉') as never,
      );
      await poll(
        () => ours.session.rooms.get(roomId)?.live.events.find(({ event_id: id }) => id === theirs2)?.type,
        (type) => type === 'm.reaction',
        'their reaction has come',
      );
    } finally {
      theirs.stop();
    }
  }),

  scenario('Encrypted files go both ways', source, async (stage) => {
    const { ours, theirs, roomId } = await pair(stage);
    try {
      const plain = Buffer.from('Bauantrag Nr. 12, nur für die Akte');
      const uploaded = await ours.session.media.upload(new Blob([plain]));
      const sent = await ours.send(roomId, 'm.room.message', { msgtype: 'm.file', body: 'antrag.txt', file: uploaded });
      const got = await theirs.untilDecrypted(roomId, sent);
      const { file } = got.getContent() as { file: EncryptedFile };
      const url = theirs.client.mxcUrlToHttp(file.url, undefined, undefined, undefined, false, true, true)!;
      const answer = await fetch(url, { headers: { Authorization: `Bearer ${theirs.client.getAccessToken()}` } });
      const read = decryptByTheBook(Buffer.from(await answer.arrayBuffer()), file);
      expectThat(read.equals(plain), 'they read another file');

      const made = encryptByTheBook(plain);
      const { content_uri: mxc } = await theirs.client.uploadContent(made.bytes as never, {
        type: 'application/octet-stream',
      });
      const { event_id: eventId } = await theirs.client.sendMessage(roomId, {
        msgtype: 'm.file',
        body: 'antwort.txt',
        file: { ...made.file, url: mxc },
      } as never);
      const { content } = await ours.untilReads({ roomId, eventId, body: 'antwort.txt' });
      const secrets = readFileSecrets(content.file)!;
      const blob = await ours.session.media.download({ url: (content.file as EncryptedFile).url, secrets });
      expectThat(Buffer.from(await blob.arrayBuffer()).equals(plain), 'we read another file');
    } finally {
      theirs.stop();
    }
  }),

  scenario('Two users verify each other by emoji, whoever begins', source, async (stage) => {
    for (const who of ['ours', 'theirs'] as const) {
      const { ours, theirs, roomId } = await pair(stage);
      try {
        await ours.say(roomId, 'damit sie sich kennen');
        const crypto = theirs.client.getCrypto()!;
        if (who === 'ours') {
          const received = nextRequest(theirs);
          await ours.encryption.verification.request({ userId: theirs.userId });
          const request = await received;
          await request.accept();
          await untilPhase(ours, 'choosing');
          await ours.encryption.verification.startSas();
          await finish(ours, request);
        } else {
          const request = await crypto.requestVerificationDM(ours.userId, roomId);
          await untilPhase(ours, 'requested');
          await ours.encryption.verification.accept();
          await phaseOf(request, VerificationPhase.Ready);
          await request.startVerification('m.sas.v1');
          await finish(ours, request);
        }
        await until(
          ours.encryption.identities.of(theirs.userId),
          ({ status }) => status === 'verified',
          'we trust them',
        );
        await poll(
          async () => (await crypto.getUserVerificationStatus(ours.userId)).isVerified(),
          (verified) => verified,
          'they trust us',
        );
      } finally {
        theirs.stop();
      }
    }
  }),

  scenario('A device of theirs verifies one of ours, which then reads the history', source, async (stage) => {
    const person = await stage.person('anna');
    const old = await startJsSdk(stage, person);
    try {
      const crypto = old.client.getCrypto()!;
      await crypto.bootstrapCrossSigning({ authUploadDeviceSigningKeys: (make) => make(null) });
      await crypto.resetKeyBackup();
      const ben = await stage.device(await stage.person('ben'));
      const roomId = await makeRoom(ben);
      await ben.session.invite(roomId, old.userId);
      await old.client.joinRoom(roomId);
      await ben.untilMember(roomId, old.userId, 'join');
      const message = await ben.say(roomId, 'vor der Anmeldung bei uns');
      await old.untilDecrypted(roomId, message.eventId);
      await poll(
        async () => {
          const answer = await fetch(`${stage.homeserver.baseUrl}/_matrix/client/v3/room_keys/version`, {
            headers: { Authorization: `Bearer ${old.client.getAccessToken()}` },
          });
          return ((await answer.json()) as { count?: number }).count ?? 0;
        },
        (count) => count > 0,
        'they have backed up the key',
      );
      const fresh = await stage.device(person);
      await until(fresh.encryption.recovery.state, ({ status }) => status === 'unlockNeeded', 'asks to unlock');
      const received = nextRequest(old);
      await fresh.encryption.verification.request({});
      const request = await received;
      await request.accept();
      await untilPhase(fresh, 'choosing');
      await fresh.encryption.verification.startSas();
      await finish(fresh, request);
      await fresh.untilReads(message);
    } finally {
      old.stop();
    }
  }),
];

const replacement = (eventId: string, body: string) => ({
  msgtype: 'm.text',
  body: `* ${body}`,
  'm.new_content': { msgtype: 'm.text', body },
  'm.relates_to': { rel_type: 'm.replace', event_id: eventId },
});
const annotation = (eventId: string, key: string) => ({
  'm.relates_to': { rel_type: 'm.annotation', event_id: eventId, key },
});

function relationOf(content: Readonly<Record<string, unknown>>): { event_id?: string } {
  return (content['m.relates_to'] ?? {}) as { event_id?: string };
}

function nextRequest({ client }: JsSdkClient): Promise<VerificationRequest> {
  return new Promise((resolve) => client.once(CryptoEvent.VerificationRequestReceived, resolve));
}

function phaseOf(request: VerificationRequest, phase: VerificationPhase): Promise<void> {
  return new Promise((resolve) => {
    const check = (): void => {
      if (request.phase < phase) return;
      request.off(VerificationRequestEvent.Change, check);
      resolve();
    };
    request.on(VerificationRequestEvent.Change, check);
    check();
  });
}

/** From the method being chosen to the end, comparing the emoji of both sides. */
async function finish(ours: Device, request: VerificationRequest): Promise<void> {
  await phaseOf(request, VerificationPhase.Started);
  const verifier = request.verifier!;
  const shown = new Promise<ShowSasCallbacks>((resolve) => {
    const now = verifier.getShowSasCallbacks();
    if (now) resolve(now);
    else verifier.once(VerifierEvent.ShowSas, resolve);
  });
  const verified = verifier.verify();
  const [theirSas, ourSas] = await Promise.all([shown, untilPhase(ours, 'sas')]);
  const symbols = theirSas.sas.emoji!.map(([symbol]) => symbol).join('');
  expectThat(symbols === ourSas.emoji.map(({ symbol }) => symbol).join(''), 'the emoji differ');
  await theirSas.confirm();
  await ours.encryption.verification.confirmSas();
  await Promise.all([verified, untilPhase(ours, 'done')]);
}
