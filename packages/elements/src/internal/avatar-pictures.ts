/** The pictures of people and rooms that one element shows: each is loaded once and let go with the element. */
import type { Store } from '@bundesmessenger/store';
import type { LitElement, ReactiveController } from 'lit';
import type { PictureSource } from './picture.ts';

/** Sharp at twice the largest that is shown in a list. The store knows 32 and 96. */
const sizePx = 96;

export class AvatarPictures implements ReactiveController, PictureSource {
  readonly #host: LitElement & { readonly store?: Store | undefined };
  readonly #urls = new Map<string, Promise<string>>();

  constructor(host: LitElement & { readonly store?: Store | undefined }) {
    this.#host = host;
    host.addController(this);
  }

  hostDisconnected(): void {
    for (const url of this.#urls.values()) url.then((objectUrl) => URL.revokeObjectURL(objectUrl), notThere);
    this.#urls.clear();
  }

  /** @param url `mxc:` URI of the picture */
  picture(url: string): Promise<string> {
    const known = this.#urls.get(url);
    if (known) return known;
    const loading = this.#load(url);
    this.#urls.set(url, loading);
    // Asked again by the next row that shows it.
    loading.catch(() => this.#urls.get(url) === loading && this.#urls.delete(url));
    return loading;
  }

  async #load(url: string): Promise<string> {
    const { store } = this.#host;
    if (!store) throw new Error('there is no store to load it from');
    return URL.createObjectURL(await store.loadAvatar(url, sizePx));
  }
}

/** Initials stand in its place. */
function notThere(): void {}
