/** Tells what keeps something of an account that nobody is logged in any more: an element may stay in the page. */
import type { Store } from '@bundesmessenger/store';
import type { ReactiveController, ReactiveControllerHost } from 'lit';

export type StoreHost = ReactiveControllerHost & { readonly store?: Store | undefined };

export class AccountEnd implements ReactiveController {
  readonly #host: StoreHost;
  readonly #forget: () => void;
  #store: Store | undefined;
  #stop: (() => void) | undefined;

  /** @param forget may be called when there is nothing to forget */
  constructor(host: StoreHost, forget: () => void) {
    this.#host = host;
    this.#forget = forget;
    host.addController(this);
  }

  hostConnected(): void {
    this.#follow(this.#host.store);
  }

  hostUpdate(): void {
    this.#follow(this.#host.store);
  }

  hostDisconnected(): void {
    this.#follow(undefined);
  }

  #follow(store: Store | undefined): void {
    if (store === this.#store) return;
    this.#store = store;
    this.#stop?.();
    this.#stop = store?.session.subscribe(({ status }) => {
      if (status === 'loggedOut') this.#forget();
    });
  }
}
