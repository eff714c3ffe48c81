/** The page in dev/: the chat on a fake store, in the scene that `?scene=` names. */
import '../src/components/chat/chat.define.ts';
import '../src/components/messenger/messenger.define.ts';
import type { BmChat } from '../src/components/chat/chat.ts';
import type { BmMessenger } from '../src/components/messenger/messenger.ts';
import { deep } from '../src/testing/deep.ts';
import { roomId } from '../src/testing/snapshots.ts';
import { sceneStore } from './scenes.ts';

declare global {
  interface Window {
    /** Directives of the content security policy that were violated. */
    violations: string[];
    /** Whether everything that was begun is shown: parts, formatted texts and pictures in view. */
    isSettled(): boolean;
  }
}

window.violations = [];
document.addEventListener('securitypolicyviolation', (event) => {
  window.violations.push(`${event.violatedDirective} ${event.blockedURI} ${event.sourceFile}:${event.lineNumber}`);
});

window.isSettled = () => {
  const elements = [...deep(document)];
  const isInView = (element: Element): boolean => {
    const { top, bottom } = element.getBoundingClientRect();
    return bottom > 0 && top < innerHeight;
  };
  const isWaiting = (element: Element): boolean =>
    element.matches('img:not([data-state])') && element.checkVisibility() && isInView(element);
  return !elements.some(
    (element) => isWaiting(element) || ('isUpdatePending' in element && element.isUpdatePending === true),
  );
};

const parameters = new URLSearchParams(location.search);
const { store, scene } = sceneStore(parameters.get('scene') ?? 'room');
if (parameters.has('text200')) document.documentElement.classList.add('text-200');
if (parameters.has('dir')) document.documentElement.dir = parameters.get('dir') ?? 'ltr';
if (parameters.has('lang')) document.documentElement.lang = parameters.get('lang') ?? 'de';
Object.assign(window, { store });

const chat = document.querySelector<BmChat>('bm-chat');
if (chat) {
  chat.store = store;
  chat.open = !scene.closed;
  await chat.updateComplete;
  if (scene.inRoom) {
    const messenger = await until(() => chat.renderRoot.querySelector<BmMessenger>('bm-messenger'));
    messenger.roomId = roomId;
    await scene.act?.(messenger, store);
  }
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
