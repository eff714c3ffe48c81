/** The language an element speaks: that of the nearest `lang` around it, across shadow roots; else the page's; else German. */
import { LocalizeController } from '@shoelace-style/localize';
import type { Words } from '../translations/words.ts';

export class Language extends LocalizeController<Words> {
  #code: string | undefined;

  override hostConnected(): void {
    super.hostConnected();
    this.#code = undefined;
  }

  /** Looked up once per update: rows ask for hundreds of words. */
  hostUpdate(): void {
    this.#code = undefined;
  }

  override lang(): string {
    return (this.#code ??= validLanguage(this.host.lang || nearestLanguage(this.host)) ?? super.lang());
  }

  /** For `Intl`: the wanted language where it has a catalogue, so that dates and words speak the same one. */
  get locale(): string {
    const code = this.term('$code');
    const wanted = this.lang();
    return wanted.split('-')[0] === code ? wanted : code;
  }
}

function nearestLanguage(element: Element): string | undefined {
  for (let at: Element | undefined = element; at;) {
    const named: Element | null = at.closest('[lang]:not([lang=""])');
    if (named) return named.getAttribute('lang') ?? undefined;
    const root: Node = at.getRootNode();
    at = root instanceof ShadowRoot ? root.host : undefined;
  }
  return undefined;
}

function validLanguage(code: string | undefined): string | undefined {
  try {
    return code && new Intl.Locale(code).toString().toLowerCase();
  } catch {
    return undefined;
  }
}
