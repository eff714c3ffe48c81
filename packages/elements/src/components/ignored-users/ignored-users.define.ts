/** Registers `<bm-ignored-users>`. */
import { define } from '../../internal/define.ts';
import { BmIgnoredUsers } from './ignored-users.ts';

define('bm-ignored-users', BmIgnoredUsers);
