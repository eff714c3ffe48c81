/** Registers `<bm-devices>`. */
import { define } from '../../internal/define.ts';
import { BmDevices } from './devices.ts';

define('bm-devices', BmDevices);
