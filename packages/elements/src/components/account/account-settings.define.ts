/** Registers `<bm-account-settings>` and the elements inside it. */
import '../devices/devices.define.ts';
import '../ignored-users/ignored-users.define.ts';
import { define } from '../../internal/define.ts';
import { BmAccountSettings } from './account-settings.ts';

define('bm-account-settings', BmAccountSettings);
