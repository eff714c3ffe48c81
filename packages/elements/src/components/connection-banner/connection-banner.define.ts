/** Registers `<bm-connection-banner>`. */
import { define } from '../../internal/define.ts';
import { BmConnectionBanner } from './connection-banner.ts';

define('bm-connection-banner', BmConnectionBanner);
