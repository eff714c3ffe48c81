/** What a person does in a chat, found by roles and labels as a person or a screen reader finds them. */
import type { Locator, Page } from 'playwright';

/** Who logs in. */
export interface LogIn {
  readonly localpart: string;
  readonly password: string;
}

export interface Chat {
  /** The element, of which a page may have several. */
  readonly element: Locator;
  open(): Promise<void>;
  /** Waits until the rooms are there. */
  logIn(person: LogIn): Promise<void>;
  untilRooms(): Promise<void>;
  /** Waits until a message for this device has come: from then on others write to it, too. */
  untilWelcomed(): Promise<void>;
  openRoom(name: string): Promise<void>;
  /** Writes without waiting for the server. */
  write(text: string): Promise<void>;
  untilSent(text: string): Promise<void>;
  untilRead(text: string): Promise<void>;
  message(text: string): Locator;
}

export function chatOn(page: Page, index = 0): Chat {
  const element = page.locator('bm-chat').nth(index);
  const rooms = element.getByRole('region', { name: 'Chats' });
  const message = (text: string): Locator => element.getByRole('article').filter({ hasText: text });
  const chat: Chat = {
    element,
    message,
    open: () => element.getByRole('button', { name: 'Chat öffnen' }).click(),
    async logIn({ localpart, password }) {
      await element.getByLabel('Benutzername').fill(localpart);
      await element.getByLabel('Passwort', { exact: true }).fill(password);
      await element.getByRole('button', { name: 'Anmelden' }).click();
      await chat.untilRooms();
    },
    untilRooms: () => rooms.getByRole('list', { name: 'Chats' }).waitFor(),
    untilWelcomed: () => rooms.getByText(/Guten Tag/).waitFor(),
    openRoom: (name) => rooms.getByRole('button', { name }).click(),
    async write(text) {
      const field = element.getByRole('textbox', { name: /^Nachricht an/ });
      await field.fill(text);
      await field.press('Enter');
    },
    untilSent: (text) => message(text).getByText('Gesendet', { exact: true }).waitFor({ state: 'attached' }),
    untilRead: (text) => message(text).waitFor(),
  };
  return chat;
}
