/** Registers `<bm-thread>` and the elements inside it. */
import '../timeline/timeline.define.ts';
import '../composer/composer.define.ts';
import { define } from '../../internal/define.ts';
import { BmThread } from './thread.ts';

define('bm-thread', BmThread);
