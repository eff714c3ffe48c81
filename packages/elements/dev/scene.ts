/** What the pages in dev/ share: the scene that `?scene=` names on a fake store, and how a script knows that it is all shown. */
import type { FakeStore } from '@bundesmessenger/store/testing';
import { deep } from '../src/testing/deep.ts';
import { sceneStore, type Scene } from './scenes.ts';

declare global {
  interface Window {
    /** Directives of the content security policy that were violated. */
    violations: string[];
    /** Whether everything that was begun is shown: parts, formatted texts and pictures in view. */
    isSettled(): boolean;
    store: FakeStore;
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

export function openScene(): { readonly store: FakeStore; readonly scene: Scene } {
  const parameters = new URLSearchParams(location.search);
  const { store, scene } = sceneStore(parameters.get('scene') ?? 'room');
  if (parameters.has('text200')) document.documentElement.classList.add('text-200');
  if (parameters.has('dir')) document.documentElement.dir = parameters.get('dir') ?? 'ltr';
  if (parameters.has('lang')) document.documentElement.lang = parameters.get('lang') ?? 'de';
  window.store = store;
  return { store, scene };
}
