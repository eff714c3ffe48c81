import type { LogoutRisk } from '@bundesmessenger/store';
import type { Meta, StoryObj } from '@storybook/web-components-vite';
import { html } from 'lit';
import '../src/components/account/account.define.ts';
import '../src/components/devices/devices.define.ts';
import { storeOf } from './snapshots.ts';
import { press, stage } from './stage.ts';

const meta: Meta = { title: 'Konto', component: 'bm-account' };
export default meta;

const account = (logoutRisk: LogoutRisk = 'none', play?: StoryObj['play']): StoryObj => ({
  render: () => {
    const store = storeOf();
    store.show(
      { type: 'encryption' },
      { status: 'ready', recovery: 'set', backup: { status: 'on', remaining: 0 }, logoutRisk },
    );
    return stage(
      html`<bm-account .store=${store} accessibility-url="https://behoerde.example/barrierefreiheit"></bm-account>`,
      'column',
    );
  },
  ...(play && { play }),
});

export const Leiste = account();
export const Einstellungen = account('none', () => press('[part="settings"]'));
export const Abmelden = account('none', () => press('[part="logout"]'));
export const AbmeldenOhneSicherung = account('noRecovery', () => press('[part="logout"]'));
export const AbmeldenWaehrendSicherung = account('keysNotBackedUp', () => press('[part="logout"]'));

const devices = (play?: StoryObj['play'], status: 'ready' | 'loading' = 'ready'): StoryObj => ({
  render: () => {
    const store = storeOf();
    if (status === 'loading') store.show({ type: 'devices' }, { status, items: [] });
    store.answer({
      signOutOtherDevices: () => {
        store.show(
          { type: 'reauthentication' },
          { status: 'needed', purpose: 'signOutDevices', methods: [{ type: 'password' }] },
        );
        return new Promise<undefined>(() => undefined);
      },
    });
    return stage(html`<bm-devices .store=${store}></bm-devices>`, 'panel');
  },
  ...(play && { play }),
});

export const Geraete = devices();
export const GeraeteLaden = devices(undefined, 'loading');
export const AlleAbmelden = devices(() => press('[part="sign-out-others"]'));
export const NochmalsAnmelden = devices(async () => {
  await press('[part="sign-out-others"]');
  await press('dialog .danger');
});
