/** A store for each story: an ordinary morning at an authority, and what the story changes in it. */
import {
  BmError,
  type Deployment,
  type DeviceList,
  type Draft,
  type EncryptionState,
  type MemberList,
  type Profile,
  type RoomList,
  type RoomSettings,
  type RoomSummary,
  type Sender,
  type SessionState,
  type Timeline,
  type TimelineItem,
  type VerificationState,
} from '@bundesmessenger/store';
import { createFakeStore, roomList, type CommandAnswers, type FakeStore } from '@bundesmessenger/store/testing';
import { anna, cem, loggedIn, me, room, roomId } from '../src/testing/snapshots.ts';
import { deviceList, memberList, roomSettings } from '../src/testing/trust-snapshots.ts';
import { everything, files, found, lena, nowMs, pinned, portrait, threadId, threadItems } from './conversation.ts';
import { paint } from './files.ts';

/** A room whose picture cannot be had. */
export const noPicture = 'mxc://behoerde.example/none';

const minuteMs = 60_000;
const dayMs = 1_440 * minuteMs;

const said = (sender: string, body: string, own = false): RoomSummary['preview'] => ({
  kind: 'message',
  eventId: '$1',
  sender,
  own,
  content: 'text',
  body,
});

export const invite = room({
  roomId: '!krisenstab:land.example',
  name: 'Krisenstab Land',
  membership: 'invite',
  federation: 'federated',
  inviter: cem,
  latestTs: nowMs,
});

export const joined: readonly RoomSummary[] = [
  room({
    isFavourite: true,
    latestTs: nowMs - 4 * minuteMs,
    preview: said('Anna Schmidt', 'Der Pegel Köln steht jetzt bei 8,12 m.'),
  }),
  room({
    roomId: '!ausschuss:behoerde.example',
    name: 'Ausschuss Digitalisierung',
    federation: 'federated',
    memberCount: 31,
    unreadCount: 5,
    highlightCount: 1,
    latestTs: nowMs - 38 * minuteMs,
    preview: said('Cem Yılmaz', 'Die Vorlage ist abgestimmt, danke an alle!'),
  }),
  room({
    roomId: '!lena:behoerde.example',
    name: 'Dr. Lena Krüger',
    memberCount: 2,
    directUserId: '@lena.krueger:behoerde.example',
    avatar: portrait('lena'),
    latestTs: nowMs - 95 * minuteMs,
    preview: said(me.displayName, 'Passt, dann bis 14 Uhr.', true),
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
    notifications: 'none',
    isMuted: true,
    latestTs: nowMs - 3 * dayMs,
    preview: said('Paul Brandt', 'Heute Linseneintopf'),
  }),
  room({ roomId: '!neu:behoerde.example', name: 'Umzug Außenstelle', memberCount: 4, latestTs: nowMs - 12 * dayMs }),
];

/** Enough rooms for search, filters and spaces. */
export const manyRooms: readonly RoomSummary[] = [
  invite,
  ...joined,
  room({
    roomId: '!paul:behoerde.example',
    name: 'Paul Brandt',
    memberCount: 2,
    directUserId: '@paul.brandt:behoerde.example',
    markedUnread: true,
    latestTs: nowMs - 13 * dayMs,
    preview: { ...said('Paul Brandt', ''), content: 'image' } as RoomSummary['preview'],
  }),
  room({
    roomId: '!wartung:behoerde.example',
    name: 'IT-Wartungsfenster',
    memberCount: 44,
    latestTs: nowMs - 20 * dayMs,
    preview: said('Anna Schmidt', 'Das Wartungsfenster beginnt um 18 Uhr.'),
  }),
  ...['Lagezentrum', 'Abteilung Zentrale Aufgaben'].map((name) =>
    room({ roomId: `!${name}:behoerde.example`, name, kind: 'space', children: [roomId] }),
  ),
];

const safety = { backup: { status: 'on', remaining: 0 }, logoutRisk: 'none' } as const;

const portraits: Readonly<Record<string, string>> = {
  [me.userId]: portrait('jana'),
  [anna.userId]: portrait('anna'),
  [lena.userId]: portrait('lena'),
};
const withPortraits = ({ items, ...list }: MemberList): MemberList => ({
  ...list,
  items: items.map((item) => (portraits[item.userId] ? { ...item, avatar: portraits[item.userId]! } : item)),
});

/** What differs from the ordinary morning. */
export interface Changes {
  readonly session?: SessionState;
  readonly rooms?: readonly RoomSummary[] | RoomList;
  readonly deployment?: Partial<Deployment>;
  readonly profile?: Profile;
  readonly timeline?: Partial<Timeline>;
  readonly thread?: Partial<Timeline>;
  readonly pinned?: readonly TimelineItem[];
  readonly files?: Partial<Timeline>;
  /** What is found of `pegel`. */
  readonly found?: Partial<Timeline>;
  readonly typing?: readonly Sender[];
  readonly encryption?: EncryptionState;
  readonly verification?: VerificationState;
  readonly devices?: DeviceList;
  readonly ignored?: readonly Sender[];
  readonly settings?: RoomSettings;
  readonly members?: MemberList;
  readonly draft?: Draft;
  readonly answers?: CommandAnswers;
}

/** Somebody is logged in and everything is in order, but for what the story is about. */
export function storeOf(changes: Changes = {}): FakeStore {
  const { session = loggedIn(), rooms = [invite, ...joined] } = changes;
  const store = createFakeStore({ session, rooms: 'items' in rooms ? rooms : roomList(rooms) });
  store.show(
    { type: 'deployment' },
    {
      federation: 'federated',
      imprintUrl: 'https://behoerde.example/impressum',
      privacyUrl: 'https://behoerde.example/datenschutz',
      supportContact: { pageUrl: 'https://behoerde.example/hilfe' },
      ...changes.deployment,
    },
  );
  store.show({ type: 'profile' }, changes.profile ?? { displayName: me.displayName, avatarUrl: portrait('jana') });
  const timeline = { status: 'ready', atStart: true, atEnd: true } as const;
  store.show({ type: 'timeline', roomId }, { ...timeline, items: everything, ...changes.timeline });
  store.show({ type: 'thread', roomId, threadId }, { ...timeline, items: threadItems, ...changes.thread });
  store.show({ type: 'pinned', roomId }, { ...timeline, items: changes.pinned ?? pinned });
  store.show({ type: 'files', roomId }, { ...timeline, items: files, ...changes.files });
  store.show({ type: 'search', roomId, search: 'pegel' }, { ...timeline, items: found, ...changes.found });
  store.show({ type: 'typing', roomId }, { users: changes.typing ?? [] });
  store.show({ type: 'encryption' }, changes.encryption ?? { status: 'ready', recovery: 'set', ...safety });
  store.show({ type: 'devices' }, changes.devices ?? deviceList);
  store.show({ type: 'ignoredUsers' }, { users: changes.ignored ?? [] });
  store.show({ type: 'settings', roomId }, changes.settings ?? roomSettings());
  store.show({ type: 'members', roomId }, changes.members ?? withPortraits(memberList()));
  if (changes.draft) store.show({ type: 'draft', roomId }, changes.draft);
  if (changes.verification) store.show({ type: 'verification' }, changes.verification);
  store.answer({
    loadAvatar: ({ url }) =>
      url === noPicture ? Promise.reject(new BmError('MEDIA_UNAVAILABLE', 'a story of a failure')) : paint(url),
    download: ({ mediaId }) => (mediaId.startsWith('picture') ? paint(mediaId) : new Blob(['x'])),
    ...changes.answers,
  });
  return store;
}
