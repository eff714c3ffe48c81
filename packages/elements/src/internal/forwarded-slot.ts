/** Hands what a page puts into a slot on to an element inside, whose own text is only replaced if there is something. */
import { html, nothing, type TemplateResult } from 'lit';

export function forwardedSlot(host: Element, name: 'notice' | 'empty'): TemplateResult | typeof nothing {
  const isUsed = [...host.children].some((child) => child.slot === name);
  return isUsed ? html`<slot name=${name} slot=${name}></slot>` : nothing;
}
