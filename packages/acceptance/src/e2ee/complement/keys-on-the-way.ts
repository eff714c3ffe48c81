/** Keys that have to arrive though servers fail (complement-crypto, `device_keys`, `one_time_keys` and `to_device_test.go`). */
import { createPaperDevice } from '../paper-device.ts';
import { requireKey } from '../wire.ts';
import { knows, makeRoom, roomOf } from '../rooms.ts';
import { scenario, type Scenario } from '../scenario.ts';
import { createTap, failing } from '../tap.ts';
import { expectThat, poll } from '../until.ts';

export const keysOnTheWay: readonly Scenario[] = [
  scenario(
    'A device list that cannot be had is asked for again',
    'TestFailedDeviceKeyDownloadRetries',
    async (stage) => {
      const tap = createTap();
      const anna = await stage.device(await stage.person('anna'), { environment: { fetch: tap.fetch } });
      const ben = await stage.device(await stage.person('ben'));
      tap.interfere(failing('/keys/query', 504, 4));
      const roomId = await roomOf(anna, [ben]);
      await ben.untilReads(await anna.say(roomId, 'trotzdem'));
    },
  ),

  scenario(
    'One-time keys that the server does not take are uploaded again',
    'TestFailedOneTimeKeyUploadRetries',
    async (stage) => {
      const tap = createTap();
      tap.interfere(failing('/keys/upload', 504, 2));
      const anna = await stage.device(await stage.person('anna'), { environment: { fetch: tap.fetch } });
      const ben = await stage.device(await stage.person('ben'));
      await poll(
        () => requireKey(ben, anna),
        (key) => key !== undefined,
        'there is a one-time key',
      );
    },
  ),

  scenario('One-time keys that cannot be claimed are claimed again', 'TestFailedKeysClaimRetries', async (stage) => {
    const tap = createTap();
    const anna = await stage.device(await stage.person('anna'));
    const ben = await stage.device(await stage.person('ben'), { environment: { fetch: tap.fetch } });
    const roomId = await makeRoom(anna, { kind: 'public' });
    tap.interfere(failing('/keys/claim', 504, 2));
    await ben.session.join(roomId);
    await ben.untilMember(roomId, anna.userId, 'join');
    await anna.untilReads(await ben.say(roomId, 'doch noch'));
  }),

  scenario(
    'When all one-time keys are used up, the fallback key serves everybody',
    'TestFallbackKeyIsUsedIfOneTimeKeysRunOut',
    async (stage) => {
      const tap = createTap();
      const anna = await stage.device(await stage.person('anna'), { environment: { fetch: tap.fetch } });
      const ben = await stage.device(await stage.person('ben'));
      const carla = await stage.device(await stage.person('carla'));
      const greedy = await stage.device(await stage.person('gierig'));
      await poll(
        () => requireKey(greedy, anna),
        (key) => key !== undefined,
        'there are keys',
      );
      const stop = tap.interfere(failing('/keys/upload', 504, Infinity));
      for (let left = 200; left > 0; left--) if ((await requireKey(greedy, anna))?.fallback === true) break;
      const roomId = await makeRoom(ben, { kind: 'public', invite: [anna, carla] });
      await anna.session.join(roomId);
      await carla.session.join(roomId);
      await ben.untilMember(roomId, anna.userId, 'join');
      await carla.untilMember(roomId, anna.userId, 'join');
      const ofBen = await ben.say(roomId, 'Hallo');
      const ofCarla = await carla.say(roomId, 'Tschüs');
      stop();
      await anna.untilReads(ofBen);
      await anna.untilReads(ofCarla);
    },
  ),

  scenario('A room key that cannot be sent is sent again', 'TestClientRetriesSendToDevice', async (stage) => {
    const tap = createTap();
    const anna = await stage.device(await stage.person('anna'), { environment: { fetch: tap.fetch } });
    const ben = await stage.device(await stage.person('ben'));
    const roomId = await roomOf(anna, [ben]);
    tap.interfere(failing('/sendToDevice/', 504, 3));
    await ben.untilReads(await anna.say(roomId, 'nach drei Versuchen'));
  }),

  scenario(
    'A new room key goes to a hundred people in one request',
    'TestToDeviceMessagesAreBatched',
    async (stage) => {
      const tap = createTap();
      const anna = await stage.device(await stage.person('anna'), { environment: { fetch: tap.fetch } });
      const roomId = await makeRoom(anna, { kind: 'public' });
      const comeIn = async (): Promise<string> => {
        const device = await createPaperDevice(stage, await stage.person('vielevon'));
        await device.join(roomId);
        return device.userId;
      };
      const members: string[] = [];
      while (members.length < 100) members.push(...(await Promise.all(Array.from({ length: 10 }, comeIn))));
      await poll(
        () => anna.session.rooms.get(roomId)?.joinedCount,
        (count) => count === 101,
        'all are there',
      );
      await anna.say(roomId, 'an alle');
      const sent = tap
        .to('/sendToDevice/m.room.encrypted/')
        .map(({ body }) => Object.keys((body as Messages).messages));
      expectThat(
        sent.length > 0 && sent[0]!.length >= 100,
        `the batches are ${sent.map(({ length }) => length).join(', ')}`,
      );
      expectThat(
        members.every((userId) => sent.flat().includes(userId)),
        'somebody was left out',
      );
    },
  ),

  scenario(
    'A room key of a device that cannot be looked up is kept and used later',
    'TestToDeviceMessagesArentLostWhenKeysQueryFails, element-web 24682',
    async (stage) => {
      const tap = createTap();
      const person = await stage.person('anna');
      const anna = await stage.device(person);
      const ben = await stage.device(await stage.person('ben'), { environment: { fetch: tap.fetch } });
      const roomId = await roomOf(anna, [ben]);
      await ben.untilReads(await anna.say(roomId, 'vorher'));
      tap.interfere(failing('/keys/query', 504, 3));
      const anna2 = await stage.device(person);
      await knows(anna2, roomId);
      const message = await anna2.say(roomId, 'vom neuen Gerät');
      await poll(
        () => tap.to('/keys/query').length,
        (count) => count > 0,
        'the look-up was tried',
      );
      await ben.untilReads(message);
    },
  ),

  scenario(
    'A hundred and twenty room keys that come at once are all taken in',
    'TestToDeviceMessagesAreProcessedInOrder, element-web 25723',
    async (stage) => {
      const tap = createTap();
      const anna = await stage.device(await stage.person('anna'), { environment: { fetch: tap.fetch } });
      const roomId = await makeRoom(anna, { kind: 'public', rotationMessages: 1 });
      const writers = [];
      for (const name of ['ben', 'carla', 'dora', 'emil']) writers.push(await stage.device(await stage.person(name)));
      const stop = tap.interfere(failing('/sync', 504, Infinity));
      for (const writer of writers) {
        await writer.session.join(roomId);
        await writer.untilMember(roomId, anna.userId, 'join');
      }
      const messages = [];
      for (let number = 1; number <= 30; number++) {
        for (const writer of writers) messages.push(await writer.say(roomId, `Nachricht ${number}`));
      }
      stop();
      anna.session.reconnect();
      for (const message of messages) await anna.untilReads(message);
    },
  ),
];

interface Messages {
  readonly messages: Readonly<Record<string, unknown>>;
}
