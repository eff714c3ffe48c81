/** Uploads that a power cut interrupts, as complement-crypto's own list leaves them open. */
import { makeRoom } from '../rooms.ts';
import { scenario, type Scenario } from '../scenario.ts';
import { expectThat, poll } from '../until.ts';
import type { PageOfComputer } from '../computer/computer.ts';
import type { WithEngine } from '../engine.ts';
import type { Stage } from '../stage.ts';

const isPost =
  (end: string) =>
  ({ method, path }: { method: string; path: string }) =>
    method === 'POST' && path.endsWith(end);

async function untilAsked(stage: Stage, from: number, end: string): Promise<void> {
  await poll(
    () => stage.proxy.requests.slice(from).some(isPost(end)),
    (seen) => seen,
    `${end} is on its way`,
  );
}

const ownKeys = (): Promise<{ ed25519: string; curve25519: string }> =>
  ((globalThis as unknown as PageOfComputer).session.encryption.get() as WithEngine).crypto.getOwnDeviceKeys();

export const interrupted: readonly Scenario[] = [
  scenario(
    'Device keys that were cut off on their way are the same after the restart, and arrive',
    'hit list: device keys interrupted by SIGKILL',
    async (stage) => {
      const ben = await stage.device(await stage.person('ben'));
      const computer = await stage.computer();
      const person = await stage.person('anna');
      stage.proxy.rule(isPost('/keys/upload'), { kind: 'dropRequest' });
      const before = stage.proxy.requests.length;
      computer.logIn(person).catch(() => undefined); // is cut off in the middle
      await untilAsked(stage, before, '/keys/upload');
      const first = await computer.run(ownKeys);
      await computer.kill();
      stage.proxy.clearRules();
      await computer.start();
      await computer.untilLive();
      const second = await computer.run(ownKeys);
      expectThat(first.ed25519 === second.ed25519, 'the device has other keys now');
      const state = await computer.run(() => (globalThis as unknown as PageOfComputer).session.state.get());
      await ben.untilKnows(state as { userId: string; deviceId: string });
    },
  ),

  scenario(
    'An identity that was cut off before or after it reached the server is the same after the restart, and signs its device',
    'hit list: cross-signing keys interrupted by SIGKILL',
    async (stage) => {
      for (const kind of ['dropRequest', 'dropAnswer'] as const) {
        const computer = await stage.computer();
        stage.proxy.rule(isPost('/keys/device_signing/upload'), { kind });
        const before = stage.proxy.requests.length;
        computer.logIn(await stage.person('anna')).catch(() => undefined); // is cut off in the middle
        await untilAsked(stage, before, '/keys/device_signing/upload');
        const first = await computer.run(masterKey);
        await computer.kill();
        stage.proxy.clearRules();
        await computer.start();
        await computer.untilLive();
        const second = await computer.run(masterKey);
        expectThat(first !== null && first === second, `${kind}: the identity is a new one`);
        await poll(
          () =>
            computer.run(() => {
              const state = (globalThis as unknown as PageOfComputer).session.state.get();
              return state.status === 'loggedIn' ? state.device : state.status;
            }),
          (device) => device === 'verified',
          `${kind}: the device is signed`,
        );
      }
    },
  ),

  scenario(
    'A room key that was cut off on its way is sent after the restart',
    'hit list: to-device message interrupted by SIGKILL',
    async (stage) => {
      const ben = await stage.device(await stage.person('ben'));
      const computer = await stage.computer();
      const anna = await computer.logIn(await stage.person('anna'));
      const roomId = await makeRoom(ben, { kind: 'public' });
      await computer.join(roomId);
      await ben.untilMember(roomId, anna.userId, 'join');
      stage.proxy.rule(({ path }) => path.includes('/sendToDevice/'), { kind: 'dropRequest' });
      const before = stage.proxy.requests.length;
      computer.call('say', roomId, 'wird abgeschnitten').catch(() => undefined);
      await poll(
        () => stage.proxy.requests.slice(before).some(({ path }) => path.includes('/sendToDevice/')),
        (seen) => seen,
        'the room key is on its way',
      );
      await computer.kill();
      stage.proxy.clearRules();
      await computer.start();
      await computer.untilLive();
      await computer.call('untilMember', roomId, ben.userId, 'join');
      await ben.untilReads(await computer.call('say', roomId, 'nach dem Neustart'));
    },
  ),

  scenario(
    'A device that came while the browser was cut off gets the next room key',
    'hit list: device list changes interrupted by SIGKILL',
    async (stage) => {
      const person = await stage.person('ben');
      const ben = await stage.device(person);
      const computer = await stage.computer();
      const anna = await computer.logIn(await stage.person('anna'));
      const roomId = await makeRoom(ben, { kind: 'public' });
      await computer.join(roomId);
      await ben.untilMember(roomId, anna.userId, 'join');
      await ben.untilReads(await computer.call('say', roomId, 'vorher'));
      await computer.kill();
      const ben2 = await stage.device(person);
      // Cut off once more while it asks what has changed.
      stage.proxy.rule(isPost('/keys/query'), { kind: 'dropRequest' });
      const before = stage.proxy.requests.length;
      await computer.start();
      await untilAsked(stage, before, '/keys/query');
      await computer.kill();
      stage.proxy.clearRules();
      await computer.start();
      await computer.untilLive();
      await computer.call('untilMember', roomId, ben.userId, 'join');
      await ben2.untilReads(await computer.call('say', roomId, 'an beide Geräte'));
    },
  ),
];

const masterKey = (): Promise<string | null> =>
  ((globalThis as unknown as PageOfComputer).session.encryption.get() as WithEngine).crypto.getCrossSigningKeyId();
