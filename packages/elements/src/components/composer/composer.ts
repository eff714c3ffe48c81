/** `<bm-composer>`: writes a message into one room. */
import { toErrorData, type ErrorCode, type Room, type RoomSummary } from '@bundesmessenger/store';
import { html, nothing, type PropertyDeclarations, type PropertyValues, type TemplateResult } from 'lit';
import { createRef, ref } from 'lit/directives/ref.js';
import { CircleAlert, SendHorizontal } from 'lucide';
import { icon } from '../../internal/icon.ts';
import { ReadableController } from '../../internal/readable-controller.ts';
import { StoreElement } from '../../internal/store-element.ts';
import { composerStyles } from './composer.styles.ts';

/** What says that the message itself is wrong: it goes back into the field. All other failures are shown in its row. */
const messageFaults: ReadonlySet<ErrorCode> = new Set([
  'MESSAGE_INVALID',
  'ROOM_UNKNOWN',
  'ROOM_NOT_ENCRYPTED',
  'COMMAND_INVALID',
]);

/**
 * @summary A text field that grows with its text. Enter sends, Shift+Enter makes a new line; while an input method
 * composes, Enter belongs to it.
 *
 * @csspart base - The form.
 * @csspart field - The text field with its border.
 * @csspart input - The text field.
 * @csspart send - The button that sends.
 * @csspart error - Why the message cannot be sent.
 */
export class BmComposer extends StoreElement {
  static override styles = composerStyles;
  static override properties: PropertyDeclarations = {
    ...StoreElement.properties,
    roomId: { attribute: 'room-id' },
    error: { state: true },
  };

  /** The room to write to. */
  declare roomId: string | undefined;
  declare private error: ErrorCode | undefined;

  readonly #summary = new ReadableController<RoomSummary | null>(this);
  readonly #input = createRef<HTMLTextAreaElement>();
  readonly #grower = createRef<HTMLElement>();
  readonly #button = createRef<HTMLButtonElement>();
  #room: Room | undefined;
  /** What was written but not sent, for each room, while the element lives. */
  readonly #unsent = new Map<string, string>();

  override focus(options?: FocusOptions): void {
    this.#input.value?.focus(options);
  }

  protected override willUpdate(changed: PropertyValues<this>): void {
    if (!changed.has('store') && !changed.has('roomId')) return;
    this.error = undefined;
    this.#room = this.store && this.roomId ? this.store.room(this.roomId) : undefined;
    this.#summary.follow(this.#room?.summary);
  }

  protected override updated(changed: PropertyValues): void {
    super.updated(changed);
    if (!changed.has('roomId')) return;
    const previous = changed.get('roomId') as string | undefined;
    if (previous) this.#unsent.set(previous, this.#text);
    this.#text = (this.roomId && this.#unsent.get(this.roomId)) ?? '';
  }

  protected override render(): TemplateResult {
    const room = this.#summary.value;
    const label = room ? this.term('writeMessageTo', room.name) : this.term('writeMessage');
    return html`<form part="base" @submit=${this.#onSubmit}>
      ${
        this.error
          ? html`<p class="field-error" part="error" id="error">
              ${icon(CircleAlert)}${this.term('error', this.error)}
            </p>`
          : nothing
      }
      <div class="bar">
        <div class="field-box" part="field" ${ref(this.#grower)}>
          <textarea
            part="input"
            rows="1"
            aria-label=${label}
            placeholder=${this.term('writeMessage')}
            aria-invalid=${this.error ? 'true' : 'false'}
            aria-describedby=${this.error ? 'error' : nothing}
            enterkeyhint="send"
            autocapitalize="sentences"
            @keydown=${this.#onKeyDown}
            @input=${this.#onInput}
            ${ref(this.#input)}
          ></textarea>
        </div>
        <button
          class="send"
          part="send"
          type="submit"
          aria-label=${this.term('send')}
          title=${this.term('send')}
          aria-disabled="true"
          ${ref(this.#button)}
        >
          ${icon(SendHorizontal)}
        </button>
      </div>
    </form>`;
  }

  get #text(): string {
    return this.#input.value?.value ?? '';
  }

  set #text(text: string) {
    if (this.#input.value) this.#input.value.value = text;
    this.#onInput();
  }

  /** No update of the element for a key stroke: only the copy that gives the field its height, and the button. */
  readonly #onInput = (): void => {
    if (this.#grower.value) this.#grower.value.dataset['text'] = this.#text;
    this.#button.value?.setAttribute('aria-disabled', this.#text.trim() ? 'false' : 'true');
    if (this.error) this.error = undefined;
  };

  readonly #onKeyDown = (event: KeyboardEvent): void => {
    // 229: what browsers report for a key that an input method has taken.
    const isComposing = event.isComposing || event.keyCode === 229;
    if (event.key !== 'Enter' || event.shiftKey || event.altKey || isComposing) return;
    event.preventDefault();
    void this.#send();
  };

  readonly #onSubmit = (event: SubmitEvent): void => {
    event.preventDefault();
    void this.#send();
    this.focus();
  };

  async #send(): Promise<void> {
    const body = this.#text;
    const room = this.#room;
    if (!room || !body.trim()) return;
    this.#text = '';
    try {
      await room.send({ msgtype: 'm.text', body });
    } catch (error) {
      const { code } = toErrorData(error);
      if (!messageFaults.has(code)) return;
      // Never over something newer, and never into another room.
      if (room !== this.#room) this.#unsent.set(room.roomId, body);
      else if (!this.#text) this.#text = body;
      this.error = code;
    }
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'bm-composer': BmComposer;
  }
}
