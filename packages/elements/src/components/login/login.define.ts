/** Registers `<bm-login>`. */
import { define } from '../../internal/define.ts';
import { BmLogin } from './login.ts';

define('bm-login', BmLogin);
