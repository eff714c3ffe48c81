/** `<bm-new-room>`: the dialog that makes a room. */
import { toErrorData, type Deployment, type ErrorCode } from '@bundesmessenger/store';
import { html, nothing, type PropertyDeclarations, type PropertyValues, type TemplateResult } from 'lit';
import { createRef, ref } from 'lit/directives/ref.js';
import { CircleAlert } from 'lucide';
import { icon } from '../../internal/icon.ts';
import { ReadableController } from '../../internal/readable-controller.ts';
import { LaterElement } from '../../internal/later-element.ts';
import { firstInvalidUserId, parseUserIds } from './user-ids.ts';
import { newRoomStyles } from './new-room.styles.ts';

interface Faults {
  readonly name?: string;
  readonly invite?: string;
  readonly code?: ErrorCode;
}

/**
 * @summary A dialog for the name of a new room, whom to invite, and who may join. Always encrypted.
 *
 * @event bm-room-open - The room is made; `detail.roomId` names it.
 * @csspart dialog - The dialog.
 */
export class BmNewRoom extends LaterElement {
  static override styles = newRoomStyles;
  static override properties: PropertyDeclarations = {
    ...LaterElement.properties,
    faults: { state: true },
    busy: { state: true },
  };

  declare private faults: Faults;
  declare private busy: boolean;

  readonly #deployment = new ReadableController<Deployment>(this);
  readonly #dialog = createRef<HTMLDialogElement>();
  readonly #form = createRef<HTMLFormElement>();

  constructor() {
    super();
    this.faults = {};
    this.busy = false;
  }

  /** Opens the dialog with empty fields; closing it returns the focus to where it was. */
  async open(): Promise<void> {
    this.faults = {};
    await this.updateComplete; // of the first rendering, where the element has only just been loaded
    this.#form.value?.reset();
    this.#dialog.value?.showModal();
  }

  protected override willUpdate(changed: PropertyValues<this>): void {
    if (changed.has('store')) this.#deployment.follow(this.store?.deployment);
  }

  protected override render(): TemplateResult {
    const { name, invite, code } = this.faults;
    return html`<dialog part="dialog" aria-labelledby="title" ${ref(this.#dialog)}>
      <form novalidate @submit=${this.#onSubmit} ${ref(this.#form)}>
        <h3 id="title">${this.term('newRoom')}</h3>
        ${code ? html`<div role="alert">${this.#fault('failure', this.term('error', code))}</div>` : nothing}
        <div class="field">
          <label for="name">${this.term('roomName')}</label>
          <input
            class="input"
            id="name"
            name="name"
            maxlength="255"
            autocomplete="off"
            required
            autofocus
            aria-invalid=${name ? 'true' : 'false'}
            aria-describedby=${name ? 'name-fault' : nothing}
          />
          ${name ? this.#fault('name-fault', name) : nothing}
        </div>
        <div class="field">
          <label for="invite">${this.term('invitees')}</label>
          <span class="hint" id="invite-hint">${this.term('inviteesHint')}</span>
          <input
            class="input"
            id="invite"
            name="invite"
            autocomplete="off"
            autocapitalize="none"
            spellcheck="false"
            aria-invalid=${invite ? 'true' : 'false'}
            aria-describedby=${invite ? 'invite-hint invite-fault' : 'invite-hint'}
          />
          ${invite ? this.#fault('invite-fault', invite) : nothing}
        </div>
        ${this.#deployment.value?.federation === 'federated' ? this.#federationChoice() : nothing}
        <div class="actions">
          <button class="button" type="button" @click=${() => this.#dialog.value?.close()}>
            ${this.term('cancel')}
          </button>
          <button class="button primary" type="submit" aria-disabled=${this.busy ? 'true' : 'false'}>
            ${this.busy ? html`<span class="spinner"></span>` : nothing}${this.term('create')}
          </button>
        </div>
      </form>
    </dialog>`;
  }

  /** Only where the deployment federates at all: a choice that is refused is none. */
  #federationChoice(): TemplateResult {
    return html`<fieldset>
      <legend class="legend">${this.term('whoMayJoin')}</legend>
      ${(['internal', 'federated'] as const).map(
        (federation) =>
          html`<label class="choice">
            <input type="radio" name="federation" value=${federation} ?checked=${federation === 'internal'} />
            <span>
              ${this.term('federationChoice', federation)}
              <span class="hint">${this.term('federationHint', federation)}</span>
            </span>
          </label>`,
      )}
    </fieldset>`;
  }

  #fault(id: string, text: string): TemplateResult {
    return html`<p class="field-error" id=${id}>${icon(CircleAlert)}<span>${text}</span></p>`;
  }

  readonly #onSubmit = async (event: SubmitEvent): Promise<void> => {
    event.preventDefault();
    if (this.busy || !this.store || !this.#form.value) return;
    const fields = new FormData(this.#form.value);
    const name = String(fields.get('name')).trim();
    const invite = parseUserIds(String(fields.get('invite')));
    const invalid = firstInvalidUserId(invite);
    this.faults = {
      ...(!name && { name: this.term('roomNameMissing') }),
      ...(invalid && { invite: this.term('invalidUserId', invalid) }),
    };
    if (this.faults.name ?? this.faults.invite) {
      await this.updateComplete;
      this.renderRoot.querySelector<HTMLElement>('[aria-invalid="true"]')?.focus();
      return;
    }
    this.busy = true;
    try {
      const federation = fields.get('federation') === 'federated' ? 'federated' : 'internal';
      const { roomId } = await this.store.createRoom({ name, invite, federation });
      this.#dialog.value?.close();
      this.emit('bm-room-open', { roomId });
    } catch (error) {
      this.faults = { code: toErrorData(error).code };
    } finally {
      this.busy = false;
    }
  };
}

declare global {
  interface HTMLElementTagNameMap {
    'bm-new-room': BmNewRoom;
  }
}
