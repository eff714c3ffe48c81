/** What a person does in a chat beyond reading and writing, found by roles and labels; by keyboard where one would. */
import { Buffer } from 'node:buffer';
import type { BrowserContext, Locator, Page } from 'playwright';
import { chatOn, type Chat } from '../check/chat.ts';

export interface Person extends Chat {
  readonly page: Page;
  readonly profile: BrowserContext;
  button(name: string | RegExp): Locator;
  /** The dialog that is open. */
  dialog(): Locator;
  composer(): Locator;
  /** Opens what can be done with a message by keyboard, and does it. */
  act(text: string, action: string): Promise<void>;
  /** Opens the menu behind a button by keyboard, and chooses from it. */
  choose(menu: string, item: string): Promise<void>;
  until(text: string | RegExp): Promise<void>;
}

export function personAt(page: Page): Person {
  const chat = chatOn(page);
  const { element } = chat;
  const button = (name: string | RegExp): Locator =>
    element.getByRole('button', { name, exact: typeof name === 'string' });
  const choose = async (item: string): Promise<void> => {
    const row = element.getByRole('menuitem', { name: item, exact: true });
    await row.waitFor();
    await row.focus();
    await page.keyboard.press('Enter');
  };
  return {
    ...chat,
    page,
    profile: page.context(),
    button,
    dialog: () => element.getByRole('dialog'),
    composer: () => element.getByRole('textbox', { name: /^Nachricht an|^Nachricht bearbeiten/ }),
    async act(text, action) {
      await chat.message(text).last().focus();
      await page.keyboard.press('Shift+F10');
      await choose(action);
    },
    async choose(menu, item) {
      await button(menu).focus();
      await page.keyboard.press('Enter');
      await choose(item);
    },
    until: (text) => element.getByText(text).first().waitFor(),
  };
}

/** Presses Tab until the target has the focus, as a person does who has no mouse. */
export async function tabTo(page: Page, target: Locator): Promise<void> {
  for (let presses = 0; presses < longestWay; presses++) {
    if (await isFocused(target)) return;
    await page.keyboard.press('Tab');
  }
  throw new Error(`the Tab key does not reach ${String(target)}`);
}

/** More stops than the pages have. */
const longestWay = 60;

export const isFocused = (target: Locator): Promise<boolean> =>
  target.evaluate((element) => (element.getRootNode() as Document | ShadowRoot).activeElement === element);

/** A PNG of one red pixel. */
const redPixel = 'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mP8z8DwHwAFBQIAX8jx0gAAAABJRU5ErkJggg==';

export function picture(name: string): { name: string; mimeType: string; buffer: Buffer } {
  return { name, mimeType: 'image/png', buffer: Buffer.from(redPixel, 'base64') };
}

/** Puts a picture on the clipboard's or the mouse's way to the target: drivers cannot carry files there themselves. */
export async function bring(target: Locator, how: 'paste' | 'drop', name: string): Promise<void> {
  await target.evaluate(
    (element, { how, name, bytes }) => {
      const data = new DataTransfer();
      data.items.add(
        new File([Uint8Array.from(atob(bytes), (char) => char.charCodeAt(0))], name, { type: 'image/png' }),
      );
      const options = { bubbles: true, cancelable: true, composed: true };
      if (how === 'paste') {
        const event = new ClipboardEvent('paste', options);
        // Firefox makes no event with a clipboard of the caller's.
        Object.defineProperty(event, 'clipboardData', { value: data });
        element.dispatchEvent(event);
        return;
      }
      for (const type of ['dragenter', 'dragover', 'drop']) {
        element.dispatchEvent(new DragEvent(type, { ...options, dataTransfer: data }));
      }
    },
    { how, name, bytes: redPixel },
  );
}
