/** `<bm-devices>`: where the user is logged in: names, last seen, trust, and signing out. */
import { toErrorData, type Device, type DeviceList, type ErrorCode } from '@bundesmessenger/store';
import { html, nothing, type PropertyDeclarations, type PropertyValues, type TemplateResult } from 'lit';
import { createRef, ref } from 'lit/directives/ref.js';
import { repeat } from 'lit/directives/repeat.js';
import { CircleAlert, EllipsisVertical, LogOut, Monitor, Pencil, ShieldAlert, ShieldCheck } from 'lucide';
import { fullTime } from '../../internal/dates.ts';
import { icon } from '../../internal/icon.ts';
import { PopupMenu, type PopupMenuItem } from '../../internal/popup-menu.ts';
import { ReadableController } from '../../internal/readable-controller.ts';
import { ReauthenticationForm } from '../../internal/reauthentication-form.ts';
import { skeletonRows } from '../../internal/skeleton-rows.ts';
import { LaterElement } from '../../internal/later-element.ts';
import { devicesStyles } from './devices.styles.ts';

/** What the dialog asks. `others`: all but this one. */
type Asked = { readonly about: 'signOut' | 'rename'; readonly device: Device } | { readonly about: 'others' };

/**
 * @summary The user's devices; each can be verified, renamed and signed out, and all others at once.
 *
 * @csspart list - The rows.
 * @csspart sign-out-others - The button that signs out all other devices.
 * @csspart dialog - Each question, and the prompt to log in again.
 */
export class BmDevices extends LaterElement {
  static override styles = devicesStyles;
  static override properties: PropertyDeclarations = {
    ...LaterElement.properties,
    asked: { state: true },
    error: { state: true },
    busy: { state: true },
  };

  declare private asked: Asked | undefined;
  declare private error: ErrorCode | undefined;
  declare private busy: boolean;

  readonly #devices = new ReadableController<DeviceList>(this);
  readonly #menu = new PopupMenu(this);
  readonly #reauthentication = new ReauthenticationForm(this, this.language);
  readonly #dialog = createRef<HTMLDialogElement>();

  constructor() {
    super();
    this.busy = false;
  }

  protected override willUpdate(changed: PropertyValues<this>): void {
    if (!changed.has('store')) return;
    this.#devices.follow(this.store?.encryption.devices);
    this.#reauthentication.follow(this.store);
  }

  protected override render(): TemplateResult {
    const list = this.#devices.value;
    const items = list?.items ?? [];
    const others = items.filter(({ current }) => !current);
    return html`<p class="hint">${this.term('devicesText')}</p>
      ${
        !list || (list.status === 'loading' && items.length === 0)
          ? skeletonRows(3, this.term('devicesLoading'))
          : html`<ul part="list" aria-label=${this.term('devices')}>
              ${repeat(
                items,
                ({ deviceId }) => deviceId,
                (device) => this.#row(device),
              )}
            </ul>`
      }
      ${list?.status === 'failed' ? html`<p class="field-error" role="status">${icon(CircleAlert)}<span>${this.term('devicesFailed')}</span></p>` : nothing}
      ${
        others.length > 0
          ? html`<button
              class="button danger all"
              part="sign-out-others"
              type="button"
              aria-haspopup="dialog"
              @click=${() => void this.#ask({ about: 'others' })}
            >
              ${icon(LogOut)}${this.term('signOutOthers')}
            </button>`
          : list?.status === 'ready'
            ? html`<p class="hint">${this.term('noOtherDevices')}</p>`
            : nothing
      }
      ${this.#menu.render()}
      <dialog
        part="dialog"
        aria-labelledby="question"
        aria-describedby=${this.asked && this.asked.about !== 'rename' ? 'consequence' : nothing}
        @close=${this.#onClosed}
        ${ref(this.#dialog)}
      >
        ${this.#reauthentication.isNeeded && this.busy ? this.#signInAgain() : this.#question()}
      </dialog>`;
  }

  #row(device: Device): TemplateResult {
    const name = this.#nameOf(device);
    return html`<li class="device">
      ${icon(Monitor)}
      <div class="what">
        <p class="name" dir="auto">${breakable(name)}</p>
        <p class="hint">
          ${
            device.current
              ? this.term('thisDevice')
              : device.lastSeenTs === undefined
                ? this.term('lastSeenUnknown')
                : this.term('lastSeen', fullTime(device.lastSeenTs, this.language.locale))
          }
        </p>
        <p class="trust ${device.trust}">
          ${icon(device.trust === 'verified' ? ShieldCheck : ShieldAlert)}<span
            >${this.term('deviceTrust', device.trust)}</span
          >
        </p>
      </div>
      <button
        class="icon-button"
        type="button"
        aria-haspopup="menu"
        aria-label=${this.term('deviceActions', name)}
        title=${this.term('deviceActions', name)}
        @click=${(event: Event) =>
          void this.#menu.open(event.currentTarget as Element, this.term('deviceActions', name), () =>
            this.#actions(device),
          )}
      >
        ${icon(EllipsisVertical)}
      </button>
    </li>`;
  }

