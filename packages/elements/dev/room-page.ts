/** A page with nothing but a room, as a portal could show one, on a fake store. */
import '../src/components/room/room.define.ts';
import { roomId } from '../src/testing/snapshots.ts';
import { openScene } from './scene.ts';

const { store } = openScene();
const room = document.createElement('bm-room');
room.store = store;
room.roomId = roomId;
document.querySelector('main')?.append(room);
await room.updateComplete;
document.documentElement.dataset['ready'] = '';
