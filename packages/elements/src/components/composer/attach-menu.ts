/** What can be attached besides text: the button, its menu, and the dialog of a new poll. */
import type { NewPoll } from '@bundesmessenger/store';
import { html, nothing, type LitElement, type TemplateResult } from 'lit';
import { File as FileIcon, ListTodo, Plus } from 'lucide';
import { icon } from '../../internal/icon.ts';
import type { Language } from '../../internal/language.ts';
import { PopupMenu } from '../../internal/popup-menu.ts';

export interface AttachMenuOptions {
  readonly language: Language;
  readonly pickFiles: () => void;
  readonly sendPoll: (poll: NewPoll) => void;
}

export class AttachMenu {
  readonly #host: LitElement;
  readonly #options: AttachMenuOptions;
  readonly #menu: PopupMenu;
  #asksPoll = false;

  constructor(host: LitElement, options: AttachMenuOptions) {
    this.#host = host;
    this.#options = options;
    this.#menu = new PopupMenu(host);
  }

  renderButton(): TemplateResult {
    const label = this.#options.language.term('attach');
    return html`<button
      class="icon-button"
      part="attach"
      type="button"
      aria-haspopup="menu"
      aria-label=${label}
      title=${label}
      @click=${this.#open}
    >
      ${icon(Plus)}
    </button>`;
  }

  /** Has to be part of every render of the host. */
  render(): unknown {
    return [
      this.#menu.render(),
      this.#asksPoll
        ? html`<bm-poll-dialog @bm-poll-create=${this.#onPoll} @close=${() => this.#askPoll(false)}></bm-poll-dialog>`
        : nothing,
    ];
  }

  readonly #open = (event: Event): void => {
    const { language, pickFiles } = this.#options;
    void this.#menu.open(event.currentTarget as Element, language.term('attach'), () => [
      { label: language.term('attachFile'), symbol: FileIcon, run: pickFiles },
      { label: language.term('newPoll'), symbol: ListTodo, run: () => void this.#loadPoll() },
    ]);
  };

  async #loadPoll(): Promise<void> {
    await import('../poll/poll-dialog.define.ts');
    this.#askPoll(true);
  }

  readonly #onPoll = (event: CustomEvent<NewPoll>): void => this.#options.sendPoll(event.detail);

  #askPoll(asks: boolean): void {
    this.#asksPoll = asks;
    this.#host.requestUpdate();
  }
}
