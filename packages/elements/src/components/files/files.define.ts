/** Registers `<bm-files>`. */
import { define } from '../../internal/define.ts';
import { BmFiles } from './files.ts';

define('bm-files', BmFiles);
