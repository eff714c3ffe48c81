/** Lucide icons as inline SVG, built node by node: no markup string, hence no Trusted Types sink. */
import { noChange } from 'lit';
import { Directive, directive } from 'lit/directive.js';

/** Tag and attributes of each shape, as lucide exports them. */
export type IconNode = readonly (readonly [string, Readonly<Record<string, string | number | undefined>>])[];

const svgNamespace = 'http://www.w3.org/2000/svg';

/** Made once each; what is shown are copies. */
const made = new WeakMap<IconNode, SVGElement>();

/** Decorative always: the control around it has the words. */
function createIcon(node: IconNode): SVGElement {
  const known = made.get(node);
  if (known) return known.cloneNode(true) as SVGElement;
  const svg = document.createElementNS(svgNamespace, 'svg');
  svg.setAttribute('viewBox', '0 0 24 24');
  svg.setAttribute('class', 'icon');
  svg.setAttribute('aria-hidden', 'true');
  for (const [tag, attributes] of inOnePath(node)) {
    const shape = document.createElementNS(svgNamespace, tag);
    for (const [name, value] of Object.entries(attributes)) shape.setAttribute(name, String(value));
    svg.append(shape);
  }
  made.set(node, svg);
  return svg.cloneNode(true) as SVGElement;
}

/** Lucide draws most icons with several paths. They look the same as one, and a list has many of them. */
function inOnePath(node: IconNode): IconNode {
  const isPath = ([tag, attributes]: IconNode[number]): boolean =>
    tag === 'path' && Object.keys(attributes).join() === 'd';
  const paths = node.filter(isPath);
  if (paths.length < 2) return node;
  // A small m at the beginning of a path counts from the origin; in the middle it would count from where the one before ends.
  const d = paths.map(([, attributes]) => String(attributes['d']).replace(/^m/, 'M0 0m')).join('');
  return [['path', { d }], ...node.filter((shape) => !isPath(shape))];
}

class IconDirective extends Directive {
  #shown: IconNode | undefined;

  render(node: IconNode): unknown {
    if (node === this.#shown) return noChange;
    this.#shown = node;
    return createIcon(node);
  }
}

/** @param node an icon of `lucide` */
export const icon = directive(IconDirective);
