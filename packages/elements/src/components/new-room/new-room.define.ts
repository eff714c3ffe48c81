/** Registers `<bm-new-room>`. */
import { define } from '../../internal/define.ts';
import { BmNewRoom } from './new-room.ts';

define('bm-new-room', BmNewRoom);
