/** Registers `<bm-search>`. */
import { define } from '../../internal/define.ts';
import { BmSearch } from './search.ts';

define('bm-search', BmSearch);
