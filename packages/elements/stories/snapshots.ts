/** Stores for stories: a day at an authority. */
import type { RoomSummary, SessionState } from '@bundesmessenger/store';
import { createFakeStore, roomList, type FakeStore } from '@bundesmessenger/store/testing';
import { everything } from '../dev/conversation.ts';
import { cem, loggedIn, me, morningMs, room, roomId } from '../src/testing/snapshots.ts';
import { deviceList, memberList, roomSettings } from '../src/testing/trust-snapshots.ts';

const minuteMs = 60_000;

const said = (sender: string, body: string, own = false): RoomSummary['preview'] => ({
  kind: 'message',
  eventId: '$1',
  sender,
  own,
  content: 'text',
  body,
});

export const rooms: readonly RoomSummary[] = [
  room({
    roomId: '!krisenstab:land.example',
    name: 'Krisenstab Land',
    membership: 'invite',
    federation: 'federated',
    inviter: cem,
  }),
  room({ latestTs: morningMs - 4 * minuteMs, preview: said('Anna Schmidt', 'Der Pegel Köln steht jetzt bei 8,12 m.') }),
  room({
    roomId: '!ausschuss:behoerde.example',
    name: 'Ausschuss Digitalisierung',
    federation: 'federated',
    memberCount: 31,
    unreadCount: 5,
    highlightCount: 1,
    latestTs: morningMs - 38 * minuteMs,
    preview: said('Cem Yılmaz', 'Die Vorlage ist abgestimmt, danke an alle!'),
  }),
  room({
    roomId: '!lena:behoerde.example',
    name: 'Dr. Lena Krüger',
    latestTs: morningMs - 95 * minuteMs,
    preview: said(me.displayName, 'Passt, dann bis 14 Uhr.', true),
  }),
  room({
    roomId: '!referat:behoerde.example',
    name: 'Referat Z 4 – Organisation und Personal',
    unreadCount: 128,
    memberCount: 18,
    latestTs: morningMs - 1_440 * minuteMs,
    preview: { kind: 'undecryptable' },
  }),
];

const safety = { backup: { status: 'on', remaining: 0 }, logoutRisk: 'none' } as const;

/** Somebody is logged in and everything is in order. */
export function storeOf(session: SessionState = loggedIn(), items: readonly RoomSummary[] = rooms): FakeStore {
  const store = createFakeStore({ session, rooms: roomList(items) });
  store.show(
    { type: 'deployment' },
    {
      federation: 'federated',
      imprintUrl: 'https://behoerde.example/impressum',
      privacyUrl: 'https://behoerde.example/datenschutz',
      supportContact: { pageUrl: 'https://behoerde.example/hilfe' },
    },
  );
  for (const summary of items) store.show({ type: 'room', roomId: summary.roomId }, summary);
  store.show({ type: 'timeline', roomId }, { status: 'ready', atStart: true, atEnd: true, items: everything });
  store.show({ type: 'encryption' }, { status: 'ready', recovery: 'set', ...safety });
  store.show({ type: 'devices' }, deviceList);
  store.show({ type: 'settings', roomId }, roomSettings());
  const query = { memberships: ['join', 'invite', 'knock'] as const, limit: 50 };
  store.show({ type: 'members', roomId, query }, memberList());
  return store;
}
