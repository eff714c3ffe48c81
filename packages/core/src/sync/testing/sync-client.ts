/** Users of a real homeserver and their syncs, for the tests of this folder. Not part of the package. */
import { createClassicConnection } from '../classic-connection.ts';
import { requestApi, type AuthenticatedRequest } from '../../network/client-server-api.ts';
import { createRooms } from '../../rooms/create-rooms.ts';
import { notificationsOf } from '../../rooms/push-rules.ts';
import type { Room, WritableRooms } from '../../rooms/rooms.ts';
import { countUnread } from '../../rooms/unread.ts';
import type { SyncState } from '../../types.ts';
import { startSync, type SyncLoop, type SyncOptions } from '../sync-loop.ts';
import type { SyncUpdate } from '../sync-update.ts';
import { noteUntoldRooms } from '../untold-rooms.ts';

export interface User {
  readonly userId: string;
  readonly request: AuthenticatedRequest;
}

const password = 'Geheim-1234!';

/** The tests hand in the platform's fetch, which code of the package may not name. */
type Fetch = typeof globalThis.fetch;

export async function logIn(fetch: Fetch, baseUrl: string, user: string): Promise<User> {
  const { user_id, access_token } = await requestApi(fetch, baseUrl, {
    method: 'POST',
    path: '/_matrix/client/v3/login',
    body: { type: 'm.login.password', identifier: { type: 'm.id.user', user }, password },
  });
  return {
    userId: user_id as string,
    request: (request) => requestApi(fetch, baseUrl, { ...request, accessToken: access_token as string }),
  };
}

interface Homeserver {
  readonly baseUrl: string;
  createUser(localpart: string, password: string, options: { readonly displayName?: string }): Promise<unknown>;
}

let users = 0;

/** A user nobody else uses, so that each test begins with an empty account. */
export async function createUser(
  fetch: Fetch,
  homeserver: Homeserver,
  { baseUrl = homeserver.baseUrl, displayName = '' } = {},
): Promise<User> {
  const localpart = `user${++users}`;
  await homeserver.createUser(localpart, password, displayName === '' ? {} : { displayName });
  return logIn(fetch, baseUrl, localpart);
}

export const post = (user: User, path: string, body: object = {}) =>
  user.request({ method: 'POST', path: `/_matrix/client/v3${path}`, body });
export const put = (user: User, path: string, body: object) =>
  user.request({ method: 'PUT', path: `/_matrix/client/v3${path}`, body });

export async function createRoom(user: User, options: object = {}): Promise<string> {
  return (await post(user, '/createRoom', { preset: 'private_chat', ...options })).room_id as string;
}

export async function roomWith(owner: User, guest: User, options: object = {}): Promise<string> {
  const roomId = await createRoom(owner, { invite: [guest.userId], ...options });
  await post(guest, `/rooms/${roomId}/join`);
  return roomId;
}

let transactions = 0;
export const transactionId = (): string => `txn${++transactions}`;

export async function sendText(user: User, roomId: string, body: string, more: object = {}): Promise<string> {
  const path = `/rooms/${roomId}/send/m.room.message/${transactionId()}`;
  return (await put(user, path, { msgtype: 'm.text', body, ...more })).event_id as string;
}

export interface Client {
  readonly rooms: WritableRooms;
  readonly loop: SyncLoop;
  readonly states: readonly SyncState[];
  readonly delivered: readonly SyncUpdate[];
  /** Of each request, in order. */
  readonly paths: readonly string[];
  room(roomId: string): Room;
  /** Bodies of the messages that the sync has brought. */
  texts(roomId: string): unknown[];
  unread(roomId: string): { readonly count: number; readonly highlights: number };
}

const loops: SyncLoop[] = [];

export function startClient(user: User, options: Partial<SyncOptions> & Pick<SyncOptions, 'kind'>): Client {
  const paths: string[] = [];
  const request: AuthenticatedRequest = (apiRequest) => {
    paths.push(apiRequest.path);
    return user.request(apiRequest);
  };
  const rooms = createRooms({ request, userId: () => user.userId });
  const states: SyncState[] = [];
  const delivered: SyncUpdate[] = [];
  const loop = startSync({
    loadClassic: async () => createClassicConnection,
    loadUntold: async () => noteUntoldRooms,
    request,
    userId: user.userId,
    rooms,
    connectionId: 'test',
    deliver: async (update) => void delivered.push(update),
    encryptionReady: Promise.resolve(),
    onState: (state) => states.push(state),
    onTokenUnknown: () => undefined,
    ...options,
  });
  loops.push(loop);
  const room = (roomId: string): Room => rooms.get(roomId)!;
  return {
    rooms,
    loop,
    states,
    delivered,
    paths,
    room,
    texts: (roomId) =>
      room(roomId)
        .live.events.filter(({ type }) => type === 'm.room.message')
        .map(({ content }) => content.body),
    unread: (roomId) =>
      countUnread({
        userId: user.userId,
        events: room(roomId).live.events,
        fromStart: room(roomId).live.before === 'start',
        receipts: room(roomId).receiptsOf(user.userId),
        decrypted: () => undefined,
        notifications: notificationsOf(rooms.accountData('m.push_rules'), room(roomId)),
        notices: false,
        keywords: undefined,
        mayMentionRoom: () => true,
      }),
  };
}

export async function stopClients(): Promise<void> {
  await Promise.all(loops.splice(0).map((loop) => loop.stop()));
}

/** Resolves after an answer with which the condition holds. */
export function until(rooms: WritableRooms, holds: () => unknown): Promise<void> {
  return new Promise((resolve) => {
    const check = (): void => {
      if (!holds()) return;
      stop();
      resolve();
    };
    const stop = rooms.onChange(check);
    check();
  });
}

export function covered(client: Client): Promise<void> {
  return until(client.rooms, () => client.rooms.coverage.get() === 'all');
}
