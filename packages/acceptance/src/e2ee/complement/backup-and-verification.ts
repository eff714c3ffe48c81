/** Key backup across devices and emoji between own devices (complement-crypto, `key_backup_test.go`, `verification_test.go`). */
import { untilBackedUp } from '../recovery.ts';
import { roomOf } from '../rooms.ts';
import { scenario, type Scenario } from '../scenario.ts';
import { codeOf, expectThat, until } from '../until.ts';
import { compareEmoji } from '../verify.ts';

export const backupAndVerification: readonly Scenario[] = [
  scenario(
    'A backup made by one device is read by a new one with the recovery key',
    'TestCanBackupKeys',
    async (stage) => {
      const person = await stage.person('anna');
      const anna = await stage.device(person);
      const ben = await stage.device(await stage.person('ben'));
      const roomId = await roomOf(anna, [ben]);
      const message = await ben.say(roomId, 'in der Sicherung');
      await anna.untilReads(message);
      const { recoveryKey } = await anna.encryption.recovery.setUp();
      stage.addCanary(recoveryKey);
      await anna.encryption.recovery.confirm(recoveryKey);
      await untilBackedUp(anna);
      await anna.session.logout();
      const again = await stage.device(person);
      await again.untilFails(message);
      await again.encryption.recovery.unlock({ recoveryKey });
      await again.untilReads(message);
    },
  ),

  scenario('A wrong recovery key opens nothing', 'TestBackupWrongRecoveryKeyFails', async (stage) => {
    const person = await stage.person('anna');
    const anna = await stage.device(person);
    const ben = await stage.device(await stage.person('ben'));
    const roomId = await roomOf(anna, [ben]);
    const message = await ben.say(roomId, 'in der Sicherung');
    await anna.untilReads(message);
    const { recoveryKey: old } = await anna.encryption.recovery.setUp();
    stage.addCanary(old);
    await anna.encryption.recovery.setUp();
    await anna.encryption.recovery.confirm();
    await untilBackedUp(anna);
    await anna.session.logout();
    const again = await stage.device(person);
    await again.untilFails(message);
    await until(again.encryption.recovery.state, ({ status }) => status === 'unlockNeeded', 'asks to unlock');
    const { recovery } = again.encryption;
    expectThat(
      (await codeOf(() => recovery.unlock({ recoveryKey: old }))) === 'RECOVERY_KEY_WRONG',
      'the old key opens',
    );
    const typo = old.replace(/.$/, (last) => (last === 'a' ? 'b' : 'a'));
    expectThat(
      (await codeOf(() => recovery.unlock({ recoveryKey: typo }))) === 'RECOVERY_KEY_INVALID',
      'a typo is told apart',
    );
    expectThat(again.encryption.recovery.state.get().status === 'unlockNeeded', 'it is open all the same');
    await again.untilFails(message);
  }),

  scenario(
    'Two own devices verify each other by emoji, and the new one reads the history',
    'TestVerificationSAS',
    async (stage) => {
      const person = await stage.person('anna');
      const anna = await stage.device(person);
      const ben = await stage.device(await stage.person('ben'));
      const roomId = await roomOf(anna, [ben]);
      const message = await ben.say(roomId, 'in der Sicherung');
      await anna.untilReads(message);
      await anna.encryption.recovery.setUp();
      await anna.encryption.recovery.confirm();
      await untilBackedUp(anna);
      const anna2 = await stage.device(person);
      await until(anna2.encryption.recovery.state, ({ status }) => status === 'unlockNeeded', 'asks to unlock');
      await anna2.encryption.verification.request({});
      await compareEmoji(anna2, anna);
      await until(anna2.encryption.recovery.state, ({ status }) => status === 'ready', 'has the keys');
      await anna2.untilReads(message);
    },
  ),
];
