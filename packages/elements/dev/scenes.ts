/** What the pages in `dev/` show: one scene per look that a person has to judge. */
import type { RoomSummary, Sender, SessionState, Timeline, TimelineItem } from '@bundesmessenger/store';
import { createFakeStore, roomList, type FakeStore } from '@bundesmessenger/store/testing';
import { everything, longTexts, members, pinned, threadItems } from './conversation.ts';
import { withFiles } from './files.ts';
import { anna, cem, settings, loggedIn, loggedOut, me, message, room, roomId } from '../src/testing/snapshots.ts';

const minuteMs = 60_000;
const dayMs = 24 * 60 * minuteMs;
/** Today at 10:30 in the page's own time zone, so that a day has room for all messages. */
const nowMs = new Date().setHours(10, 30, 0, 0);

const lena = { userId: '@lena.krueger:behoerde.example', displayName: 'Dr. Lena Krüger' };

const text = (sender: string, body: string, own: boolean): RoomSummary['preview'] => ({
  kind: 'message',
  eventId: '$1',
  sender,
  own,
  content: 'text',
  body,
});

const rooms: readonly RoomSummary[] = [
  room({
    roomId: '!krisenstab:land.example',
    name: 'Krisenstab Land',
    membership: 'invite',
    federation: 'federated',
    inviter: cem,
    latestTs: nowMs,
  }),
  room({
    federation: 'internal',
    latestTs: nowMs - 4 * minuteMs,
    preview: text('Anna Schmidt', 'Der Pegel Köln steht jetzt bei 8,12 m.', false),
  }),
  room({
    roomId: '!ausschuss:behoerde.example',
    name: 'Ausschuss Digitalisierung',
    federation: 'federated',
    memberCount: 31,
    unreadCount: 5,
    highlightCount: 1,
    latestTs: nowMs - 38 * minuteMs,
    preview: text('Cem Yılmaz', 'Die Vorlage ist abgestimmt, danke an alle!', false),
  }),
  room({
    roomId: '!lena:behoerde.example',
    name: 'Dr. Lena Krüger',
    memberCount: 2,
    latestTs: nowMs - 95 * minuteMs,
    preview: text(me.displayName, 'Passt, dann bis 14 Uhr.', true),
  }),
  room({
    roomId: '!referat:behoerde.example',
    name: 'Referat Z 4 – Organisation und Personal',
    unreadCount: 128,
    memberCount: 18,
    latestTs: nowMs - dayMs,
    preview: { kind: 'undecryptable' },
  }),
  room({
    roomId: '!kantine:behoerde.example',
    name: 'Mittagspause',
    memberCount: 9,
    latestTs: nowMs - 3 * dayMs,
    preview: text('Paul Brandt', 'Heute Linseneintopf', false),
  }),
  room({ roomId: '!neu:behoerde.example', name: 'Umzug Außenstelle', memberCount: 4, latestTs: nowMs - 12 * dayMs }),
];

const at = (minutesAgo: number): { originServerTs: number } => ({ originServerTs: nowMs - minutesAgo * minuteMs });
const day = (ms: number): string => {
  const date = new Date(ms);
  return `${date.getFullYear()}-${String(date.getMonth() + 1).padStart(2, '0')}-${String(date.getDate()).padStart(2, '0')}`;
};

const conversation: readonly TimelineItem[] = [
  { kind: 'dateDivider', key: 'd1', version: 1, day: day(nowMs - dayMs) },
  {
    kind: 'state',
    key: 's1',
    version: 1,
    sender: anna,
    own: false,
    ...at(24 * 60 + 40),
    change: { type: 'invited', target: cem },
  },
  {
    kind: 'state',
    key: 's2',
    version: 1,
    sender: cem,
    own: false,
    ...at(24 * 60 + 36),
    change: { type: 'joined', target: cem },
  },
  message(1, {
    ...at(24 * 60 + 12),
    sender: cem,
    body: 'Guten Morgen zusammen. Ich übernehme heute die Abstimmung mit dem Landesamt.',
  }),
  message(2, { ...at(24 * 60 + 5), own: true, body: 'Sehr gut, vielen Dank.' }),
  { kind: 'dateDivider', key: 'd2', version: 1, day: day(nowMs) },
  message(3, {
    ...at(52),
    body: 'Die Zuständigkeiten für heute stehen fest:\n• Pegelmeldungen: Referat 52\n• Presse: Stabsstelle\n• Lagekarte: Cem',
  }),
  message(4, { ...at(51), body: 'Die aktuellen Werte finden Sie unter https://www.pegelonline.example/koeln' }),
  message(5, { ...at(44), own: true, body: 'Danke! Ich habe die Lagekarte um 9:30 Uhr aktualisiert.', edited: true }),
  { kind: 'redacted', key: 'r1', version: 1, sender: cem, own: false, ...at(38) },
  {
    kind: 'undecryptable',
    key: 'u1',
    version: 1,
    sender: lena,
    own: false,
    ...at(31),
    cause: 'beforeLogin',
  },
  message(6, { ...at(22), sender: cem, body: 'Soll ich die Karte auch an das Lagezentrum geben?' }),
  message(7, { ...at(20), own: true, body: 'Ja, bitte.' }),
  message(8, { ...at(19), own: true, body: 'Und den Verteiler „Einsatzleitung“ bitte auch' }),
  message(9, { ...at(4), body: 'Der Pegel Köln steht jetzt bei 8,12 m. Tendenz: langsam fallend.' }),
];

