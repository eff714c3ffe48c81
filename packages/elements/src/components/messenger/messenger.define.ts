/** Registers `<bm-messenger>` and the elements inside it. */
import '../account/account.define.ts';
import '../connection-banner/connection-banner.define.ts';
import '../login/login.define.ts';
import '../room/room.define.ts';
import '../room-list/room-list.define.ts';
import { define } from '../../internal/define.ts';
import { BmMessenger } from './messenger.ts';

define('bm-messenger', BmMessenger);
