/**
 * The floor: what server, browser and rig cost by themselves. `fetch`, simplified sliding sync and plain DOM; no SDK, no
 * encryption, twenty rooms, nothing virtualised. Not a client anybody should use.
 */
import { readLogin } from './login.ts';

interface RoomEvent {
  readonly event_id: string;
  readonly type: string;
  readonly sender: string;
  readonly content: { readonly body?: string };
}
interface SyncAnswer {
  readonly pos: string;
  readonly lists: { readonly rooms?: { readonly ops?: readonly { readonly room_ids?: readonly string[] }[] } };
  readonly rooms: Readonly<
    Record<string, { readonly name?: string; readonly bump_stamp?: number; readonly timeline?: readonly RoomEvent[] }>
  >;
}

const windowSize = 20;
const messagesAtOnce = 30;
const longPollMs = 30_000;
/** Older messages are fetched when so little is left above. */
const fetchAheadPx = 3_000;

const { baseUrl, userId, accessToken } = readLogin();
const list = document.querySelector<HTMLUListElement>('#rooms')!;
const timeline = document.querySelector<HTMLOListElement>('#timeline')!;
const composer = document.querySelector<HTMLInputElement>('#composer')!;
const rooms = new Map<string, { name: string; bump: number }>();
let openRoom: string | undefined;
let before: string | undefined;
let fetching = false;

async function call<Result>(method: string, path: string, body?: object): Promise<Result> {
  const response = await fetch(`${baseUrl}/_matrix/client/${path}`, {
    method,
    headers: { Authorization: `Bearer ${accessToken}` },
    ...(body && { body: JSON.stringify(body) }),
  });
  return (await response.json()) as Result;
}

function row(event: RoomEvent): HTMLLIElement {
  const item = document.createElement('li');
  item.textContent = `${event.sender}: ${event.content.body ?? event.type}`;
  return item;
}

function paintRooms(): void {
  const sorted = [...rooms].sort(([, one], [, other]) => other.bump - one.bump);
  list.replaceChildren(
    ...sorted.map(([roomId, { name }]) => {
      const item = document.createElement('li');
      item.textContent = name;
      item.onclick = () => void open(roomId);
      return item;
    }),
  );
}

async function fetchOlder(): Promise<DocumentFragment> {
  fetching = true;
  const from = before === undefined ? '' : `&from=${encodeURIComponent(before)}`;
  const path = `v3/rooms/${encodeURIComponent(openRoom!)}/messages?dir=b&limit=${messagesAtOnce}${from}`;
  const { chunk, end } = await call<{ chunk: RoomEvent[]; end?: string }>('GET', path);
  before = end;
  fetching = false;
  const fragment = document.createDocumentFragment();
  fragment.append(...chunk.reverse().map(row));
  return fragment;
}

async function open(roomId: string): Promise<void> {
  openRoom = roomId;
  before = undefined;
  timeline.replaceChildren(await fetchOlder());
  timeline.scrollTop = timeline.scrollHeight;
}

timeline.addEventListener('scroll', async () => {
  if (fetching || before === undefined || timeline.scrollTop > fetchAheadPx) return;
  const height = timeline.scrollHeight;
  timeline.prepend(await fetchOlder());
  if (timeline.scrollTop === 0) timeline.scrollTop = timeline.scrollHeight - height;
});

composer.addEventListener('keydown', ({ key }) => {
  if (key !== 'Enter' || openRoom === undefined) return;
  const body = composer.value;
  composer.value = '';
  timeline.append(row({ event_id: '', type: 'm.room.message', sender: userId, content: { body } }));
  timeline.scrollTop = timeline.scrollHeight;
  const path = `v3/rooms/${encodeURIComponent(openRoom)}/send/m.room.message/${crypto.randomUUID()}`;
  void call('PUT', path, { msgtype: 'm.text', body });
});

let pos: string | undefined;
for (;;) {
  const query = pos === undefined ? '' : `?pos=${encodeURIComponent(pos)}&timeout=${longPollMs}`;
  const answer = await call<SyncAnswer>('POST', `unstable/org.matrix.simplified_msc3575/sync${query}`, {
    lists: { rooms: { ranges: [[0, windowSize - 1]], required_state: [], timeline_limit: 1 } },
  });
  for (const [roomId, room] of Object.entries(answer.rooms)) {
    const known = rooms.get(roomId);
    rooms.set(roomId, {
      name: room.name ?? known?.name ?? roomId,
      bump: room.bump_stamp ?? known?.bump ?? 0,
    });
    if (roomId !== openRoom || pos === undefined) continue;
    for (const event of room.timeline ?? []) {
      if (event.sender !== userId) timeline.append(row(event));
    }
    timeline.scrollTop = timeline.scrollHeight;
  }
  pos = answer.pos;
  paintRooms();
}
