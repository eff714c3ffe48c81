/** What occasional users of other messengers lose their history by: cleared storage, late keys, interrupted resets, log-out. */
import { marked } from '../canaries.ts';
import type { PageOfComputer } from '../computer/computer.ts';
import type { Device } from '../device.ts';
import { untilBackedUp } from '../recovery.ts';
import { roomOf } from '../rooms.ts';
import { scenario, type Scenario } from '../scenario.ts';
import { password } from '../stage.ts';
import { createTap, failing } from '../tap.ts';
import { codeOf, expectThat, until } from '../until.ts';

const passphrase = marked('Drei Igel zanken am Kanal');

export const recovery: readonly Scenario[] = [
  scenario(
    'A browser whose storage is cleared while it runs says so and logs out; a new login begins with new keys',
    'U8',
    async (stage) => {
      const person = await stage.person('anna');
      const computer = await stage.computer();
      const { deviceId } = await computer.logIn(person);
      await computer.clearSiteData();
      await computer.untilStatus('loggedOut');
      const state = await computer.run(() => (globalThis as unknown as PageOfComputer).session.state.get());
      expectThat(state.status === 'loggedOut' && state.reason === 'storeLost', `it is ${JSON.stringify(state)}`);
      const again = await computer.logIn(person);
      expectThat(again.deviceId !== deviceId, 'new keys go by the old name');
    },
  ),

  scenario(
    'A reset that the user gives up changes nothing, one that is cut off goes on',
    'element-web 34642',
    async (stage) => {
      const tap = createTap();
      const person = await stage.person('anna');
      const anna = await stage.device(person, { environment: { fetch: tap.fetch } });
      const ben = await stage.device(await stage.person('ben'));
      const roomId = await roomOf(anna, [ben]);
      const { recoveryKey } = await anna.encryption.recovery.setUp();
      await anna.encryption.recovery.confirm();
      stage.addCanary(recoveryKey);
      const { recovery: own, reauthentication } = anna.encryption;

      const given = codeOf(() => own.resetIdentity());
      await until(reauthentication.state, ({ status }) => status === 'needed', 'the server asks for the password');
      reauthentication.cancel();
      expectThat((await given) === 'REAUTHENTICATION_CANCELLED', `the code is ${await given}`);
      expectThat(own.state.get().status === 'ready', `the state is ${own.state.get().status}`);
      await ben.untilReads(await anna.say(roomId, 'alles wie vorher'));
      await unlocks(stage.device(person), recoveryKey);

      // After the server has taken the new identity the rest is refused for a while.
      const cut = codeOf(() => own.resetIdentity());
      await until(reauthentication.state, ({ status }) => status === 'needed', 'the server asks again');
      const stop = tap.interfere(failing('/account_data/m.secret_storage.default_key', 500, 1));
      await reauthentication.give(password);
      expectThat((await cut) === 'SERVER_ERROR', `the code is ${await cut}`);
      stop();
      const again = own.resetIdentity();
      await until(reauthentication.state, ({ status }) => status === 'needed', 'the server asks once more');
      await reauthentication.give(password);
      await again;
      await until(own.state, ({ status }) => status === 'setUpNeeded', 'recovery is to be set up anew');
      const made = await own.setUp();
      stage.addCanary(made.recoveryKey);
      await own.confirm(made.recoveryKey);
      await untilBackedUp(anna);
      await unlocks(stage.device(person), made.recoveryKey);
    },
  ),

  scenario(
    'Log-out warns while keys are not in the backup, and no more once they are',
    'Element Web: logout',
    async (stage) => {
      const anna = await stage.device(await stage.person('anna'));
      const ben = await stage.device(await stage.person('ben'));
      const roomId = await roomOf(anna, [ben]);
      const { recovery: own } = anna.encryption;
      const riskOf = (): string => {
        const state = own.state.get();
        return state.status === 'loading' ? state.status : state.logoutRisk;
      };
      expectThat(riskOf() === 'noRecovery', `without recovery it is ${riskOf()}`);
      const { recoveryKey } = await own.setUp();
      stage.addCanary(recoveryKey);
      expectThat(riskOf() === 'recoveryNotConfirmed', `before it is confirmed it is ${riskOf()}`);
      await own.confirm(recoveryKey);
      await ben.untilReads(await anna.say(roomId, 'ein neuer Schlüssel'));
      await until(
        own.state,
        (state) => state.status !== 'loading' && state.logoutRisk === 'keysNotBackedUp',
        'warns of keys that are on their way',
      );
      await untilBackedUp(anna);
      expectThat(riskOf() === 'none', `in the end it is ${riskOf()}`);
    },
  ),

  scenario(
    'A recovery that the deployment wants cannot be put off, and asks nobody twice',
    'product goal: mandatory recovery',
    async (stage) => {
      const anna = await stage.device(await stage.person('anna'), { encryption: { recovery: 'required' } });
      const { recovery: own } = anna.encryption;
      const state = own.state.get();
      expectThat(state.status === 'setUpNeeded' && state.mandatory, `it is ${JSON.stringify(state)}`);
      expectThat((await codeOf(() => own.postpone())) === 'COMMAND_INVALID', 'it can be put off');
      expectThat((await codeOf(() => own.setUp('passwort'))) === 'PASSPHRASE_WEAK', 'a weak passphrase is taken');
      const { recoveryKey } = await own.setUp(passphrase);
      stage.addCanary(recoveryKey);
      expectThat((await codeOf(() => own.confirm('EsTa falsch'))) === 'RECOVERY_KEY_INVALID', 'a typo is taken');
      await own.confirm(recoveryKey);
      expectThat(own.state.get().status === 'ready', `in the end it is ${own.state.get().status}`);
      const ben = await stage.device(await stage.person('ben'));
      await ben.encryption.recovery.postpone();
      expectThat(ben.encryption.recovery.state.get().status === 'ready', 'an offer cannot be put off');
    },
  ),

  scenario(
    'An account that cannot sign in again is told so, and unlocks as soon as there is a way',
    'product goal: no silent dead end of accounts with JWT alone',
    async (stage) => {
      const person = await stage.person('anna');
      const anna = await stage.device(person);
      await anna.stop();
      const tap = createTap();
      tap.interfere(async ({ path }, next) => {
        // What Synapse answers an account that has JWT alone.
        if (path.endsWith('/keys/device_signing/upload'))
          return new Response('{"session":"s","flows":[]}', {
            status: 401,
            headers: { 'Content-Type': 'application/json' },
          });
        return next();
      });
      const fresh = await stage.device(person, { environment: { fetch: tap.fetch } });
      // The old device is gone for good, but the server still lists it.
      await fresh.session.request({ method: 'GET', path: '/_matrix/client/v3/devices' });
      const { recovery: own } = fresh.encryption;
      const code = await codeOf(() => own.resetIdentity());
      expectThat(code === 'REAUTHENTICATION_IMPOSSIBLE', `the code is ${code}`);
      const state = own.state.get();
      const methods = state.status === 'unlockNeeded' ? state.methods : [];
      expectThat(state.status === 'deadEnd' || methods.join() === 'otherDevice', `it is ${JSON.stringify(state)}`);
    },
  ),
];

async function unlocks(logIn: Promise<Device>, recoveryKey: string): Promise<void> {
  const device = await logIn;
  await until(device.encryption.recovery.state, ({ status }) => status === 'unlockNeeded', 'asks to unlock');
  await device.encryption.recovery.unlock({ recoveryKey });
  await until(device.encryption.recovery.state, ({ status }) => status === 'ready', 'is open');
  await device.session.logout();
}
