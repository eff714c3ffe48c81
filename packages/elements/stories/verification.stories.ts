import type { VerificationState } from '@bundesmessenger/store';
import type { Meta, StoryObj } from '@storybook/web-components-vite';
import { html } from 'lit';
import '../src/components/verification/verification.define.ts';
import { anna, me } from '../src/testing/snapshots.ts';
import { sasEmoji } from '../src/testing/trust-snapshots.ts';
import { storeOf } from './snapshots.ts';
import { stage } from './stage.ts';

const meta: Meta = { id: 'bestaetigung', title: 'Bestätigung', component: 'bm-verification' };
export default meta;

const peer = { own: true, userId: me.userId, deviceId: 'HANDY', deviceName: 'Diensthandy' };
const person = { own: false, userId: anna.userId };
const endsAt = Date.now() + 9 * 60_000;
const qr = Uint8Array.from({ length: 130 }, (_, at) => (at * 37) % 256);

const verification = (state: VerificationState): StoryObj => ({
  render: () => {
    const store = storeOf();
    store.show({ type: 'verification' }, state);
    return stage(html`<bm-verification .store=${store}></bm-verification>`);
  },
});

export const Anfrage = verification({ status: 'requested', direction: 'incoming', peer, endsAt });
export const AnfragePerson = verification({ status: 'requested', direction: 'incoming', peer: person, endsAt });
export const Gefragt = verification({
  status: 'requested',
  direction: 'outgoing',
  peer: { own: true, userId: me.userId },
  endsAt,
});
export const Auswahl = verification({ status: 'choosing', peer, endsAt, methods: ['sas', 'showQr'], qr });
export const NurBilder = verification({ status: 'choosing', peer, endsAt, methods: ['sas'] });
export const Vergleich = verification({ status: 'sas', peer, endsAt, emoji: sasEmoji, decimals: [1234, 5678, 9012] });
export const VergleichPerson = verification({ status: 'sas', peer: person, endsAt, emoji: sasEmoji, decimals: [] });
export const CodeGelesen = verification({ status: 'qrScanned', peer, endsAt });
export const Warten = verification({ status: 'waiting', peer, endsAt });
export const Fertig = verification({ status: 'done', peer: person });
export const Verschieden = verification({ status: 'cancelled', peer, reason: 'mismatch', byMe: true });
export const ZuSpaet = verification({ status: 'cancelled', peer, reason: 'timedOut', byMe: false });
