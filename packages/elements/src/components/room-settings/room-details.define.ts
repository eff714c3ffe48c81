/** Registers `<bm-room-details>` and the elements inside it. */
import '../files/files.define.ts';
import '../members/members.define.ts';
import '../search/search.define.ts';
import './room-settings.define.ts';
import { define } from '../../internal/define.ts';
import { BmRoomDetails } from './room-details.ts';

define('bm-room-details', BmRoomDetails);
