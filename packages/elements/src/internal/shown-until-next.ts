/** Follows one readable after another, and shows the last one's value until the next has something to show: no flicker between. */
import type { Readable } from '@bundesmessenger/store';
import type { ReactiveControllerHost } from 'lit';
import { ReadableController } from './readable-controller.ts';

export class ShownUntilNext<T> {
  readonly #controller: ReadableController<T>;
  readonly #isLoaded: (value: T) => boolean;
  #shown: T | undefined;

  constructor(host: ReactiveControllerHost, isLoaded: (value: T) => boolean) {
    this.#isLoaded = isLoaded;
    this.#controller = new ReadableController<T>(host, (value) => {
      if (this.#shown === undefined || this.#isLoaded(value)) this.#shown = value;
    });
  }

  get value(): T | undefined {
    return this.#shown;
  }

  /** @param afresh what is shown has nothing to do with what comes, as after another login */
  follow(readable: Readable<T> | undefined, afresh = false): void {
    if (afresh) this.#shown = undefined;
    this.#controller.follow(readable);
  }
}
