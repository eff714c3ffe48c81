import type { Deployment, EncryptionState } from '@bundesmessenger/store';
import type { Meta, StoryObj } from '@storybook/web-components-vite';
import { html } from 'lit';
import '../src/components/messenger/messenger.define.ts';
import { loggedIn, loggedOut, me, morningMs, roomId } from '../src/testing/snapshots.ts';
import { sasEmoji } from '../src/testing/trust-snapshots.ts';
import { storeOf, type Changes } from './snapshots.ts';
import { find, press, story } from './stage.ts';

const meta: Meta = { title: 'bm-messenger', component: 'bm-messenger' };
export default meta;

const hourMs = 3_600_000;
/** What is loaded later is there. */
const inRoom = (): Promise<unknown> => find('article, .loading, .head');

const messenger = (changes: Changes = {}, room?: string, play?: () => Promise<unknown>): StoryObj =>
  story(
    () =>
      html`<bm-messenger
        .store=${storeOf(changes)}
        .roomId=${room}
        homeserver="behoerde.example"
        accessibility-url="https://behoerde.example/barrierefreiheit"
      ></bm-messenger>`,
    'page',
    play ?? (room ? inRoom : undefined),
  );

const safety = { backup: { status: 'off' }, logoutRisk: 'noRecovery' } as const;
const setUpNeeded = (mandatory: boolean): EncryptionState => ({
  status: 'setUpNeeded',
  mandatory,
  notConfirmed: false,
  keeper: 'user',
  ...safety,
});

const maintenance = (changes: Partial<NonNullable<Deployment['maintenance']>>): Partial<Deployment> => ({
  maintenance: {
    status: 'announced',
    kind: 'maintenance',
    blocking: true,
    description: 'Die Server werden aktualisiert.',
    announcedAtMs: morningMs,
    startsAtMs: morningMs + 8 * hourMs,
    endsAtMs: morningMs + 10 * hourMs,
    ...changes,
  },
});

export const List = messenger();
export const Room = messenger({}, roomId);
export const Thread = messenger({}, roomId, () => press('button.thread'));
/** As the README shows it: what the thread answers is in view. */
export const PollAndThread = messenger({}, roomId, async () => {
  await press('button.thread');
  await find('bm-thread');
  (await find('[part="poll"]')).scrollIntoView({ block: 'end' });
});
export const Loading = messenger({ rooms: { ...storeOf().rooms.get(), status: 'loading', total: 0, items: [] } });
export const NoRooms = messenger({ rooms: [] });
export const RoomLoading = messenger({ timeline: { status: 'loading', atStart: false, items: [] } }, roomId);
export const Offline = messenger(
  { session: loggedIn({ sync: { status: 'offline', error: { code: 'OFFLINE', message: '' } } }) },
  roomId,
);
export const Maintenance = messenger({ deployment: maintenance({}) }, roomId);
export const SecureKeys = messenger({ encryption: setUpNeeded(false) }, roomId);
export const SecureKeysFirst = messenger({ encryption: setUpNeeded(true) }, undefined, () => find('.flow .primary'));
export const Verification = messenger(
  {
    verification: {
      status: 'sas',
      peer: { own: true, userId: me.userId, deviceId: 'HANDY', deviceName: 'Diensthandy' },
      endsAt: morningMs + hourMs,
      emoji: sasEmoji,
      decimals: [1234, 5678, 9012],
    },
  },
  roomId,
  () => find('dialog ul.emoji'),
);
export const NewRoom = messenger({}, undefined, () => press('[part="new-room"]'));
export const RoomDetails = messenger({}, roomId, () => press('[part="menu-button"]', '[role="menuitem"]'));
export const Login = messenger({ session: loggedOut() }, undefined, () => find('#user'));
