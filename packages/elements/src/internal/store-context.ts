/**
 * How an element finds its store: it asks upwards with a `context-request` event, as the community protocol of the
 * Web Components Community Group describes; `<bm-session>` answers, at once and whenever its store changes.
 */
import type { Store } from '@bundesmessenger/store';

/** Equal in two copies of this package on one page. */
export const storeContext = Symbol.for('@bundesmessenger/store');

export type ContextCallback<T> = (value: T, unsubscribe?: () => void) => void;

/** The event of the protocol; requests of other contexts have another `context`. */
export class ContextRequestEvent<T> extends Event {
  readonly context: unknown;
  readonly contextTarget: Element;
  readonly callback: ContextCallback<T>;
  readonly subscribe: boolean;

  constructor(target: Element, context: unknown, callback: ContextCallback<T>, subscribe: boolean) {
    super('context-request', { bubbles: true, composed: true });
    this.contextTarget = target;
    this.context = context;
    this.callback = callback;
    this.subscribe = subscribe;
  }
}

type StoreCallback = ContextCallback<Store | undefined>;

export function isStoreRequest(event: Event): event is ContextRequestEvent<Store | undefined> {
  return 'context' in event && event.context === storeContext;
}

/** Asks for the store around `element`. @returns ends it */
export function requestStore(element: Element, callback: (store: Store | undefined) => void): () => void {
  let wanted = true;
  let unsubscribe: (() => void) | undefined;
  let answered = false;
  const ask = (): void => {
    const hear: StoreCallback = (store, end) => {
      answered = true;
      unsubscribe = end;
      if (wanted) callback(store);
    };
    element.dispatchEvent(new ContextRequestEvent(element, storeContext, hear, true));
  };
  ask();
  // The session around it may not be upgraded yet.
  if (!answered) void customElements.whenDefined('bm-session').then(() => wanted && ask());
  return () => {
    wanted = false;
    unsubscribe?.();
  };
}
