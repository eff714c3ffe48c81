/** Registers `<bm-room-list>`. The dialog for a new room registers when it is first opened. */
import { define } from '../../internal/define.ts';
import { BmRoomList } from './room-list.ts';

define('bm-room-list', BmRoomList);
