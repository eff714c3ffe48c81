/** `<bm-maintenance>`: what the operator of the homeserver announces: maintenance to come or under way, or a message. */
import type { Deployment } from '@bundesmessenger/store';
import { html, nothing, type PropertyDeclarations, type PropertyValues, type TemplateResult } from 'lit';
import { Construction, Info, X } from 'lucide';
import { clockTime, fullTime } from '../../internal/dates.ts';
import { icon } from '../../internal/icon.ts';
import { ReadableController } from '../../internal/readable-controller.ts';
import { LaterElement } from '../../internal/later-element.ts';
import { maintenanceStyles } from './maintenance.styles.ts';

type Announcement = NonNullable<Deployment['maintenance']>;

/**
 * What does not block can be put away until it changes; nothing is stored for that.
 *
 * @summary Says what the operator of the homeserver announces. Shows nothing where nothing is announced.
 *
 * @csspart base - The banner.
 * @csspart description - The operator's own words.
 * @csspart hide - The button that puts it away.
 */
export class BmMaintenance extends LaterElement {
  static override styles = maintenanceStyles;
  static override properties: PropertyDeclarations = {
    ...LaterElement.properties,
    putAway: { state: true },
    isHeard: { state: true },
  };

  /** What was put away. */
  declare private putAway: string | undefined;
  /** The status region was there before its words: only then are they spoken. */
  declare private isHeard: boolean;

  readonly #deployment = new ReadableController<Deployment>(this);

  constructor() {
    super();
    this.isHeard = false;
  }

  protected override willUpdate(changed: PropertyValues<this>): void {
    if (changed.has('store')) this.#deployment.follow(this.store?.deployment);
  }

  protected override firstUpdated(): void {
    this.isHeard = true;
  }

  protected override render(): TemplateResult {
    const announced = this.isHeard ? this.#deployment.value?.maintenance : undefined;
    const shown = announced && keyOf(announced) !== this.putAway ? announced : undefined;
    const blocks = shown?.status === 'running' && shown.blocking;
    return html`<div tabindex="-1" class="banner ${shown ? (blocks ? 'blocking' : shown.status) : 'none'}" part="base">
      <div role="status">${shown ? this.#words(shown) : nothing}</div>
      ${
        shown && !blocks
          ? html`<button
              class="icon-button"
              part="hide"
              type="button"
              aria-label=${this.term('maintenanceHide')}
              title=${this.term('maintenanceHide')}
              @click=${() => this.#putAway(shown)}
            >
              ${icon(X)}
            </button>`
          : nothing
      }
    </div>`;
  }

  #putAway(shown: Announcement): void {
    this.putAway = keyOf(shown);
    // The button that had the focus goes; the next tab stop is the one after it.
    this.renderRoot.querySelector<HTMLElement>('.banner')?.focus();
  }

  #words(announced: Announcement): TemplateResult {
    const { kind, status, blocking, description, startsAtMs, endsAtMs } = announced;
    const locale = this.language.locale;
    const isOneDay = new Date(startsAtMs).toDateString() === new Date(endsAtMs).toDateString();
    const start = fullTime(startsAtMs, locale);
    const end = isOneDay ? clockTime(endsAtMs, locale) : fullTime(endsAtMs, locale);
    return html`<div class="words">
      ${icon(kind === 'message' ? Info : Construction)}
      <div>
        <p><strong>${this.term('maintenanceTitle', kind, status)}</strong></p>
        ${
          kind === 'maintenance' || blocking
            ? html`<p>
                ${this.term('maintenanceTime', status, start, end)}
                ${blocking ? this.term('maintenanceBlocks', status) : nothing}
              </p>`
            : nothing
        }
        ${description === undefined ? nothing : html`<p class="description" part="description">${description}</p>`}
      </div>
    </div>`;
  }
}

const keyOf = ({ status, startsAtMs, description = '' }: Announcement): string =>
  `${status} ${startsAtMs} ${description}`;

declare global {
  interface HTMLElementTagNameMap {
    'bm-maintenance': BmMaintenance;
  }
}
