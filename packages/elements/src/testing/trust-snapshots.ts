/** Snapshots of keys, devices, members and settings for tests and stories. */
import type { DeviceList, Member, MemberList, RoomSettings, SasEmoji } from '@bundesmessenger/store';
import { anna, cem, me, morningMs } from './snapshots.ts';

export const recoveryKey = 'EsTc 9HwY 3mXq Kd7N Pf2R Wv5L tB8j Zc4G Qn6M Ys1D Ha3F uJ9k';

export const sasEmoji: readonly SasEmoji[] = [
  { symbol: '🐶', name: 'dog' },
  { symbol: '🔑', name: 'key' },
  { symbol: '🚀', name: 'rocket' },
  { symbol: '☂️', name: 'umbrella' },
  { symbol: '👍️', name: 'thumbs up' },
  { symbol: '💡', name: 'light bulb' },
  { symbol: '🔧', name: 'spanner' },
];

const hourMs = 3_600_000;

export const deviceList: DeviceList = {
  status: 'ready',
  items: [
    { deviceId: 'DEVICE', name: 'Dienst-Notebook (Firefox)', lastSeenTs: morningMs, trust: 'verified', current: true },
    { deviceId: 'HANDY', name: 'Diensthandy', lastSeenTs: morningMs - 2 * hourMs, trust: 'verified', current: false },
    {
      deviceId: 'TABLET',
      name: 'Tablet Sitzungsraum 3',
      lastSeenTs: morningMs - 49 * hourMs,
      trust: 'unverified',
      current: false,
    },
    { deviceId: 'XKQWPZ', lastSeenTs: morningMs - 700 * hourMs, trust: 'noEncryption', current: false },
  ],
};

export function member(changes: Partial<Member> = {}): Member {
  return {
    userId: anna.userId,
    version: 1,
    displayName: anna.displayName,
    membership: 'join',
    isOwn: false,
    role: 'member',
    powerLevel: 0,
    isCreator: false,
    can: { kick: true, ban: true, unban: true, invite: true, roles: ['administrator', 'moderator', 'member'] },
    ...changes,
  };
}

const nothingCan = { kick: false, ban: false, unban: false, invite: false, roles: [] } as const;

export function memberList(changes: Partial<MemberList> = {}): MemberList {
  const items = [
    member({ userId: me.userId, displayName: me.displayName, isOwn: true, role: 'administrator', powerLevel: 100 }),
    member({ role: 'moderator', powerLevel: 50 }),
    member({ userId: cem.userId, displayName: cem.displayName }),
    member({ userId: '@paul.brandt:behoerde.example', displayName: 'Paul Brandt', membership: 'invite' }),
    member({
      userId: '@lena.krueger:behoerde.example',
      displayName: 'Dr. Lena Krüger',
      membership: 'knock',
      reason: 'Ich vertrete Frau Schmidt ab Montag.',
    }),
  ];
  return { status: 'ready', total: items.length, offset: 0, items, ...changes };
}

/** Somebody who may do nothing. */
export const plainMember = (changes: Partial<Member> = {}): Member => member({ can: nothingCan, ...changes });

export function roomSettings(changes: Partial<RoomSettings> = {}, mayChange = true): RoomSettings {
  return {
    status: 'ready',
    name: 'Lagebild Hochwasser',
    topic: 'Abstimmung zwischen Lagezentrum und Pressestelle',
    joinRule: 'invite',
    historyVisibility: 'invited',
    federation: 'internal',
    federatesNever: false,
    encrypted: true,
    roomVersion: '10',
    own: { role: mayChange ? 'administrator' : 'member', powerLevel: mayChange ? 100 : 0, isCreator: false },
    can: {
      send: true,
      react: true,
      invite: mayChange,
      kick: mayChange,
      ban: mayChange,
      redact: mayChange,
      notifyRoom: mayChange,
      pin: mayChange,
      changeName: mayChange,
      changeTopic: mayChange,
      changeAvatar: mayChange,
      changeAlias: mayChange,
      changeJoinRule: mayChange,
      changeHistoryVisibility: mayChange,
      changeFederation: mayChange,
      changeRoles: mayChange,
      changeSpaceChildren: mayChange,
      upgrade: mayChange,
    },
    ...changes,
  };
}
