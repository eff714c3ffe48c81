/** Registers what an author puts into a page. What is inside a chat comes along, or later in parts. */
import '../components/session/session.define.ts';
import '../components/messenger/messenger.define.ts';
import { BmChat } from '../components/chat/chat.ts';
import { define } from '../internal/define.ts';
import { closeUnused, openEarly } from '../components/session/early-stores.ts';
import { nextTask } from '../internal/next-task.ts';
import { wasHereBefore } from './early.ts';

/** A page that has none yet may still get one; it does not come before the rooms of a chat that stands open. */
const launcherComesAfterMs = 5_000;

const registerLauncher = (): Promise<unknown> => import('../components/launcher/launcher.define.ts');

export async function start(): Promise<void> {
  // Of all on the way to the list, storage and host take longest. Nothing is read or started until a chat stands open.
  openEarly(document.querySelectorAll('bm-chat[open]'), wasHereBefore());
  // A task of its own: reading the script was one, and what stands in the page renders with the registration.
  await nextTask();
  // First, where there is one: until it is there, its chat would stand in the middle of the page.
  if (document.querySelector('bm-launcher')) await registerLauncher();
  else setTimeout(registerLauncher, launcherComesAfterMs);
  define('bm-chat', BmChat);
  // With its first rendering a chat has taken the store that was opened for it.
  await Promise.all([...document.querySelectorAll('bm-chat')].map((chat) => chat.updateComplete));
  closeUnused();
}
