/** Computers that are cut off (complement-crypto, `state_synchronisation_test.go`, `to_device_test.go`, `room_keys_test.go`). */
import type { Device } from '../device.ts';
import { requireKey } from '../wire.ts';
import { makeRoom } from '../rooms.ts';
import { scenario, type Scenario } from '../scenario.ts';
import { expectThat, poll } from '../until.ts';
import type { PageOfComputer } from '../computer/computer.ts';

export const interrupted: readonly Scenario[] = [
  scenario(
    'The room key stays when the browser starts again',
    'TestRoomKeyIsNotCycledOnClientRestart',
    async (stage) => {
      const ben = await stage.device(await stage.person('ben'));
      const computer = await stage.computer();
      const anna = await computer.logIn(await stage.person('anna'));
      const roomId = await makeRoom(ben, { kind: 'public' });
      await computer.join(roomId);
      await ben.untilMember(roomId, anna.userId, 'join');
      const first = await computer.call('say', roomId, 'vor dem Neustart');
      await ben.untilReads(first);
      const sent = stage.proxy.requests.length;
      await computer.kill();
      await computer.start();
      await computer.untilLive();
      await computer.call('untilMember', roomId, ben.userId, 'join');
      const second = await computer.call('say', roomId, 'nach dem Neustart');
      await ben.untilReads(second);
      expectThat((await ben.sessionOf(first)) === (await ben.sessionOf(second)), 'the room key is a new one');
      const shared = stage.proxy.requests
        .slice(sent)
        .filter(({ path }) => path.includes('/sendToDevice/m.room.encrypted'));
      expectThat(shared.length === 0, 'the room key was sent again');
    },
  ),

  scenario(
    'A browser that is killed after the server took its keys uploads the same ones, and people can write to it',
    'TestSigkillBeforeKeysUploadResponse, rust-sdk 1415',
    async (stage) => {
      const person = await stage.person('anna');
      const ben = await stage.device(await stage.person('ben'));
      const computer = await stage.computer();
      const isUpload = ({ method, path }: { method: string; path: string }): boolean =>
        method === 'POST' && path.endsWith('/keys/upload');
      stage.proxy.rule(isUpload, { kind: 'dropAnswer' }, { times: 1 });
      const before = stage.proxy.requests.length;
      computer.logIn(person).catch(() => undefined); // is cut off in the middle
      const users = `@${person.localpart}:${stage.homeserver.serverName}`;
      // As soon as somebody can claim a key the server has them.
      await poll(
        () => stage.proxy.requests.slice(before).some(isUpload),
        (seen) => seen,
        'the keys are on their way',
      );
      await poll(
        async () => Object.keys(await devicesOf(ben, users)).length,
        (count) => count > 0,
        'the server has the keys',
      );
      await computer.kill();
      stage.proxy.clearRules();
      await computer.start();
      await computer.untilLive();
      const state = await computer.run(() => (globalThis as unknown as PageOfComputer).session.state.get());
      expectThat(state.status === 'loggedIn', `the session is ${state.status}`);
      const { deviceId } = state as { deviceId: string };
      const roomId = await makeRoom(ben, { kind: 'public' });
      await computer.join(roomId);
      await ben.untilMember(roomId, person.userId, 'join');
      await ben.untilKnows({ userId: person.userId, deviceId });
      await computer.call('untilReads', await ben.say(roomId, 'geht das?'));
      expectThat((await requireKey(ben, { userId: person.userId, deviceId })) !== undefined, 'it has no keys left');
    },
  ),

  scenario(
    'A browser that is killed between getting a room key and storing it reads the message after its restart',
    'TestUnprocessedToDeviceMessagesArentLostOnRestart, element-web 23113',
    async (stage) => {
      const anna = await stage.device(await stage.person('anna'));
      const computer = await stage.computer();
      const ben = await computer.logIn(await stage.person('ben'));
      const roomId = await makeRoom(anna, { kind: 'public', rotationMessages: 1 });
      await computer.join(roomId);
      await anna.untilMember(roomId, ben.userId, 'join');
      await computer.call('untilReads', await anna.say(roomId, 'geht'));
      await computer.kill();
      for (let number = 0; number < 60; number++) await ballast(anna, ben.userId, number);
      const message = await anna.say(roomId, 'neuer Schlüssel');
      const before = stage.proxy.requests.length;
      await computer.start();
      // The third answer of the sync is the first that may bring to-device messages: the encryption has loaded.
      await poll(
        () => stage.proxy.requests.slice(before).filter(({ path }) => path.endsWith('/sync')).length,
        (count) => count >= 3,
        'the sync has begun',
      );
      await computer.kill();
      await computer.start();
      await computer.untilLive();
      await computer.call('untilReads', message);
    },
  ),
];

async function devicesOf(asker: Device, userId: string): Promise<Record<string, unknown>> {
  const answer = (await asker.session.request({
    method: 'POST',
    path: '/_matrix/client/v3/keys/query',
    body: { device_keys: { [userId]: [] } },
  })) as { device_keys: Record<string, Record<string, unknown>> };
  return answer.device_keys[userId] ?? {};
}

async function ballast(sender: Device, userId: string, number: number): Promise<void> {
  await sender.session.request({
    method: 'PUT',
    path: `/_matrix/client/v3/sendToDevice/m.room_key_request/ballast${number}-${crypto.randomUUID()}`,
    body: {
      messages: {
        [userId]: {
          '*': { action: 'request_cancellation', request_id: `random_${number}`, requesting_device_id: 'WHO_KNOWS' },
        },
      },
    },
  });
}
