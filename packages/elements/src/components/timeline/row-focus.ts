/** Which row has the roving tab stop, which ones show their actions, and which one was jumped to. */
import type { LitElement, ReactiveController } from 'lit';
import { rovingTarget } from '../../internal/roving.ts';
import { isBubble, isStop, type Row } from './rows.ts';
import type { Bubble } from '../message/message-view.ts';

/** How long a row that was jumped to stands out, in milliseconds. */
const targetMs = 2_500;

export interface RowFocusOptions {
  readonly rows: () => readonly Row[];
  /** Brings a row into the DOM. */
  readonly reveal: (key: string) => void;
  /** Whether something is open that will return the focus to its row. */
  readonly isBusy: () => boolean;
  readonly onMenu: (item: Bubble, article: Element) => void;
}

export class RowFocus implements ReactiveController {
  readonly #host: LitElement;
  readonly #options: RowFocusOptions;
  #active: string | undefined;
  #focused: string | undefined;
  #hovered: string | undefined;
  #target: string | undefined;
  #timer: ReturnType<typeof setTimeout> | undefined;
  /** As they were rendered last. */
  #shown: readonly Row[] = [];
  /** The row that has the focus while rows are rendered. */
  #held: string | undefined;

  constructor(host: LitElement, options: RowFocusOptions) {
    this.#host = host;
    this.#options = options;
    host.addController(this);
  }

  hostDisconnected(): void {
    this.reset();
  }

  hostUpdate(): void {
    const focused = this.#host.shadowRoot?.activeElement;
    // What is open for a row would return the focus to it.
    this.#held = keyOf(focused) ?? (focused && this.#options.isBusy() ? this.#active : undefined);
  }

  /**
   * What is gone, or has become something else, takes the focus with it: that goes on at the same place, and what is open
   * for the row gives it back there.
   */
  hostUpdated(): void {
    this.#leaveToolbar();
    const [before, held] = [this.#shown, this.#held];
    this.#shown = this.#options.rows();
    if (held === undefined) return;
    const at = before.findIndex(({ key }) => key === held);
    if (at < 0) return;
    const stops = new Set(this.#stops.map(({ key }) => key));
    const next = [...before.slice(at), ...before.slice(0, at).toReversed()].find(({ key }) => stops.has(key));
    if (!next) return;
    if (!this.#host.shadowRoot?.activeElement) void this.focus(next.key, { preventScroll: true });
    else if (this.#active === held) this.#active = next.key;
  }

  /** A menu may give the focus away when something is chosen, such as to the text field of an answer. */
  #leaveToolbar(): void {
    if (this.#focused === undefined || this.#options.isBusy() || this.#host.shadowRoot?.activeElement) return;
    this.#focused = undefined;
    this.#host.requestUpdate();
  }

  /** Whoever has written goes on from the newest row, not from one that had the focus before. */
  releaseTabStop(): void {
    if (!this.#host.shadowRoot?.activeElement) this.#active = undefined;
  }

  /** Forgets everything, as for another list. */
  reset(): void {
    clearTimeout(this.#timer);
    this.#active = undefined;
    this.#focused = undefined;
    this.#hovered = undefined;
    this.#target = undefined;
  }

  /** The row that had the focus last; stays in the DOM. */
  get active(): string | undefined {
    return this.#active;
  }

  hasToolbar(key: string): boolean {
    return key === this.#hovered || key === this.#focused;
  }

  isTarget(key: string): boolean {
    return key === this.#target;
  }

  /** Lets a row stand out for a while. */
  mark(key: string): void {
    clearTimeout(this.#timer);
    this.#target = key;
    this.#timer = setTimeout(() => {
      this.#target = undefined;
      this.#host.requestUpdate();
    }, targetMs);
  }

  async focus(key: string, options?: FocusOptions): Promise<void> {
    this.#options.reveal(key);
    this.#active = key;
    this.#host.requestUpdate();
    await this.#host.updateComplete;
    for (const row of this.#host.renderRoot.querySelectorAll<HTMLElement>('ol > li')) {
      if (row.dataset['key'] === key) row.querySelector<HTMLElement>('article')?.focus(options);
    }
  }

  /** For when a row will go: the focus must not fall out of the list. */
  focusNeighbour(key: string): void {
    const neighbour = this.neighbourOf(key, (row) => row.key !== key);
    if (neighbour !== undefined) void this.focus(neighbour);
  }

  /** The next row that is so, else the last one before. */
  neighbourOf(key: string, is: (row: Row) => boolean): string | undefined {
    const stops = this.#stops;
    const at = stops.findIndex((row) => row.key === key);
    return (stops.slice(at + 1).find(is) ?? stops.slice(0, Math.max(0, at)).findLast(is))?.key;
  }

  get #stops(): readonly Row[] {
    return this.#options.rows().filter(({ item }) => isStop(item));
  }

  /** Of a pointer that moves. Rows that scroll away under one that rests are not meant, and would all show their actions. */
  readonly onPointerMove = (event: PointerEvent): void => {
    if (event.pointerType !== 'mouse' || this.#options.isBusy()) return;
    this.#hover(keyAt(event));
  };

  readonly onPointerLeave = (): void => {
    if (!this.#options.isBusy()) this.#hover(undefined);
  };

  #hover(key: string | undefined): void {
    if (key === this.#hovered) return;
    this.#hovered = key;
    this.#host.requestUpdate();
  }

  readonly onFocusIn = (event: FocusEvent): void => {
    const key = keyAt(event);
    if (key === undefined) return;
    this.#active = key;
    // A click with the mouse is no wish for the actions: they are under the pointer anyway.
    if ((event.target as Element).matches(':focus-visible') || matchMedia('(hover: none)').matches) this.#focused = key;
    this.#host.requestUpdate();
  };

  readonly onFocusOut = (event: FocusEvent): void => {
    const list = event.currentTarget as Element;
    const stays = event.relatedTarget instanceof Node && list.contains(event.relatedTarget);
    if (stays || this.#options.isBusy() || this.#focused === undefined) return;
    this.#focused = undefined;
    this.#host.requestUpdate();
  };

  readonly onKeyDown = (event: KeyboardEvent): void => {
    const article = event.target as Element;
    // Inside a row, keys belong to its own controls.
    if (!article.matches('article') || event.altKey || event.ctrlKey || event.metaKey) return;
    const row = this.#options.rows().find(({ key }) => key === this.#active);
    const isMenuKey = event.key === 'Enter' || event.key === 'ContextMenu' || (event.key === 'F10' && event.shiftKey);
    if (isMenuKey && isBubble(row?.item)) {
      event.preventDefault();
      this.#options.onMenu(row.item, article);
      return;
    }
    const stops = this.#stops;
    const at = stops.findIndex(({ key }) => key === this.#active);
    const target = rovingTarget(event.key, at, stops.length);
    const key = target === undefined ? undefined : stops[target]?.key;
    if (target === undefined || key === undefined) return;
    event.preventDefault();
    void this.focus(key);
  };
}

function keyAt(event: Event): string | undefined {
  return keyOf(event.target as Element);
}

function keyOf(element: Element | null | undefined): string | undefined {
  return element?.closest<HTMLElement>('[data-key]')?.dataset['key'];
}
