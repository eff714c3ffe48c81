/** Registers `<bm-room>` and the elements inside it. */
import '../timeline/timeline.define.ts';
import '../composer/composer.define.ts';
import { define } from '../../internal/define.ts';
import { BmRoom } from './room.ts';

define('bm-room', BmRoom);
