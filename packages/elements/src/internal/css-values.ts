/** Sizes that only a script knows, as CSS values of one element. Set on its style object: the strict policy allows that. */
import { nothing } from 'lit';
import { Directive, directive, type ElementPart } from 'lit/directive.js';

class CssValues extends Directive {
  #set: readonly string[] = [];

  render(_values: Readonly<Record<string, string>>): unknown {
    return nothing;
  }

  override update(part: ElementPart, [values]: [Readonly<Record<string, string>>]): unknown {
    const { style } = part.element as HTMLElement;
    for (const name of this.#set) if (!(name in values)) style.removeProperty(name);
    for (const [name, value] of Object.entries(values)) style.setProperty(name, value);
    this.#set = Object.keys(values);
    return nothing;
  }
}

/** @param values names of CSS properties, custom ones too, with their values */
export const cssValues = directive(CssValues);
