/** Registers `<bm-session>`. */
import { define } from '../../internal/define.ts';
import { BmSession } from './session.ts';

define('bm-session', BmSession);
