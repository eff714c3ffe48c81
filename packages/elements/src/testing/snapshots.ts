/** Snapshots for tests and for the pages in `dev/`: short ways to say what a store shows. */
import type { RoomPermissions, RoomSettings, RoomSummary, SessionState, TimelineItem } from '@bundesmessenger/store';
import { roomSummary } from '@bundesmessenger/store/testing';

/** Friday, 20 November 2026, 09:00 UTC. */
export const morningMs = Date.UTC(2026, 10, 20, 9);
const minuteMs = 60_000;

export const me = { userId: '@jana.weber:behoerde.example', displayName: 'Jana Weber' };
export const anna = { userId: '@anna.schmidt:behoerde.example', displayName: 'Anna Schmidt' };
export const cem = { userId: '@cem.yilmaz:land.example', displayName: 'Cem Yılmaz' };

export const roomId = '!lagebild:behoerde.example';

type LoggedIn = Extract<SessionState, { status: 'loggedIn' }>;
type LoggedOut = Extract<SessionState, { status: 'loggedOut' }>;

export function loggedIn(changes: Partial<LoggedIn> = {}): LoggedIn {
  return {
    status: 'loggedIn',
    userId: me.userId,
    deviceId: 'DEVICE',
    sync: { status: 'live' },
    device: 'verified',
    storage: 'persistent',
    ...changes,
  };
}

export function loggedOut(changes: Partial<LoggedOut> = {}): LoggedOut {
  return { status: 'loggedOut', homeserver: { status: 'reachable', flows: ['m.login.password'] }, ...changes };
}

export function room(changes: Partial<RoomSummary> = {}): RoomSummary {
  return roomSummary({ roomId, name: 'Lagebild Hochwasser', memberCount: 12, latestTs: morningMs, ...changes });
}

/** Everything may be done but what `can` takes away. */
export function settings(can: Partial<RoomPermissions> = {}): RoomSettings {
  return {
    status: 'ready',
    name: 'Lagebild Hochwasser',
    topic: '',
    joinRule: 'invite',
    historyVisibility: 'shared',
    federation: 'internal',
    federatesNever: false,
    encrypted: true,
    own: { role: 'administrator', powerLevel: 100, isCreator: true },
    can: {
      send: true,
      react: true,
      invite: true,
      kick: true,
      ban: true,
      redact: true,
      notifyRoom: true,
      pin: true,
      changeName: true,
      changeTopic: true,
      changeAvatar: true,
      changeAlias: true,
      changeJoinRule: true,
      changeHistoryVisibility: true,
      changeFederation: true,
      changeRoles: true,
      changeSpaceChildren: true,
      upgrade: true,
      ...can,
    },
  };
}

type Message = Extract<TimelineItem, { kind: 'message' }>;

/** The nth message; its key and event id come from `at`. Two minutes lie between two of them. */
export function message(at: number, changes: Partial<Message> & { body?: string } = {}): Message {
  const { body = `Nachricht ${at}`, ...rest } = changes;
  const own = rest.own ?? false;
  return {
    kind: 'message',
    key: `m${at}`,
    version: 1,
    eventId: `$${at}`,
    sender: own ? me : anna,
    own,
    originServerTs: morningMs + at * 2 * minuteMs,
    content: { msgtype: 'm.text', body },
    send: { status: 'sent' },
    protection: 'encrypted',
    edited: false,
    ...rest,
  };
}

/** `count` messages, oldest first, from `first` on. */
export function messages(count: number, first = 0): readonly Message[] {
  return Array.from({ length: count }, (_, at) => message(first + at));
}
