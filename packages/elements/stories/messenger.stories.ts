import type { Meta, StoryObj } from '@storybook/web-components-vite';
import { createFakeStore, roomList, type FakeStore } from '@bundesmessenger/store/testing';
import { html } from 'lit';
import '../src/components/chat/chat.define.ts';
import '../src/components/maintenance/maintenance.define.ts';
import { loggedIn, loggedOut, me, morningMs, roomId } from '../src/testing/snapshots.ts';
import { sasEmoji } from '../src/testing/trust-snapshots.ts';
import { storeOf } from './snapshots.ts';
import { press, stage } from './stage.ts';

const meta: Meta = { title: 'Messenger', component: 'bm-messenger' };
export default meta;

const messenger = (store: () => FakeStore, inRoom = false, play?: StoryObj['play']): StoryObj => ({
  render: () =>
    stage(
      html`<bm-messenger
        .store=${store()}
        .roomId=${inRoom ? roomId : undefined}
        homeserver="behoerde.example"
        accessibility-url="https://behoerde.example/barrierefreiheit"
      ></bm-messenger>`,
    ),
  ...(play && { play }),
});

const safety = { backup: { status: 'off' }, logoutRisk: 'noRecovery' } as const;

const withRecovery = (mandatory: boolean) => (): FakeStore => {
  const store = storeOf();
  store.show(
    { type: 'encryption' },
    { status: 'setUpNeeded', mandatory, notConfirmed: false, keeper: 'user', ...safety },
  );
  return store;
};

export const Geschlossen: StoryObj = { render: () => stage(html`<bm-chat .store=${storeOf()}></bm-chat>`) };
export const Liste = messenger(storeOf);
export const Raum = messenger(storeOf, true);
export const ListeLaedt = messenger(() => createFakeStore({ session: loggedIn() }));
export const ListeLeer = messenger(() => createFakeStore({ session: loggedIn(), rooms: roomList([]) }));
export const RaumLaedt = messenger(() => {
  const store = storeOf();
  store.show({ type: 'timeline', roomId }, { status: 'loading', atStart: false, atEnd: true, items: [] });
  return store;
}, true);
export const Offline = messenger(
  () => storeOf(loggedIn({ sync: { status: 'offline', error: { code: 'OFFLINE', message: '' } } })),
  true,
);
export const Wartung = messenger(() => {
  const store = storeOf();
  store.show(
    { type: 'deployment' },
    {
      maintenance: {
        status: 'announced',
        kind: 'maintenance',
        blocking: true,
        description: 'Die Server werden aktualisiert.',
        announcedAtMs: morningMs,
        startsAtMs: morningMs,
        endsAtMs: morningMs + 2 * 3_600_000,
      },
    },
  );
  return store;
}, true);
export const SicherungHinweis = messenger(withRecovery(false), true);
export const SicherungPflicht = messenger(withRecovery(true));
export const Bestaetigung = messenger(() => {
  const store = storeOf();
  store.show(
    { type: 'verification' },
    {
      status: 'sas',
      peer: { own: true, userId: me.userId, deviceId: 'HANDY', deviceName: 'Diensthandy' },
      endsAt: Date.now() + 9 * 60_000,
      emoji: sasEmoji,
      decimals: [1234, 5678, 9012],
    },
  );
  return store;
}, true);
export const NeuerRaum = messenger(storeOf, false, () => press('bm-room-list [part="new-room"], [part="new-room"]'));

export const Anmeldung = messenger(() => storeOf(loggedOut()));
export const AnmeldungAbgelehnt = messenger(
  () => storeOf(loggedOut()),
  false,
  () => press('bm-login .primary, [part="submit"]'),
);
export const AnmeldungAbgelaufen = messenger(() => storeOf(loggedOut({ reason: 'tokenUnknown' })));
export const ServerNichtErreichbar = messenger(() =>
  storeOf(loggedOut({ homeserver: { status: 'unreachable', error: { code: 'OFFLINE', message: '' } } })),
);
export const Gesperrt = messenger(() => storeOf({ status: 'refused', error: { code: 'WL_SERVER_NAME', message: '' } }));
export const Startet = messenger(() => storeOf({ status: 'starting' }));
