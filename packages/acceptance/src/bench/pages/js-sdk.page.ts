/**
 * Bare matrix-js-sdk, as a portal's developer would write it from its documentation: store in IndexedDB, encryption,
 * classic sync, all rooms in a list, the open room's events in another.
 */
import { logger } from 'matrix-js-sdk/lib/logger.js';
import {
  ClientEvent,
  createClient,
  EventTimeline,
  IndexedDBStore,
  MatrixEventEvent,
  PendingEventOrdering,
  RoomEvent,
  SyncState,
  type MatrixEvent,
  type Room,
} from 'matrix-js-sdk';
import { readLogin } from './login.ts';

const messagesAtOnce = 30;
/** Older messages are fetched when so little is left above. */
const fetchAheadPx = 3_000;

(logger as unknown as { setLevel(level: string, persist: boolean): void }).setLevel('silent', false);

const { baseUrl, userId, deviceId, accessToken } = readLogin();
const list = document.querySelector<HTMLUListElement>('#rooms')!;
const timeline = document.querySelector<HTMLOListElement>('#timeline')!;
const composer = document.querySelector<HTMLInputElement>('#composer')!;
let openRoom: Room | undefined;
let fetching = false;

const store = new IndexedDBStore({ indexedDB, localStorage, dbName: 'bench' });
const client = createClient({ baseUrl, userId, deviceId, accessToken, store });

function paintRooms(): void {
  const rooms = client
    .getVisibleRooms()
    .filter((room) => room.getMyMembership() === 'join')
    .sort((one, other) => other.getLastActiveTimestamp() - one.getLastActiveTimestamp());
  list.replaceChildren(
    ...rooms.map((room) => {
      const item = document.createElement('li');
      item.textContent = room.name;
      item.onclick = () => void open(room);
      return item;
    }),
  );
}

const shown = new Map<string, HTMLLIElement>();

function row(event: MatrixEvent): HTMLLIElement {
  const id = event.getTxnId() ?? event.getId()!;
  const known = shown.get(id);
  const item = known ?? document.createElement('li');
  const content = event.getContent();
  item.textContent = `${event.sender?.name ?? event.getSender()}: ${content.body ?? event.getType()}`;
  if (!known) {
    shown.set(id, item);
    event.on(MatrixEventEvent.Decrypted, () => void row(event));
  }
  return item;
}

const isMessage = (event: MatrixEvent): boolean =>
  ['m.room.message', 'm.room.encrypted'].includes(event.getWireType()) && !event.isRedacted();

function paintTimeline(room: Room): void {
  timeline.replaceChildren(...room.getLiveTimeline().getEvents().filter(isMessage).map(row));
}

async function decrypt(room: Room): Promise<void> {
  await Promise.all(
    room
      .getLiveTimeline()
      .getEvents()
      .map((event) => client.decryptEventIfNeeded(event)),
  );
}

async function open(room: Room): Promise<void> {
  openRoom = room;
  shown.clear();
  if (room.getLiveTimeline().getEvents().filter(isMessage).length < messagesAtOnce) {
    await client.scrollback(room, messagesAtOnce);
  }
  await decrypt(room);
  paintTimeline(room);
  timeline.scrollTop = timeline.scrollHeight;
}

timeline.addEventListener('scroll', async () => {
  if (!openRoom || fetching || timeline.scrollTop > fetchAheadPx) return;
  if (openRoom.getLiveTimeline().getPaginationToken(EventTimeline.BACKWARDS) === null) return;
  fetching = true;
  const height = timeline.scrollHeight;
  const knownCount = openRoom.getLiveTimeline().getEvents().length;
  await client.scrollback(openRoom, messagesAtOnce);
  await decrypt(openRoom);
  const events = openRoom.getLiveTimeline().getEvents();
  const older = events.slice(0, events.length - knownCount).filter(isMessage);
  timeline.prepend(...older.map(row));
  if (timeline.scrollTop === 0) timeline.scrollTop = timeline.scrollHeight - height;
  fetching = false;
});

composer.addEventListener('keydown', ({ key }) => {
  if (key !== 'Enter' || !openRoom) return;
  const body = composer.value;
  composer.value = '';
  void client.sendTextMessage(openRoom.roomId, body);
});

let ready = false;
client.on(ClientEvent.Sync, (state) => {
  if (state !== SyncState.Prepared) return;
  ready = true;
  paintRooms();
});
const onChange = (): void => void (ready && paintRooms());
client.on(ClientEvent.Room, onChange);
client.on(RoomEvent.Name, onChange);
client.on(RoomEvent.MyMembership, onChange);
const append = (event: MatrixEvent): void => {
  timeline.append(row(event));
  timeline.scrollTop = timeline.scrollHeight;
};
client.on(RoomEvent.Timeline, (event, room, toStart) => {
  onChange();
  if (toStart || !ready || room !== openRoom || !isMessage(event)) return;
  append(event);
});
client.on(RoomEvent.LocalEchoUpdated, (event, room) => {
  if (room === openRoom && isMessage(event)) append(event);
});

await store.startup();
await client.initRustCrypto();
await client.startClient({
  initialSyncLimit: 8,
  lazyLoadMembers: true,
  pendingEventOrdering: PendingEventOrdering.Chronological,
});
