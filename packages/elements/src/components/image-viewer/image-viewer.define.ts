/** Registers `<bm-image-viewer>`. */
import { define } from '../../internal/define.ts';
import { BmImageViewer } from './image-viewer.ts';

define('bm-image-viewer', BmImageViewer);
