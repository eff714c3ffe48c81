/** Verification as complement-crypto's own list leaves it open: other users, QR, a man in the middle, cancelling. */
import type { VerificationState } from '@bundesmessenger/core/types';
import type { Device } from '../device.ts';
import { holdLongTimers } from '../long-timers.ts';
import { roomOf } from '../rooms.ts';
import { scenario, type Scenario } from '../scenario.ts';
import type { Stage } from '../stage.ts';
import { createTap, onSync } from '../tap.ts';
import { expectThat, until } from '../until.ts';
import { compareEmoji, showEmoji, untilPhase } from '../verify.ts';

async function couple(stage: Stage): Promise<{ anna: Device; ben: Device; roomId: string }> {
  const anna = await stage.device(await stage.person('anna'));
  const ben = await stage.device(await stage.person('ben'));
  return { anna, ben, roomId: await roomOf(anna, [ben]) };
}

/** An account with one device that has everything and one that has nothing. */
async function twoDevices(stage: Stage): Promise<{ old: Device; fresh: Device }> {
  const person = await stage.person('anna');
  const old = await stage.device(person);
  const fresh = await stage.device(person);
  await until(fresh.encryption.recovery.state, ({ status }) => status === 'unlockNeeded', 'asks to unlock');
  return { old, fresh };
}

const cancelled = (device: Device): Promise<Extract<VerificationState, { status: 'cancelled' }>> =>
  untilPhase(device, 'cancelled');

