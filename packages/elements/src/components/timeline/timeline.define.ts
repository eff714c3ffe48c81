/** Registers `<bm-timeline>`. */
import { define } from '../../internal/define.ts';
import { BmTimeline } from './timeline.ts';

define('bm-timeline', BmTimeline);
