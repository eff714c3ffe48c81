/** `<bm-room-settings>`: what is set in a room and what the user wants of it; each field only where the user may change it. */
import {
  toErrorData,
  type Deployment,
  type ErrorCode,
  type HistoryVisibility,
  type Room,
  type RoomSettings,
  type RoomSummary,
  type SettingsChange,
} from '@bundesmessenger/store';
import { html, nothing, type PropertyDeclarations, type PropertyValues, type TemplateResult } from 'lit';
import { live } from 'lit/directives/live.js';
import { CircleAlert, Lock, LogOut } from 'lucide';
import { ConfirmDialog, leaveQuestion } from '../../internal/confirm-dialog.ts';
import { icon } from '../../internal/icon.ts';
import { ReadableController } from '../../internal/readable-controller.ts';
import { LaterElement } from '../../internal/later-element.ts';
import { roomSettingsStyles } from './room-settings.styles.ts';

const notificationLevels = ['all', 'mentions', 'none'] as const;
/** `world_readable` is not offered: rooms are for their members. */
const histories: readonly HistoryVisibility[] = ['shared', 'invited', 'joined'];
const joinRules = ['invite', 'knock', 'public'] as const;

/**
 * @summary Name, topic, notifications, favourite, who may join, what can be read, the opening to other organisations, and the way out.
 *
 * @event bm-room-close - The room was left; `detail.roomId` names it.
 * @csspart form - Name and topic.
 * @csspart leave - The button that leaves the room.
 * @csspart dialog - Each question.
 */
export class BmRoomSettings extends LaterElement {
  static override styles = roomSettingsStyles;
  static override properties: PropertyDeclarations = {
    ...LaterElement.properties,
    roomId: { attribute: 'room-id' },
    error: { state: true },
    nameMissing: { state: true },
    isSaved: { state: true },
  };

  /** The room whose settings are shown. */
  declare roomId: string | undefined;
  declare private error: ErrorCode | undefined;
  declare private nameMissing: boolean;
  declare private isSaved: boolean;

  readonly #settings = new ReadableController<RoomSettings>(this);
  readonly #summary = new ReadableController<RoomSummary | null>(this);
  readonly #deployment = new ReadableController<Deployment>(this);
  readonly #question = new ConfirmDialog(this, this.language);
  #room: Room | undefined;

  constructor() {
    super();
    this.nameMissing = false;
    this.isSaved = false;
  }

  protected override willUpdate(changed: PropertyValues<this>): void {
    if (!changed.has('store') && !changed.has('roomId')) return;
    this.#room = this.store && this.roomId ? this.store.room(this.roomId) : undefined;
    this.#settings.follow(this.#room?.settings);
    this.#summary.follow(this.#room?.summary);
    this.#deployment.follow(this.store?.deployment);
    this.isSaved = false;
  }

  protected override render(): TemplateResult {
    const settings = this.#settings.value;
    const summary = this.#summary.value;
    if (settings?.status === 'unknownRoom' || summary === null) {
      return html`<p role="status">${this.term('roomUnknown')}</p>`;
    }
    if (settings?.status !== 'ready' || !summary) {
      return html`<p class="waiting" role="status">
        <span class="spinner"></span><span>${this.term('settingsLoading')}</span>
      </p>`;
    }
    return html`<div class="settings">
      ${this.#about(settings)}
      <div role="alert">
        ${this.error ? html`<p class="field-error">${icon(CircleAlert)}<span>${this.term('error', this.error)}</span></p>` : nothing}
      </div>
      ${this.#personal(summary)} ${this.#access(settings)}
      <div class="group">
        ${
          settings.own.role === 'administrator' ? nothing : html`<p class="hint">${this.term('onlyAdministrators')}</p>`
        }
        <button class="button danger leave" part="leave" type="button" @click=${() => this.#leave(summary.name)}>
          ${icon(LogOut)}${this.term('leave')}
        </button>
      </div>
      ${this.#question.render()}
    </div>`;
  }

