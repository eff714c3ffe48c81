/** The only bridge from a `Readable` of the store to an element: listens while the element is in the page, and never else. */
import type { Readable } from '@bundesmessenger/store';
import type { ReactiveController, ReactiveControllerHost } from 'lit';

export class ReadableController<T> implements ReactiveController {
  readonly #host: ReactiveControllerHost;
  readonly #onChange: ((value: T) => void) | undefined;
  #readable: Readable<T> | undefined;
  #stop: (() => void) | undefined;
  #connected = false;
  #following = false;
  #value: T | undefined;

  /** @param onChange hears each value before the element renders it */
  constructor(host: ReactiveControllerHost, onChange?: (value: T) => void) {
    this.#host = host;
    this.#onChange = onChange;
    host.addController(this);
  }

  /** The newest value; `undefined` while nothing is followed. */
  get value(): T | undefined {
    return this.#value;
  }

  /** Follows another readable from now on. Safe inside `willUpdate`: its first value needs no further update. */
  follow(readable: Readable<T> | undefined): void {
    if (readable === this.#readable) return;
    this.#end();
    this.#readable = readable;
    this.#value = undefined;
    this.#following = true;
    this.#begin();
    this.#following = false;
  }

  hostConnected(): void {
    this.#connected = true;
    this.#begin();
  }

  hostDisconnected(): void {
    this.#connected = false;
    this.#end();
  }

  #begin(): void {
    if (!this.#connected || this.#stop || !this.#readable) return;
    this.#stop = this.#readable.subscribe((value) => {
      this.#value = value;
      this.#onChange?.(value);
      if (!this.#following) this.#host.requestUpdate();
    });
  }

  #end(): void {
    this.#stop?.();
    this.#stop = undefined;
  }
}
