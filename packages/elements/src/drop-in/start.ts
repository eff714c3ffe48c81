/**
 * Registers `<bm-chat>` and `<bm-launcher>` of a drop-in in a task of its own: reading the script is one already, and what
 * stands in the page renders with the registration.
 */
import '../components/session/session.define.ts';
import '../components/messenger/messenger.define.ts';
import { BmChat } from '../components/chat/chat.ts';
import { BmLauncher } from '../components/launcher/launcher.ts';
import { define } from '../internal/define.ts';
import { nextTask } from '../internal/next-task.ts';

void nextTask().then(() => {
  define('bm-chat', BmChat);
  define('bm-launcher', BmLauncher);
});
