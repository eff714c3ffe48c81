import type { ReauthenticationMethod } from '@bundesmessenger/store';
import type { Meta, StoryObj } from '@storybook/web-components-vite';
import { html } from 'lit';
import '../src/components/devices/devices.define.ts';
import { deviceList } from '../src/testing/trust-snapshots.ts';
import { storeOf, type Changes } from './snapshots.ts';
import { press, story } from './stage.ts';

const meta: Meta = { title: 'bm-devices', component: 'bm-devices' };
export default meta;

const devices = (changes: Changes = {}, ...pressed: readonly string[]): StoryObj =>
  story(
    () => html`<bm-devices .store=${storeOf(changes)}></bm-devices>`,
    'panel',
    () => press(...pressed),
  );

const atIssuer = { type: 'oauth', url: 'https://anmeldung.behoerde.example/account/' } as const;

const reauthentication = (refused?: true, method: ReauthenticationMethod = { type: 'password' }): StoryObj =>
  story(
    () => {
      const store = storeOf();
      store.answer({
        signOutOtherDevices: () => {
          store.show(
            { type: 'reauthentication' },
            {
              status: 'needed',
              purpose: 'signOutDevices',
              methods: [method],
              ...(refused && { refused }),
            },
          );
          return new Promise<undefined>(() => undefined);
        },
      });
      return html`<bm-devices .store=${store}></bm-devices>`;
    },
    'panel',
    () => press('[part="sign-out-others"]', 'dialog .danger'),
  );

export const Several = devices();
export const SameName = devices({
  devices: {
    ...deviceList,
    items: deviceList.items.map((device, nth) =>
      nth < 2 ? { ...device, deviceId: `QJXKLMTRZ${nth}`, name: 'BundesMessenger SDK' } : device,
    ),
  },
});
export const OnlyThis = devices({ devices: { ...deviceList, items: deviceList.items.slice(0, 1) } });
export const Loading = devices({ devices: { status: 'loading', items: [] } });
export const SignOutOthers = devices({}, '[part="sign-out-others"]');
export const SignInAgain = reauthentication();
export const PasswordRefused = reauthentication(true);
export const EndAtIssuer = reauthentication(undefined, atIssuer);
export const EndAtIssuerNotDone = reauthentication(true, atIssuer);
