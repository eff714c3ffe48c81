/** What every element shares: words in the language around it, typed events, and states that a page's style sheet can ask for. */
import { update as updateLanguage, type FunctionParams } from '@shoelace-style/localize';
import { LitElement, type PropertyDeclarations, type PropertyValues } from 'lit';
import type { Words } from '../translations/words.ts';
import { emit, type BmEventDetails } from './events.ts';
import { followKernThemes } from './kern-themes.ts';
import { Language } from './language.ts';
import { nextTask, nextTaskOfFrame } from './next-task.ts';

export abstract class BmElement extends LitElement {
  static override properties: PropertyDeclarations = { lang: { reflect: true } };

  declare lang: string;

  protected readonly language = new Language(this);
  #states: CustomStateSet | undefined;

  override connectedCallback(): void {
    followKernThemes(document);
    super.connectedCallback();
  }

  protected term<Key extends keyof Words>(key: Key, ...values: FunctionParams<Words[Key]>): string {
    return this.language.term(key, ...values);
  }

  protected emit<Type extends keyof BmEventDetails>(type: Type, detail: BmEventDetails[Type]): void {
    emit(this, type, detail);
  }

  /** @param name as a style sheet asks for it: `bm-chat:state(in-room)` */
  protected setState(name: string, on: boolean): void {
    this.#states ??= this.attachInternals().states;
    if (on) this.#states.add(name);
    else this.#states.delete(name);
  }

  /**
   * When the first rendering comes. `later`: as a task of its own, because a whole chat at once would be a long one.
   * `inFrame`: the same, but before the browser paints. `atOnce`: for what holds nothing but other elements.
   */
  protected readonly firstRendering: 'later' | 'inFrame' | 'atOnce' = 'later';

  protected override async scheduleUpdate(): Promise<void> {
    if (!this.hasUpdated && this.firstRendering !== 'atOnce') {
      await (this.firstRendering === 'inFrame' ? nextTaskOfFrame() : nextTask());
    }
    await this.language.ready();
    await super.scheduleUpdate();
  }

  protected override updated(changed: PropertyValues): void {
    // Elements inside speak the language of this one.
    if (changed.has('lang') && changed.get('lang') !== undefined) updateLanguage();
  }
}
