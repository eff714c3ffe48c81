/** Registers `<bm-room-settings>`. */
import { define } from '../../internal/define.ts';
import { BmRoomSettings } from './room-settings.ts';

define('bm-room-settings', BmRoomSettings);