  #about({ name, topic, can }: RoomSettings): TemplateResult {
    if (!can.changeName && !can.changeTopic) {
      return html`<dl>
        <div>
          <dt>${this.term('roomTopic')}</dt>
          <dd dir="auto">${topic || this.term('roomTopicNone')}</dd>
        </div>
      </dl>`;
    }
    return html`<form part="form" novalidate @submit=${this.#onSubmit}>
      <div class="field">
        <label for="name">${this.term('roomName')}</label>
        <input
          class="input"
          id="name"
          name="name"
          maxlength="255"
          autocomplete="off"
          dir="auto"
          .value=${name}
          ?readonly=${!can.changeName}
          aria-invalid=${this.nameMissing ? 'true' : 'false'}
          aria-describedby=${this.nameMissing ? 'name-fault' : nothing}
        />
        ${
          this.nameMissing
            ? html`<p class="field-error" id="name-fault">
                ${icon(CircleAlert)}<span>${this.term('roomNameMissing')}</span>
              </p>`
            : nothing
        }
      </div>
      <div class="field">
        <label for="topic">${this.term('roomTopic')}</label>
        <textarea
          class="input"
          id="topic"
          name="topic"
          dir="auto"
          .value=${topic}
          ?readonly=${!can.changeTopic}
        ></textarea>
      </div>
      <div class="actions">
        <button class="button primary" type="submit">${this.term('save')}</button>
      </div>
      <p class="saved" role="status">${this.isSaved ? this.term('saved') : nothing}</p>
    </form>`;
  }

  #personal(summary: RoomSummary): TemplateResult {
    return html`<fieldset class="group">
        <legend class="visually-hidden">${this.term('notifications')}</legend>
        <p class="legend" aria-hidden="true">${this.term('notifications')}</p>
        ${notificationLevels.map(
          (level) =>
            html`<label class="choice">
              <input
                type="radio"
                name="notifications"
                value=${level}
                .checked=${this.#unlessRefused(summary.notifications === level)}
                @change=${() => void this.#try(this.#room?.setNotifications(level))}
              />
              <span>${this.term('notificationsChoice', level)}</span>
            </label>`,
        )}
      </fieldset>
      <div class="group">
        <label class="choice">
          <input
            type="checkbox"
            name="favourite"
            aria-labelledby="favourite"
            aria-describedby="favourite-hint"
            .checked=${this.#unlessRefused(summary.isFavourite)}
            @change=${(event: Event) => void this.#try(this.#room?.setFavourite((event.target as HTMLInputElement).checked))}
          />
          <span
            ><span id="favourite">${this.term('favourite')}</span
            ><span class="hint" id="favourite-hint">${this.term('favouriteHint')}</span></span
          >
        </label>
      </div>`;
  }

  #access(settings: RoomSettings): TemplateResult {
    const { can, federation, federatesNever, historyVisibility, joinRule } = settings;
    const mayFederate = this.#deployment.value?.federation === 'federated';
    return html`<div class="group">
      ${
        can.changeJoinRule && isOffered(joinRule, joinRules)
          ? this.#select('joinRule', this.term('joinRule'), joinRule, joinRules, (rule) =>
              this.term('joinRuleChoice', rule),
            )
          : this.#fact(this.term('joinRule'), this.term('joinRuleChoice', joinRule))
      }
      ${
        can.changeHistoryVisibility && isOffered(historyVisibility, histories)
          ? this.#select('historyVisibility', this.term('history'), historyVisibility, histories, (visibility) =>
              this.term('historyChoice', visibility),
            )
          : this.#fact(this.term('history'), this.term('historyChoice', historyVisibility))
      }
      ${
        can.changeFederation && (mayFederate || federation === 'federated')
          ? html`<label class="choice">
              <input
                type="checkbox"
                name="federation"
                .checked=${federation === 'federated'}
                ?disabled=${federatesNever}
                aria-labelledby="federation"
                aria-describedby="federation-hint"
                @click=${(event: Event) => this.#askFederation(event, federation === 'federated' ? 'internal' : 'federated')}
              />
              <span
                ><span id="federation">${this.term('federationOpen')}</span
                ><span class="hint" id="federation-hint"
                  >${this.term(federatesNever ? 'federatesNever' : 'federationOpenHint')}</span
                ></span
              >
            </label>`
          : this.#fact(this.term('whoMayJoin'), this.term('federation', federation))
      }
      ${this.#fact(this.term('ownRole'), this.term('role', settings.own.role))}
      ${
        settings.encrypted
          ? html`<p class="hint safe">
              ${icon(Lock)}<span
                >${this.term(this.#deployment.value?.contentScanner ? 'scannerFact' : 'encryptionFact')}</span
              >
            </p>`
          : html`<p class="field-error">${icon(CircleAlert)}<span>${this.term('notEncrypted')}</span></p>`
      }
    </div>`;
  }

  #fact(name: string, value: string): TemplateResult {
    return html`<dl>
      <div>
        <dt>${name}</dt>
        <dd>${value}</dd>
      </div>
    </dl>`;
  }

  #select<T extends string>(
    field: 'joinRule' | 'historyVisibility',
    label: string,
    value: string,
    values: readonly T[],
    words: (value: T) => string,
  ): TemplateResult {
    return html`<div class="field">
      <label for=${field}>${label}</label>
      <select
        class="input"
        id=${field}
        @change=${(event: Event) => void this.#change({ [field]: (event.target as HTMLSelectElement).value })}
      >
        ${values.map(
          (choice) =>
            html`<option value=${choice} .selected=${this.#unlessRefused(choice === value)}>${words(choice)}</option>`,
        )}
      </select>
    </div>`;
  }

  /** What was chosen is shown until the room says it; what was refused goes back to what the room says. */
  #unlessRefused(isSet: boolean): unknown {
    return this.error ? live(isSet) : isSet;
  }

  #askFederation(event: Event, to: 'internal' | 'federated'): void {
    // The box changes with the room, not with the click.
    event.preventDefault();
    void this.#question.ask({
      title: this.term('federationQuestion', to),
      text: this.term('federationAnnouncement', to),
      confirm: this.term('federationConfirm', to),
      run: async () => this.#room?.changeSettings({ federation: to }),
    });
  }

  #leave(name: string): void {
    const room = this.#room;
    if (!room) return;
    const done = (): void => this.emit('bm-room-close', { roomId: room.roomId });
    void this.#question.ask(leaveQuestion(this.language, room, name, done));
  }

  readonly #onSubmit = async (event: SubmitEvent): Promise<void> => {
    event.preventDefault();
    const settings = this.#settings.value;
    if (!settings) return;
    const fields = new FormData(event.target as HTMLFormElement);
    const name = String(fields.get('name')).trim();
    const topic = String(fields.get('topic')).trim();
    this.nameMissing = settings.can.changeName && settings.name !== '' && name === '';
    if (this.nameMissing) {
      await this.updateComplete;
      return this.renderRoot.querySelector<HTMLElement>('#name')?.focus();
    }
    const change: SettingsChange = {
      ...(settings.can.changeName && name !== settings.name && { name }),
      ...(settings.can.changeTopic && topic !== settings.topic && { topic }),
    };
    if (Object.keys(change).length > 0) await this.#change(change);
  };

  async #change(change: SettingsChange): Promise<void> {
    this.isSaved = false;
    this.isSaved = await this.#try(this.#room?.changeSettings(change));
  }

  async #try(command: Promise<void> | undefined): Promise<boolean> {
    this.error = undefined;
    try {
      await command;
      return true;
    } catch (error) {
      this.error = toErrorData(error).code;
      return false;
    }
  }
}

function isOffered(value: string, offered: readonly string[]): boolean {
  return offered.includes(value);
}

declare global {
  interface HTMLElementTagNameMap {
    'bm-room-settings': BmRoomSettings;
  }
}
