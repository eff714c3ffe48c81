/** Registers `<bm-recovery>`. */
import { define } from '../../internal/define.ts';
import { BmRecovery } from './recovery.ts';

define('bm-recovery', BmRecovery);
