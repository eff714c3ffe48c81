/** Registers `<bm-maintenance>`. */
import { define } from '../../internal/define.ts';
import { BmMaintenance } from './maintenance.ts';

define('bm-maintenance', BmMaintenance);
