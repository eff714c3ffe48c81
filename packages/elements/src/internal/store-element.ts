/** An element that shows something of a store: the one it is given, else that of the `<bm-session>` around it. */
import type { Store } from '@bundesmessenger/store';
import type { PropertyDeclarations } from 'lit';
import { BmElement } from './bm-element.ts';
import { requestStore } from './store-context.ts';

export abstract class StoreElement extends BmElement {
  static override properties: PropertyDeclarations = { ...BmElement.properties, store: { attribute: false } };

  /** Set it to use a store of your own; otherwise the session around the element gives one. */
  declare store: Store | undefined;

  #endRequest: (() => void) | undefined;

  override connectedCallback(): void {
    super.connectedCallback();
    if (!this.store) this.#endRequest = requestStore(this, (store) => (this.store = store));
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    if (!this.#endRequest) return;
    this.#endRequest();
    this.#endRequest = undefined;
    this.store = undefined;
  }
}
