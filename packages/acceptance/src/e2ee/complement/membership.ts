/** Who can read what, by membership and device (complement-crypto, `membership_acls_test.go`, `delayed_requests_test.go`). */
import { until } from '../until.ts';
import { makeRoom, roomOf } from '../rooms.ts';
import { scenario, type Scenario } from '../scenario.ts';
import { createTap } from '../tap.ts';

export const membership: readonly Scenario[] = [
  scenario('Two people in a room read each other', 'TestAliceBobEncryptionWorks', async (stage) => {
    const anna = await stage.device(await stage.person('anna'));
    const ben = await stage.device(await stage.person('ben'));
    const roomId = await roomOf(anna, [ben]);
    await ben.untilReads(await anna.say(roomId, 'Guten Morgen'));
    await anna.untilReads(await ben.say(roomId, 'Moin'));
  }),

  scenario(
    'Who is invited reads after joining what was said before joining',
    'TestCanDecryptMessagesAfterInviteButBeforeJoin',
    async (stage) => {
      const anna = await stage.device(await stage.person('anna'));
      const ben = await stage.device(await stage.person('ben'));
      const roomId = await makeRoom(anna, { invite: [ben] });
      await anna.untilMember(roomId, ben.userId, 'invite');
      const before = await anna.say(roomId, 'vor dem Beitritt');
      await ben.session.join(roomId);
      await ben.untilReads(before);
    },
  ),

  scenario(
    'Who joins a public room sees that something was said before and cannot read it, but reads what follows',
    'TestBobCanSeeButNotDecryptHistoryInPublicRoom',
    async (stage) => {
      const anna = await stage.device(await stage.person('anna'));
      const ben = await stage.device(await stage.person('ben'));
      const roomId = await makeRoom(anna, { kind: 'public' });
      const before = await anna.say(roomId, 'vor dem Beitritt');
      await ben.session.join(roomId);
      await ben.untilFails(before);
      await anna.untilMember(roomId, ben.userId, 'join');
      await ben.untilReads(await anna.say(roomId, 'nach dem Beitritt'));
    },
  ),

  scenario(
    'Who leaves and comes back cannot read what was said in between, but reads what follows',
    'TestOnRejoinBobCanSeeButNotDecryptHistoryInPublicRoom',
    async (stage) => {
      const anna = await stage.device(await stage.person('anna'));
      const ben = await stage.device(await stage.person('ben'));
      const roomId = await makeRoom(anna, { kind: 'public' });
      await ben.session.join(roomId);
      await anna.untilMember(roomId, ben.userId, 'join');
      await ben.untilReads(await anna.say(roomId, 'beide da'));
      await ben.session.leave(roomId);
      await anna.untilMember(roomId, ben.userId, 'leave');
      const between = await anna.say(roomId, 'unter mir');
      await ben.session.join(roomId);
      await ben.untilFails(between);
      await anna.untilMember(roomId, ben.userId, 'join');
      await ben.untilReads(await anna.say(roomId, 'wieder da'));
    },
  ),

  scenario(
    'A new device cannot read what was said before its login, and not what is said after its logout',
    'TestOnNewDeviceBobCanSeeButNotDecryptHistoryInPublicRoom',
    async (stage) => {
      const anna = await stage.device(await stage.person('anna'));
      const person = await stage.person('ben');
      const ben = await stage.device(person);
      const roomId = await roomOf(anna, [ben]);
      const before = await anna.say(roomId, 'vor der Anmeldung');
      await ben.untilReads(before);
      const ben2 = await stage.device(person);
      await ben2.untilFails(before);
      await anna.untilKnows(ben2);
      await ben2.untilReads(await anna.say(roomId, 'nach der Anmeldung'));
      await ben2.session.logout();
      await anna.untilKnows(ben2, false);
      const after = await anna.say(roomId, 'nach der Abmeldung');
      await ben.untilReads(after);
      await (await stage.device(person)).untilFails(after);
    },
  ),

  scenario(
    'Who is invited and changes device before joining reads on the new one after unlocking it',
    'TestChangingDeviceAfterInviteReEncrypts',
    async (stage) => {
      const anna = await stage.device(await stage.person('anna'));
      const person = await stage.person('ben');
      const ben = await stage.device(person);
      const { recovery } = ben.encryption;
      const { recoveryKey } = await recovery.setUp();
      await recovery.confirm();
      const roomId = await makeRoom(anna, { invite: [ben] });
      await anna.untilMember(roomId, ben.userId, 'invite');
      const message = await anna.say(roomId, 'an die Eingeladenen');
      // The key is in the backup before the old device is given up.
      await until(
        recovery.state,
        ({ status, ...state }) =>
          status === 'ready' && 'backup' in state && state.backup?.status === 'on' && state.backup.remaining === 0,
        'the keys are backed up',
      );
      const ben2 = await stage.device(person);
      await ben2.session.join(roomId);
      await ben2.untilFails(message);
      await ben2.encryption.recovery.unlock({ recoveryKey });
      await ben2.untilReads(message);
    },
  ),

  scenario(
    'Who has just been invited reads what is said before the invitation has come back by sync',
    'TestDelayedInviteResponse, U1',
    async (stage) => {
      const tap = createTap();
      const anna = await stage.device(await stage.person('anna'), { environment: { fetch: tap.fetch } });
      const ben = await stage.device(await stage.person('ben'));
      const roomId = await makeRoom(anna);
      await anna.say(roomId, 'allein');
      let holds = true;
      const held: (() => void)[] = [];
      tap.interfere(async ({ path }, next) => {
        const answer = await next();
        if (path.endsWith('/sync') && holds) await new Promise<void>((resolve) => held.push(resolve));
        return answer;
      });
      await anna.session.invite(roomId, ben.userId);
      const message = await anna.say(roomId, 'gleich nach der Einladung');
      holds = false;
      for (const release of held) release();
      await ben.session.join(roomId);
      await ben.untilReads(message);
    },
  ),
];