export const verification: readonly Scenario[] = [
  scenario('Two people verify each other by emoji in their room', 'hit list: Alice and Bob', async (stage) => {
    const { anna, ben } = await couple(stage);
    await anna.encryption.verification.request({ userId: ben.userId });
    await compareEmoji(anna, ben);
    await until(anna.encryption.identities.of(ben.userId), ({ status }) => status === 'verified', 'ben is verified');
    await until(ben.encryption.identities.of(anna.userId), ({ status }) => status === 'verified', 'anna is verified');
  }),

  scenario(
    'Emoji that differ end the verification on both sides as a mismatch',
    'hit list: mismatching SAS',
    async (stage) => {
      const { anna, ben } = await couple(stage);
      await anna.encryption.verification.request({ userId: ben.userId });
      await showEmoji(anna, ben);
      await ben.encryption.verification.rejectSas();
      expectThat((await cancelled(ben)).reason === 'mismatch', 'the reason is another one here');
      expectThat((await cancelled(anna)).reason === 'mismatch', 'the reason is another one there');
      const identity = anna.encryption.identities.of(ben.userId);
      await until(identity, ({ status }) => status !== 'unknown', 'ben is known');
      expectThat(identity.get().status === 'unverified', 'ben is verified all the same');
    },
  ),

  scenario('A server that puts its own key between two devices is found out', 'hit list: MITMed key', async (stage) => {
    const tap = createTap();
    const person = await stage.person('anna');
    const old = await stage.device(person);
    const fresh = await stage.device(person, { environment: { fetch: tap.fetch } });
    await until(fresh.encryption.recovery.state, ({ status }) => status === 'unlockNeeded', 'asks to unlock');
    tap.interfere(
      onSync(({ extensions }) => {
        for (const { type, content } of extensions?.to_device?.events ?? []) {
          if (type === 'm.key.verification.key') content.key = 'IaSqRvGlgRuMIMsAFFoQQYRvG0Hi0vGPRbZLaIUf1GM';
        }
      }),
    );
    fresh.session.reconnect();
    await fresh.encryption.verification.request({});
    await untilPhase(old, 'requested');
    await old.encryption.verification.accept();
    await untilPhase(fresh, 'choosing');
    await fresh.encryption.verification.startSas();
    expectThat((await cancelled(fresh)).reason === 'mismatch', 'the new device did not notice');
    expectThat((await cancelled(old)).reason === 'mismatch', 'the old device did not notice');
    expectThat(fresh.encryption.recovery.state.get().status === 'unlockNeeded', 'the device is verified all the same');
  }),

  scenario('A QR code verifies an own device and a second one another user', 'hit list: QR', async (stage) => {
    const { old, fresh } = await twoDevices(stage);
    await fresh.encryption.verification.request({});
    await untilPhase(old, 'requested');
    await old.encryption.verification.accept();
    await scan(old, fresh);
    await until(fresh.encryption.recovery.state, ({ status }) => status === 'setUpNeeded', 'the device is verified');

    const ben = await stage.device(await stage.person('ben'));
    await roomOf(old, [ben]);
    await old.encryption.verification.request({ userId: ben.userId });
    await untilPhase(ben, 'requested');
    await ben.encryption.verification.accept();
    await scan(old, ben);
    await until(ben.encryption.identities.of(old.userId), ({ status }) => status === 'verified', 'anna is verified');
  }),

  scenario(
    'A verification can be cancelled in every phase, by either side, and begun again',
    'hit list: cancel',
    async (stage) => {
      const { old, fresh } = await twoDevices(stage);
      const begin = async (): Promise<void> => {
        await fresh.encryption.verification.cancel();
        await old.encryption.verification.cancel();
        await fresh.encryption.verification.request({});
        await untilPhase(old, 'requested');
      };
      const accept = async (): Promise<void> => {
        await old.encryption.verification.accept();
        await untilPhase(old, 'choosing');
        await untilPhase(fresh, 'choosing');
      };
      for (const [one, other] of [
        [old, fresh],
        [fresh, old],
      ] as const) {
        await begin();
        await one.encryption.verification.cancel();
        expectThat((await cancelled(other)).reason === 'declined', 'when requested');
        await begin();
        await accept();
        await one.encryption.verification.cancel();
        expectThat((await cancelled(other)).reason === 'declined', 'when choosing');
        await begin();
        await showEmoji(fresh, old);
        await one.encryption.verification.cancel();
        expectThat((await cancelled(other)).reason === 'declined', 'when comparing');
        expectThat((await cancelled(one)).byMe, 'who cancels knows it');
      }
      await begin();
      await compareEmoji(fresh, old);
    },
  ),

  scenario(
    'A verification that takes too long ends in every phase, on both sides, and can be begun again',
    'product goal: time-out in every phase',
    async (stage) => {
      const { old, fresh } = await twoDevices(stage);
      const timers = holdLongTimers();
      const accept = async (): Promise<void> => {
        await old.encryption.verification.accept();
        await untilPhase(old, 'choosing');
        await untilPhase(fresh, 'choosing');
      };
      const phases = {
        requested: () => Promise.resolve(),
        choosing: accept,
        sas: () => showEmoji(fresh, old),
        waiting: async () => {
          await showEmoji(fresh, old);
          await fresh.encryption.verification.confirmSas();
          await untilPhase(fresh, 'waiting');
        },
      };
      try {
        for (const [phase, reach] of Object.entries(phases)) {
          await fresh.encryption.verification.cancel();
          await old.encryption.verification.cancel();
          await fresh.encryption.verification.request({});
          await untilPhase(old, 'requested');
          await reach();
          timers.pass();
          for (const device of [old, fresh]) {
            const { reason } = await cancelled(device);
            expectThat(reason === 'timedOut', `${phase}: the reason is ${reason}`);
          }
        }
      } finally {
        timers.letGo();
      }
      await fresh.encryption.verification.request({});
      await compareEmoji(fresh, old);
    },
  ),

  scenario('A request that one own device has answered goes from the others', 'Element Web: 29882', async (stage) => {
    const person = await stage.person('anna');
    const one = await stage.device(person);
    const two = await stage.device(person);
    await two.encryption.verification.request({});
    await compareEmoji(two, one);
    await one.encryption.verification.cancel();
    await two.encryption.verification.cancel();
    const fresh = await stage.device(person);
    await fresh.encryption.verification.request({});
    await untilPhase(one, 'requested');
    await untilPhase(two, 'requested');
    await one.encryption.verification.accept();
    expectThat((await cancelled(two)).reason === 'answeredElsewhere', 'the other device goes on asking');
  }),
];

/** `shower` shows its code, `scanner` reads it. */
async function scan(shower: Device, scanner: Device): Promise<void> {
  const shown = await until(
    shower.encryption.verification.state,
    (state): state is Extract<VerificationState, { status: 'choosing' }> =>
      state.status === 'choosing' && state.qr !== undefined,
    'there is a code to show',
  );
  await untilPhase(scanner, 'choosing');
  await scanner.encryption.verification.scanQr(shown.qr!);
  await untilPhase(shower, 'qrScanned');
  await shower.encryption.verification.confirmQr();
  await Promise.all([untilPhase(shower, 'done'), untilPhase(scanner, 'done')]);
}
