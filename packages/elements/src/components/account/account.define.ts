/** Registers `<bm-account>`. */
import { define } from '../../internal/define.ts';
import { BmAccount } from './account.ts';

define('bm-account', BmAccount);
