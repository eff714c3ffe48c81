/**
 * Shows a formatted body in a template. Until the sanitiser is there, and where it may not work, the plain body stands
 * in its place: nothing that was not sanitised is ever parsed.
 */
import { noChange, type ReactiveController, type ReactiveControllerHost } from 'lit';
import { Directive, directive } from 'lit/directive.js';
import type { MessagePeople, MessageWords } from './message-nodes.ts';
import type { Sanitiser } from './safe-html.ts';

interface Parser {
  readonly sanitiser: Sanitiser;
  readonly toMessageNodes: typeof import('./message-nodes.ts').toMessageNodes;
  readonly setReachable: typeof import('./message-nodes.ts').setReachable;
}

/** Elements of one message, end tags counted too. More take longer to lay out than a frame, and nobody writes them. HE-011 */
const maxTags = 3_000;

/** Whether markup is better read as its plain text: there is too much of it. */
export function isTooMuch(html: string): boolean {
  let tags = 0;
  for (let at = html.indexOf('<'); at >= 0; at = html.indexOf('<', at + 1)) if (++tags > maxTags) return true;
  return false;
}

let loading: Promise<Parser | undefined> | undefined;
let parser: Parser | undefined;

/** One for the page: the policy of the sanitiser exists once. */
function load(): Promise<Parser | undefined> {
  return (loading ??= (async () => {
    const [{ createSanitiser }, nodes] = await Promise.all([import('./safe-html.ts'), import('./message-nodes.ts')]);
    const sanitiser = createSanitiser();
    if (sanitiser) parser = { sanitiser, ...nodes };
    return parser;
  })());
}

/** Loads the sanitiser for an element when its first formatted message comes, and updates the element then. */
export class RichText implements ReactiveController {
  readonly #host: ReactiveControllerHost;
  #asked = false;

  constructor(host: ReactiveControllerHost) {
    this.#host = host;
    host.addController(this);
  }

  hostConnected(): void {}

  /** Whether formatted bodies can be shown. Asking loads what is needed for it. */
  get ready(): boolean {
    if (!this.#asked && !parser) {
      this.#asked = true;
      void load().then(
        (loaded) => loaded && this.#host.requestUpdate(),
        () => {
          // The file could not be loaded: the plain body stays, and the next page load tries again.
        },
      );
    }
    return parser !== undefined;
  }
}

export interface FormattedBody {
  /** As the sender wrote it. */
  readonly html: string;
  /** In place of what cannot be shown as formatted. */
  readonly plain: () => unknown;
  readonly words: MessageWords;
  readonly people: MessagePeople;
  /** Whether Tab stops at links and buttons inside. */
  readonly reachable: boolean;
}

class FormattedBodyDirective extends Directive {
  #shown: { readonly html: string; readonly word: string; readonly nodes: readonly ChildNode[] } | undefined;

  render(body: FormattedBody): unknown {
    const { html, words, people, reachable, plain } = body;
    // Another language has other words.
    const word = words.spoiler('');
    // An opened spoiler stays open and a selection stays while only the reachability changes.
    if (this.#shown?.html === html && this.#shown.word === word) {
      parser?.setReachable(this.#shown.nodes, reachable);
      return noChange;
    }
    const fragment = parser?.sanitiser.sanitise(html);
    if (!parser || !fragment) return plain();
    parser.toMessageNodes(fragment, words, people);
    // A message never vanishes, even if nothing of its markup may be shown.
    if (!fragment.textContent?.trim()) return plain();
    const nodes = [...fragment.childNodes];
    parser.setReachable(nodes, reachable);
    this.#shown = { html, word, nodes };
    return nodes;
  }
}

/** The formatted body as nodes, or the plain one while the sanitiser is not there. */
export const formattedBody = directive(FormattedBodyDirective);
