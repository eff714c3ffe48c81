/** An element that is loaded when it is first shown: it waits for the words that are not on the way to the list. */
import { fetchWords } from './language.ts';
import { StoreElement } from './store-element.ts';

export abstract class LaterElement extends StoreElement {
  protected override async scheduleUpdate(): Promise<void> {
    // German is the fallback of all languages, and its words come in two parts.
    if (!this.hasUpdated) await fetchWords('de');
    await super.scheduleUpdate();
  }
}
