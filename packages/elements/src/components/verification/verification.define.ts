/** Registers `<bm-verification>`. */
import { define } from '../../internal/define.ts';
import { BmVerification } from './verification.ts';

define('bm-verification', BmVerification);
