/** Registers `<bm-launcher>` and the chat inside it. */
import '../chat/chat.define.ts';
import { define } from '../../internal/define.ts';
import { BmLauncher } from './launcher.ts';

define('bm-launcher', BmLauncher);
