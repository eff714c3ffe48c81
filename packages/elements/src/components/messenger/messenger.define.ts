/** Registers `<bm-messenger>` and what a list of rooms needs. The login and the room register when they are first shown. */
import '../room-list/room-list.define.ts';
import { define } from '../../internal/define.ts';
import { BmMessenger } from './messenger.ts';

define('bm-messenger', BmMessenger);
