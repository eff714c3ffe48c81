/** The page in dev/: the whole chat on a fake store. */
import '../src/components/chat/chat.define.ts';
import type { BmMessenger } from '../src/components/messenger/messenger.ts';
import { roomId } from '../src/testing/snapshots.ts';
import { openScene } from './scene.ts';

const { store, scene } = openScene();
const chat = document.createElement('bm-chat');
chat.store = store;
chat.open = !scene.closed;
document.querySelector('main')?.append(chat);
if (scene.inRoom) {
  const messenger = await until(() => chat.renderRoot?.querySelector<BmMessenger>('bm-messenger'));
  messenger.roomId = roomId;
}
document.documentElement.dataset['ready'] = '';

/** Parts of the chat come with files of their own. */
async function until<T>(look: () => T | null | undefined): Promise<T> {
  for (;;) {
    const found = look();
    if (found) return found;
    await new Promise(requestAnimationFrame);
  }
}
