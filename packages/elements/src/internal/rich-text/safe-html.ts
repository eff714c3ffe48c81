/**
 * The only way from markup to nodes: `org.matrix.custom.html` as the specification allows it ("m.room.message msgtypes"),
 * through DOMPurify, its own instance, under a Trusted Types policy that nothing else can use. Loaded when the first
 * formatted message is shown.
 */
import createDOMPurify, { type Config, type UponSanitizeAttributeHookEvent } from 'dompurify';
import { safeAddress } from '../links.ts';
import { withListedAttributes } from './listed-attributes.ts';

/** The specification's 37 elements. Of all others the content stays. */
const elements = (
  'del h1 h2 h3 h4 h5 h6 blockquote p a ul ol sup sub li b i u strong em s code hr br div table thead tbody tr th td ' +
  'caption pre span img details summary'
).split(' ');

const hexColour = /^#[0-9a-f]{6}$/iu;
const wholeNumber = /^-?\d{1,9}$/u;
const anything = (): boolean => true;

/** What each attribute may say, by element. Everything else goes. */
const attributes: Readonly<Record<string, Readonly<Record<string, (value: string) => boolean>>>> = {
  a: { href: (value) => safeAddress(value) !== undefined },
  span: { 'data-mx-color': (value) => hexColour.test(value), 'data-mx-spoiler': anything },
  img: { src: (value) => value.startsWith('mxc://'), alt: anything, title: anything },
  ol: { start: (value) => wholeNumber.test(value) },
  code: { class: (value) => /^language-[\w+#.-]{1,40}$/u.test(value) },
};
const listedNames: ReadonlySet<string> = new Set(Object.values(attributes).flatMap((rules) => Object.keys(rules)));
const attributeNames = [...listedNames];

const shared = {
  ALLOWED_TAGS: elements,
  ALLOWED_ATTR: attributeNames,
  ALLOW_DATA_ATTR: false,
  ALLOW_ARIA_ATTR: false,
  ALLOWED_URI_REGEXP: /^(?:https?|mailto|mxc):/iu,
  // With a regular expression of our own, DOMPurify would take away every attribute whose value is no address.
  ADD_URI_SAFE_ATTR: attributeNames.filter((name) => name !== 'href' && name !== 'src'),
  // The quotation of a reply is not the sender's to write: what was said is taken from the event itself.
  FORBID_TAGS: ['mx-reply'],
  ADD_FORBID_CONTENTS: ['mx-reply'],
  RETURN_DOM_FRAGMENT: true,
} as const satisfies Config;

/** As the specification says. */
const maxDepth = 100;

type HtmlPolicy = NonNullable<Config['TRUSTED_TYPES_POLICY']>;
interface TrustedTypes {
  createPolicy(
    name: string,
    rules: { createHTML(html: string): string; createScriptURL(url: string): string },
  ): HtmlPolicy;
}

export interface Sanitiser {
  sanitise(html: string): DocumentFragment;
}

/** @returns `undefined` where the page's policy does not let markup be parsed: then messages are shown as plain text */
export function createSanitiser(): Sanitiser | undefined {
  let parsing = false;
  let policy: HtmlPolicy | undefined;
  const purifier = createDOMPurify(window);
  purifier.addHook('uponSanitizeAttribute', keepListed);
  const clean = (html: string): DocumentFragment => {
    parsing = true;
    try {
      return purifier.sanitize(html, policy ? { ...shared, TRUSTED_TYPES_POLICY: policy } : shared);
    } finally {
      parsing = false;
    }
  };

  try {
    const { trustedTypes } = globalThis as { trustedTypes?: TrustedTypes };
    policy = trustedTypes?.createPolicy('bm-html', {
      createHTML(html) {
        if (!parsing) throw new TypeError('only the sanitiser parses');
        return html;
      },
      createScriptURL() {
        throw new TypeError('messages have no scripts');
      },
    });
    if (!passesSelfTest(clean)) return undefined;
  } catch {
    // The page's policy does not name `bm-html`.
    return undefined;
  }

  return {
    sanitise(html) {
      const fragment = clean(withListedAttributes(html, listedNames));
      flattenBelow(fragment, maxDepth);
      return fragment;
    },
  };
}

/** DOMPurify answers with nothing, and without an exception, where a policy refuses: messages would vanish. */
function passesSelfTest(clean: (html: string) => DocumentFragment): boolean {
  const fragment = clean('<b id="x">a</b><ol start="3"><li>b</li></ol><img src="x" name="y"><script>c</script>');
  const box = document.createElement('div');
  box.append(fragment);
  const [bold, list, picture] = box.children;
  return (
    box.textContent === 'ab' &&
    bold?.getAttributeNames().length === 0 &&
    list?.getAttribute('start') === '3' &&
    picture?.getAttributeNames().length === 0
  );
}

function keepListed(element: Element, data: UponSanitizeAttributeHookEvent): void {
  const rule = attributes[element.localName]?.[data.attrName];
  if (!rule?.(data.attrValue)) data.keepAttr = false;
}

function flattenBelow(root: ParentNode, levels: number): void {
  for (const child of root.children) {
    if (levels > 1) flattenBelow(child, levels - 1);
    else if (child.childElementCount > 0) child.replaceChildren(child.textContent ?? '');
  }
}
