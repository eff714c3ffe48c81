/** Registers `<bm-chat>` and the elements inside it. */
import '../session/session.define.ts';
import '../messenger/messenger.define.ts';
import { define } from '../../internal/define.ts';
import { BmChat } from './chat.ts';

define('bm-chat', BmChat);
