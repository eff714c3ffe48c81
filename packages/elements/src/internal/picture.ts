/** Loads a picture into an `<img>` when it comes near the view, and says in the DOM when it cannot be had. */
import { nothing } from 'lit';
import { AsyncDirective } from 'lit/async-directive.js';
import { directive, type ElementPart } from 'lit/directive.js';
import type { MediaVariant } from './media-files.ts';

/** Pictures this far outside the view are loaded already. */
const aheadPx = 600;

/** One for all pictures of a page. Made when the first one is shown. */
let near: IntersectionObserver | undefined;
const waiting = new WeakMap<Element, () => void>();

function whenNear(element: Element, then: () => void): void {
  near ??= new IntersectionObserver(
    (entries) => {
      for (const { isIntersecting, target } of entries) {
        if (!isIntersecting) continue;
        near?.unobserve(target);
        waiting.get(target)?.();
        waiting.delete(target);
      }
    },
    { rootMargin: `${aheadPx}px` },
  );
  waiting.set(element, then);
  near.observe(element);
}

/** Who has pictures. */
export interface PictureSource {
  /** @returns an object URL @throws where there is none */
  picture(mediaId: string, variant: MediaVariant): Promise<string>;
}

interface Wanted {
  readonly media: PictureSource;
  readonly mediaId: string;
  readonly variant: MediaVariant;
}

class Picture extends AsyncDirective {
  #image: HTMLImageElement | undefined;
  #wanted: Wanted | undefined;

  render(_wanted: Wanted): unknown {
    return nothing;
  }

  override update(part: ElementPart, [wanted]: [Wanted]): unknown {
    this.#image = part.element as HTMLImageElement;
    const { mediaId, variant } = wanted;
    if (mediaId === this.#wanted?.mediaId && variant === this.#wanted.variant) return nothing;
    this.#wanted = wanted;
    this.#wait();
    return nothing;
  }

  #wait(): void {
    const [image, wanted] = [this.#image, this.#wanted];
    if (image && wanted) whenNear(image, () => void this.#load(image, wanted));
  }

  async #load(image: HTMLImageElement, wanted: Wanted): Promise<void> {
    let loaded = false;
    try {
      image.src = await wanted.media.picture(wanted.mediaId, wanted.variant);
      await image.decode();
      loaded = true;
    } catch {
      // The words beside it say so.
    }
    if (this.#wanted === wanted) image.dataset['state'] = loaded ? 'loaded' : 'failed';
  }

  override disconnected(): void {
    if (!this.#image) return;
    near?.unobserve(this.#image);
    waiting.delete(this.#image);
  }

  override reconnected(): void {
    this.#wait();
  }
}

/** On an `<img>`: `data-state` becomes `loaded` or `failed`. */
export const picture = directive(Picture);
