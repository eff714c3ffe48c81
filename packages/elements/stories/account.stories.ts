import type { LogoutRisk } from '@bundesmessenger/store';
import type { Meta, StoryObj } from '@storybook/web-components-vite';
import { html } from 'lit';
import '../src/components/account/account.define.ts';
import { anna, cem, loggedIn, me } from '../src/testing/snapshots.ts';
import { deviceList } from '../src/testing/trust-snapshots.ts';
import { storeOf, type Changes } from './snapshots.ts';
import { press, story } from './stage.ts';

const meta: Meta = { title: 'bm-account', component: 'bm-account' };
export default meta;

const account = (changes: Changes = {}, ...pressed: readonly string[]): StoryObj =>
  story(
    () =>
      html`<bm-account
        .store=${storeOf(changes)}
        accessibility-url="https://behoerde.example/barrierefreiheit"
      ></bm-account>`,
    'column',
    () => press(...pressed),
  );

const logout = (logoutRisk: LogoutRisk, recovery: 'set' | 'notSet' = 'set'): StoryObj =>
  account(
    { encryption: { status: 'ready', recovery, backup: { status: 'on', remaining: 0 }, logoutRisk } },
    '[part="logout"]',
  );

export const Verified = account();
export const WithoutPicture = account({ profile: { displayName: me.displayName } });
export const WithoutName = account({ profile: {} });
export const LongName = account({
  profile: { displayName: 'Dr. Johanna-Charlotte Freifrau von und zu Hohenstein-Wallersdorf' },
});
export const NotVerified = account({ session: loggedIn({ device: 'unverified' }) });
export const NothingIsStored = account({ session: loggedIn({ storage: 'memory' }) });
export const Settings = account({}, '[part="settings"]');
export const SettingsWithIgnoredPeople = account(
  { ignored: [anna, cem], devices: { ...deviceList, items: deviceList.items.slice(0, 1) } },
  '[part="settings"]',
);
export const Logout = logout('none');
export const LogoutWithoutBackup = logout('noRecovery', 'notSet');
export const LogoutDuringBackup = logout('keysNotBackedUp');
export const LogoutWithoutConfirmation = logout('recoveryNotConfirmed');
