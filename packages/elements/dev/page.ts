/** The page of `long-tasks.ts`: a room of 300 messages on a fake store. */
import '../src/components/room/room.define.ts';
import { createFakeStore, roomList, timeline } from '@bundesmessenger/store/testing';
import { loggedIn, message, room, roomId, settings } from '../src/testing/snapshots.ts';

const messages = Array.from({ length: 300 }, (_, at) =>
  message(at, { own: at % 5 === 0, body: `${at}: ${'Ein Satz zur Lage. '.repeat(1 + (at % 9))}` }),
);
const store = createFakeStore({ session: loggedIn(), rooms: roomList([room()]) });
store.show({ type: 'settings', roomId }, settings());
store.show({ type: 'timeline', roomId }, timeline(messages));

const element = document.createElement('bm-room');
element.store = store;
element.roomId = roomId;
document.querySelector('main')?.append(element);
