/** Registers `<bm-members>`. */
import { define } from '../../internal/define.ts';
import { BmMembers } from './members.ts';

define('bm-members', BmMembers);
