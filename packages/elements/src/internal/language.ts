/** The language an element speaks: that of the nearest `lang` around it, across shadow roots; else the page's; else German. */
import { LocalizeController, registerTranslation, type FunctionParams } from '@shoelace-style/localize';
import { germanBasics } from '../translations/de.basics.ts';
import type { Words } from '../translations/words.ts';
import { ownWord } from './own-words.ts';

/**
 * Catalogues of their own file, fetched when an element first speaks that language. Of German the basics are always there,
 * and the rest is fetched with the first word that they lack.
 */
const catalogues: Readonly<Record<string, () => Promise<Words>>> = {
  de: async () => (await import('../translations/de.ts')).de,
  en: async () => (await import('../translations/en.ts')).en,
  fr: async () => (await import('../translations/fr.ts')).fr,
};
const fetched = new Map<string, Promise<void>>();
const arrived = new Set<string>();

/** Resolves when the words are there; `undefined` where they are already, or there are none. */
export function fetchWords(code: string): Promise<void> | undefined {
  const load = Object.hasOwn(catalogues, code) ? catalogues[code] : undefined;
  if (!load || arrived.has(code)) return undefined;
  const under = fetched.get(code) ?? fetchCatalogue(code, load);
  fetched.set(code, under);
  return under;
}

async function fetchCatalogue(code: string, load: () => Promise<Words>): Promise<void> {
  try {
    registerTranslation(await load());
    arrived.add(code);
  } catch {
    fetched.delete(code); // German has to do; the next element tries again
  }
}

export class Language extends LocalizeController<Words> {
  #code: string | undefined;
  #found: { readonly lang: string; readonly catalogues: number; readonly data: unknown } | undefined;

  constructor(...[host]: ConstructorParameters<typeof LocalizeController<Words>>) {
    super(host);
    // The library looks for the catalogues with each word, and makes an `Intl.Locale` for that.
    const find = (lang: string): unknown => super['getTranslationData'](lang);
    this['getTranslationData'] = (lang: string) => {
      if (this.#found?.lang !== lang || this.#found.catalogues !== arrived.size) {
        this.#found = { lang, catalogues: arrived.size, data: find(lang) };
      }
      return this.#found.data;
    };
  }

  override hostConnected(): void {
    super.hostConnected();
    this.#code = undefined;
  }

  /** Looked up once per update: rows ask for hundreds of words. */
  hostUpdate(): void {
    this.#code = undefined;
    this.#found = undefined;
  }

  override lang(): string {
    return (this.#code ??= validLanguage(this.host.lang || nearestLanguage(this.host)) ?? super.lang());
  }

  /** Resolves when the words are there; `undefined` where they are already. */
  ready(): Promise<void> | undefined {
    const code = this.lang().split('-')[0]!;
    return code === 'de' ? undefined : fetchWords(code);
  }

  override term<Key extends keyof Words>(key: Key, ...values: FunctionParams<Words[Key]>): string {
    const own = ownWord(key, this.lang());
    if (own !== undefined) return String(typeof own === 'function' ? own(...values) : own);
    // `exists` would do, and costs as much as the word.
    if (arrived.has('de') || Object.hasOwn(germanBasics, key)) return super.term(key, ...values);
    if (this.exists(key, { includeFallback: true })) return super.term(key, ...values);
    // When the words are here, every element that speaks renders again.
    void fetchWords('de');
    return '';
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
