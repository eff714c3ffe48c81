/** Registers `<bm-room-list>` and the elements inside it. */
import '../new-room/new-room.define.ts';
import { define } from '../../internal/define.ts';
import { BmRoomList } from './room-list.ts';

define('bm-room-list', BmRoomList);