  #actions(device: Device): readonly PopupMenuItem[] {
    const { deviceId, trust, current } = device;
    const verify = (): void => void this.#try(() => this.store!.encryption.requestVerification({ deviceId }));
    return [
      ...(trust === 'unverified' && !current
        ? [{ label: this.term('verifyDevice'), symbol: ShieldCheck, run: verify }]
        : []),
      { label: this.term('renameDevice'), symbol: Pencil, run: () => void this.#ask({ about: 'rename', device }) },
      ...(current
        ? []
        : [
            {
              label: this.term('signOutDevice'),
              symbol: LogOut,
              danger: true,
              run: () => void this.#ask({ about: 'signOut', device }),
            },
          ]),
    ];
  }

  #question(): TemplateResult | typeof nothing {
    const { asked } = this;
    if (!asked) return nothing;
    const others = this.#devices.value?.items.filter(({ current }) => !current).length ?? 0;
    const title =
      asked.about === 'others'
        ? this.term('signOutOthersQuestion', others)
        : asked.about === 'signOut'
          ? this.term('signOutQuestion', this.#nameOf(asked.device))
          : this.term('renameDevice');
    return html`<form novalidate @submit=${this.#onSubmit}>
      <h3 id="question">${title}</h3>
      ${
        asked.about === 'rename'
          ? html`<div class="field">
              <label for="device-name">${this.term('deviceName')}</label>
              <input
                class="input"
                id="device-name"
                name="name"
                maxlength="100"
                autocomplete="off"
                autofocus
                .value=${asked.device.name ?? ''}
              />
            </div>`
          : html`<p id="consequence">${this.term('signOutText')}</p>`
      }
      <div role="alert">${this.#problem()}</div>
      <div class="actions">
        <button class="button" type="button" ?autofocus=${asked.about !== 'rename'} @click=${this.#close}>
          ${this.term('cancel')}
        </button>
        <button
          class="button ${asked.about === 'rename' ? 'primary' : 'danger'}"
          type="submit"
          aria-disabled=${this.busy ? 'true' : 'false'}
        >
          ${this.busy ? html`<span class="spinner"></span>` : nothing}${this.term(asked.about === 'rename' ? 'save' : 'signOutDevice')}
        </button>
      </div>
    </form>`;
  }

  #signInAgain(): TemplateResult {
    return html`<span class="visually-hidden" id="question">${this.term('reauthenticationTitle')}</span>
      ${this.#reauthentication.render()}`;
  }

  #problem(): TemplateResult | typeof nothing {
    return this.error
      ? html`<p class="field-error">${icon(CircleAlert)}<span>${this.term('error', this.error)}</span></p>`
      : nothing;
  }

  /** With its id where another one is called the same: the wrong one must not be signed out. */
  #nameOf({ name, deviceId }: Device): string {
    const shown = name || this.term('unnamedDevice');
    const isShared = this.#devices.value?.items.some(
      (other) => other.deviceId !== deviceId && (other.name || this.term('unnamedDevice')) === shown,
    );
    return isShared ? `${shown} (${deviceId})` : shown;
  }

  async #ask(asked: Asked): Promise<void> {
    this.asked = asked;
    this.error = undefined;
    await this.updateComplete;
    this.#dialog.value?.showModal();
  }

  readonly #onSubmit = async (event: SubmitEvent): Promise<void> => {
    event.preventDefault();
    const { asked } = this;
    const encryption = this.store?.encryption;
    if (!asked || !encryption || this.busy) return;
    const name = String(new FormData(event.target as HTMLFormElement).get('name') ?? '').trim();
    this.busy = true;
    const isDone = await this.#try(() => {
      if (asked.about === 'others') return encryption.signOutOtherDevices();
      const { deviceId } = asked.device;
      return asked.about === 'rename' ? encryption.renameDevice(deviceId, name) : encryption.signOutDevices([deviceId]);
    });
    this.busy = false;
    if (isDone) this.#close();
  };

  async #try(command: () => Promise<void>): Promise<boolean> {
    this.error = undefined;
    try {
      await command();
      return true;
    } catch (error) {
      this.error = toErrorData(error).code;
      return false;
    }
  }

  readonly #close = (): void => this.#dialog.value?.close();

  /** Escape while the server waits for the login: the command must not wait for ever. */
  readonly #onClosed = (): void => {
    if (this.busy && this.#reauthentication.isNeeded) {
      void this.store?.encryption.cancelReauthentication().catch(() => undefined);
    }
    this.asked = undefined;
  };
}

/** A word such as BundesMessenger is wider than its place on a phone: it breaks where its second part begins. */
function breakable(name: string): unknown {
  return name.split(/(?<=\p{Ll}{3})(?=\p{Lu})/u).map((part, at) => (at === 0 ? part : html`<wbr />${part}`));
}

declare global {
  interface HTMLElementTagNameMap {
    'bm-devices': BmDevices;
  }
}
