/** Registers `<bm-composer>`. */
import { define } from '../../internal/define.ts';
import { BmComposer } from './composer.ts';

define('bm-composer', BmComposer);
