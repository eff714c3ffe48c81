/**
 * What assistive technology hears of a timeline: incoming messages one by one, bursts as one digest, failures as a
 * status. Its two regions exist from the first render, because a live region that comes with its content stays silent.
 */
import { html, type ReactiveController, type ReactiveControllerHost, type TemplateResult } from 'lit';
import { createRef, ref } from 'lit/directives/ref.js';

/** Older entries are removed: the log is no second timeline. */
const maxEntries = 5;
/** More messages than this within one window become a digest. */
const maxSingle = 3;
/** The window for counting, in milliseconds. */
const windowMs = 2000;
/** How long a first message waits for companions, in milliseconds: a burst comes in several snapshots. */
const settleMs = 300;

export class Announcer implements ReactiveController {
  readonly #digest: (count: number) => string;
  readonly #log = createRef<HTMLElement>();
  readonly #status = createRef<HTMLElement>();
  #waiting: string[] = [];
  #spoken: number[] = [];
  #timer: ReturnType<typeof setTimeout> | undefined;

  constructor(host: ReactiveControllerHost, digest: (count: number) => string) {
    this.#digest = digest;
    host.addController(this);
  }

  hostDisconnected(): void {
    this.reset();
  }

  /** Has to be part of every render of the host. */
  render(): TemplateResult {
    return html`<div
        class="visually-hidden"
        role="log"
        aria-live="polite"
        aria-relevant="additions"
        ${ref(this.#log)}
      ></div>
      <div class="visually-hidden" role="status" ${ref(this.#status)}></div>`;
  }

  /** Says an incoming message soon; together with others as a digest. */
  announce(text: string): void {
    this.#waiting.push(text);
    this.#timer ??= setTimeout(() => this.#flush(), settleMs);
  }

  /** Says a failure now. */
  status(text: string): void {
    this.#append(this.#status.value, text);
  }

  /** Forgets what was not said yet, as when another room is shown. */
  reset(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    this.#waiting = [];
    this.#spoken = [];
    this.#log.value?.replaceChildren();
    this.#status.value?.replaceChildren();
  }

  #flush(): void {
    this.#timer = undefined;
    const now = Date.now();
    this.#spoken = this.#spoken.filter((at) => now - at < windowMs);
    const spokenFirst = this.#spoken[0];
    if (spokenFirst !== undefined && this.#spoken.length + this.#waiting.length > maxSingle) {
      // Enough was said: the rest waits for the end of the window.
      this.#timer = setTimeout(() => this.#flush(), windowMs - (now - spokenFirst));
      return;
    }
    const texts = this.#waiting.length > maxSingle ? [this.#digest(this.#waiting.length)] : this.#waiting;
    this.#spoken.push(...this.#waiting.map(() => now));
    this.#waiting = [];
    for (const text of texts) this.#append(this.#log.value, text);
  }

  #append(region: HTMLElement | undefined, text: string): void {
    if (!region) return;
    const entry = document.createElement('p');
    entry.textContent = text;
    region.append(entry);
    while (region.childElementCount > maxEntries) region.firstElementChild?.remove();
  }
}