const trouble: readonly TimelineItem[] = [
  ...conversation.slice(-3),
  message(20, {
    ...at(3),
    sender: cem,
    protection: 'clearText',
    body: 'Bitte die neue Kontonummer verwenden.',
  }),
  {
    kind: 'unsupported',
    key: 'x1',
    version: 1,
    sender: anna,
    own: false,
    ...at(3),
    eventType: 'm.poll.start',
    body: 'Wann treffen wir uns? 1. Montag 2. Dienstag',
  },
  {
    kind: 'undecryptable',
    key: 'u2',
    version: 1,
    sender: lena,
    own: false,
    ...at(2),
    cause: 'waitingForKeys',
  },
  message(21, {
    ...at(2),
    own: true,
    body: 'Anbei der Entwurf der Pressemitteilung.',
    send: { status: 'failed', code: 'ENCRYPTION_FAILED', recoverable: true },
  }),
  message(22, {
    ...at(1),
    own: true,
    body: 'Ich schicke ihn gleich noch einmal.',
    send: { status: 'sending', waiting: 'network' },
  }),
];

export interface Scene {
  readonly session?: SessionState;
  readonly rooms?: readonly RoomSummary[] | 'loading';
  readonly timeline?: Partial<Timeline>;
  /** Opens the first joined room. */
  readonly inRoom?: boolean;
  readonly closed?: boolean;
  readonly typing?: readonly Sender[];
  readonly pinned?: readonly TimelineItem[];
}

export const scenes: Readonly<Record<string, Scene>> = {
  start: { closed: true },
  login: { session: loggedOut() },
  'login-unreachable': {
    session: loggedOut({
      homeserver: { status: 'unreachable', error: { code: 'OFFLINE', message: '' } },
      reason: 'tokenUnknown',
    }),
  },
  refused: { session: { status: 'refused', error: { code: 'WL_SERVER_NAME', message: '' } } },
  starting: { session: { status: 'starting' } },
  list: {},
  loading: { rooms: 'loading' },
  empty: { rooms: [] },
  room: { inRoom: true },
  trouble: { inRoom: true, timeline: { items: trouble } },
  offline: {
    inRoom: true,
    session: loggedIn({ sync: { status: 'offline', error: { code: 'OFFLINE', message: '' } } }),
    timeline: { items: [...conversation, ...trouble.slice(-1)] },
  },
  'new-conversation': { inRoom: true, timeline: { items: [], atStart: true } },
  everything: { inRoom: true, timeline: { items: everything }, typing: [anna, cem], pinned },
  'long-texts': { inRoom: true, timeline: { items: longTexts } },
  long: {
    inRoom: true,
    timeline: {
      items: Array.from({ length: 300 }, (_, index) =>
        message(index, {
          ...at(320 - index),
          own: index % 5 === 0,
          body: `${index}: ${'Ein Satz zur Lage. '.repeat(1 + (index % 9))}`,
        }),
      ),
    },
  },
  'room-loading': { inRoom: true, timeline: { status: 'loading', items: [] } },
};

/** @param name a key of `scenes` */
export function sceneStore(name: string): { store: FakeStore; scene: Scene } {
  const scene = scenes[name] ?? {};
  const items = scene.rooms === 'loading' ? [] : (scene.rooms ?? rooms);
  const store = withFiles(
    createFakeStore({
      session: scene.session ?? loggedIn(),
      deployment: {
        imprintUrl: 'https://behoerde.example/impressum',
        privacyUrl: 'https://behoerde.example/datenschutz',
      },
      rooms: roomList(items, { status: scene.rooms === 'loading' ? 'loading' : 'ready' }),
    }),
  );
  for (const item of items) store.show({ type: 'room', roomId: item.roomId }, item);
  store.show(
    { type: 'timeline', roomId },
    { status: 'ready', atStart: true, atEnd: true, items: conversation, ...scene.timeline },
  );
  store.show({ type: 'typing', roomId }, { users: scene.typing ?? [] });
  store.show({ type: 'pinned', roomId }, { status: 'ready', atStart: true, atEnd: true, items: scene.pinned ?? [] });
  const query = { memberships: ['join'], limit: 6 } as const;
  store.show({ type: 'members', roomId, query }, members());
  for (const search of ['a', 'an']) store.show({ type: 'members', roomId, query: { ...query, search } }, members());
  store.show({ type: 'settings', roomId }, settings());
  store.show(
    { type: 'thread', roomId, threadId: '$t1' },
    { status: 'ready', atStart: true, atEnd: true, items: threadItems },
  );
  return { store, scene };
}
