/** The page in dev/: the drop-in as it is built, on a fake store, in the scene that `?scene=` names. */
import type { BmChat } from '../src/index.ts';
import { roomId } from '../src/testing/snapshots.ts';
import { sceneStore } from './scenes.ts';

declare global {
  interface Window {
    /** Directives of the content security policy that were violated. */
    violations: string[];
  }
}

window.violations = [];
document.addEventListener('securitypolicyviolation', (event) => {
  window.violations.push(`${event.violatedDirective} ${event.blockedURI} ${event.sourceFile}:${event.lineNumber}`);
});

const parameters = new URLSearchParams(location.search);
const { store, scene } = sceneStore(parameters.get('scene') ?? 'room');
if (parameters.has('text200')) document.documentElement.classList.add('text-200');
if (parameters.has('dir')) document.documentElement.dir = parameters.get('dir') ?? 'ltr';
if (parameters.has('lang')) document.documentElement.lang = parameters.get('lang') ?? 'de';

// The drop-in lies beside this page under another name for the server; it is not part of this bundle.
const dropIn = './bm.js';
await import(dropIn);

const chat = document.querySelector<BmChat>('bm-chat');
if (chat) {
  chat.store = store;
  chat.open = !scene.closed;
  await chat.updateComplete;
  const messenger = chat.renderRoot.querySelector('bm-messenger');
  if (messenger && scene.inRoom) messenger.roomId = roomId;
}
document.documentElement.dataset['ready'] = '';
