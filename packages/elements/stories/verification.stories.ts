import type { VerificationState } from '@bundesmessenger/store';
import type { Meta, StoryObj } from '@storybook/web-components-vite';
import { html } from 'lit';
import '../src/components/verification/verification.define.ts';
import { anna, me } from '../src/testing/snapshots.ts';
import { sasEmoji } from '../src/testing/trust-snapshots.ts';
import { storeOf } from './snapshots.ts';
import { press, story } from './stage.ts';

const meta: Meta = { title: 'bm-verification', component: 'bm-verification' };
export default meta;

const peer = { own: true, userId: me.userId, deviceId: 'HANDY', deviceName: 'Diensthandy' };
const person = { own: false, userId: anna.userId };
const endsAt = Date.now() + 9 * 60_000;
const qr = Uint8Array.from({ length: 130 }, (_, at) => (at * 37) % 256);

const verification = (state: VerificationState): StoryObj =>
  story(() => html`<bm-verification .store=${storeOf({ verification: state })}></bm-verification>`, 'page');

export const Requested = verification({ status: 'requested', direction: 'incoming', peer, endsAt });
export const RequestedByPerson = verification({ status: 'requested', direction: 'incoming', peer: person, endsAt });
export const Asked = verification({
  status: 'requested',
  direction: 'outgoing',
  peer: { own: true, userId: me.userId },
  endsAt,
});
export const Choosing = verification({ status: 'choosing', peer, endsAt, methods: ['sas', 'showQr'], qr });
const all: VerificationState = { status: 'choosing', peer, endsAt, methods: ['sas', 'showQr', 'scanQr'], qr };
export const ChoosingWithCamera = verification(all);
/** As in every browser that takes the pictures. */
export const CameraNotFound = story(
  () => html`<bm-verification .store=${storeOf({ verification: all })}></bm-verification>`,
  'page',
  () => press('.way:last-child button'),
);
export const OnlyEmoji = verification({ status: 'choosing', peer, endsAt, methods: ['sas'] });
export const Compare = verification({ status: 'sas', peer, endsAt, emoji: sasEmoji, decimals: [1234, 5678, 9012] });
export const ComparePerson = verification({ status: 'sas', peer: person, endsAt, emoji: sasEmoji, decimals: [] });
export const QrScanned = verification({ status: 'qrScanned', peer, endsAt });
export const Waiting = verification({ status: 'waiting', peer, endsAt });
export const Done = verification({ status: 'done', peer: person });
export const Mismatch = verification({ status: 'cancelled', peer, reason: 'mismatch', byMe: true });
export const TimedOut = verification({ status: 'cancelled', peer, reason: 'timedOut', byMe: false });
