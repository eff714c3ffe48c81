/** Our store without any element: reads a room to its beginning, as a search index or an export would. */
import { allowInsecureLocalhost, openStore } from '@bundesmessenger/store';
import type { Login } from './login.ts';

const eventsPerCall = 100;
/** A room of 2,000 needs 20. */
const maxCalls = 60;

export interface WholeRoom extends Pick<Login, 'serverName' | 'baseUrl'> {
  readonly roomId: string;
  /** What its first message says. */
  readonly oldest: string;
}
export type ReadWholeRoom = typeof readWholeRoom;

/** @returns when each page was asked for, the first rows being there, and when the oldest message was decrypted; in ms since 1970 */
async function readWholeRoom({
  serverName,
  baseUrl,
  roomId,
  oldest,
}: WholeRoom): Promise<{ calledMs: readonly number[]; endMs: number }> {
  const store = openStore({
    homeserver: serverName,
    whitelist: { servers: [{ serverName, baseUrl }] },
    [allowInsecureLocalhost]: true,
  });
  const room = store.room(roomId);
  let rows = '';
  const readRows = new Promise<void>((ready) => {
    room.timeline.subscribe((timeline) => {
      rows = JSON.stringify(timeline.items);
      if (timeline.items.length > 0) ready();
    });
  });
  await readRows;
  const calledMs: number[] = [];
  while (!rows.includes(oldest)) {
    if (calledMs.push(Date.now()) > maxCalls) throw new Error('the beginning of the room does not come');
    await room.paginate(eventsPerCall);
    // The snapshot comes by another message than the answer.
    await new Promise((resolve) => setTimeout(resolve));
  }
  return { calledMs, endMs: Date.now() };
}

Object.assign(globalThis, { readWholeRoom });
