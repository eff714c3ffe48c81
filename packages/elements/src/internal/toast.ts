/** A short line that says what was done or could not be done. It goes by itself; nothing depends on having read it. */
import { css, html, nothing, type ReactiveController, type ReactiveControllerHost, type TemplateResult } from 'lit';

/** Long enough to read two sentences, in milliseconds. */
const shownMs = 6_000;

export class Toast implements ReactiveController {
  readonly #host: ReactiveControllerHost;
  #text = '';
  #timer: ReturnType<typeof setTimeout> | undefined;

  constructor(host: ReactiveControllerHost) {
    this.#host = host;
    host.addController(this);
  }

  hostDisconnected(): void {
    clearTimeout(this.#timer);
    this.#text = '';
  }

  show(text: string): void {
    clearTimeout(this.#timer);
    this.#text = text;
    this.#timer = setTimeout(() => {
      this.#text = '';
      this.#host.requestUpdate();
    }, shownMs);
    this.#host.requestUpdate();
  }

  /** Has to be part of every render of the host: a region that comes with its text is not announced. */
  render(): TemplateResult {
    return html`<div class="toast" role="status">${this.#text ? html`<p>${this.#text}</p>` : nothing}</div>`;
  }
}

export const toastStyles = css`
  .toast {
    position: absolute;
    z-index: 3;
    inset-block-end: calc(3 * var(--_space));
    inset-inline: calc(4 * var(--_space));
    display: grid;
    justify-items: center;
    pointer-events: none;
  }
  .toast p {
    max-inline-size: 32rem;
    padding: calc(2 * var(--_space)) calc(4 * var(--_space));
    border: 1px solid transparent;
    border-radius: var(--_radius);
    background: var(--_text);
    color: var(--_background);
    box-shadow: var(--_shadow);
    font-size: var(--_small);
  }
`;
