import { createFakeStore } from '@bundesmessenger/store/testing';
import { describe, expect, it } from 'vitest';
import { BmChat } from '../components/chat/chat.ts';
import '../components/chat/chat.define.ts';
import { find, settled, show } from '../testing/page.ts';
import { loggedOut } from '../testing/snapshots.ts';
import { fetchWords } from './language.ts';
import { registerTranslation } from './own-words.ts';

/** Of the words of this test, no page speaks them. */
async function chatIn(lang: string): Promise<BmChat> {
  const chat = new BmChat();
  chat.lang = lang;
  chat.store = createFakeStore({ session: loggedOut() });
  await show(chat);
  await fetchWords(lang.split('-')[0]!);
  await settled();
  return chat;
}

const button = (): string => find('[part="open"]').textContent?.trim() ?? '';

describe('own words of a page', () => {
  it('are said where the language around says so, and ours where they are silent', async () => {
    registerTranslation({ $code: 'de-x-du', openChat: 'Öffne den Chat' });
    await chatIn('de-x-du');
    expect(button()).toBe('Öffne den Chat');
    expect(find('.title')).toHaveTextContent('Sicherer Chat');
    await chatIn('de');
    expect(button()).toBe('Chat öffnen');
  });

  it('stand beside each other, such as plain language and Du', async () => {
    registerTranslation({ $code: 'de-simple', openChat: 'Chat auf-machen' });
    await chatIn('de-simple');
    expect(button()).toBe('Chat auf-machen');
  });

  it('stay when our catalogue of that language arrives later', async () => {
    registerTranslation({ $code: 'fr-x-test', openChat: 'Ouvrir' });
    await chatIn('fr-x-test');
    expect(button()).toBe('Ouvrir');
    expect(find('.title')).toHaveTextContent('Messagerie sécurisée');
  });

  it('may count', async () => {
    registerTranslation({ $code: 'de-x-count', openChat: 'Los', unread: (count) => `${count} neu` });
    const chat = await chatIn('de-x-count');
    const { language } = chat as unknown as { language: { term(key: 'unread', count: number): string } };
    expect(language.term('unread', 2)).toBe('2 neu');
  });

  it('take effect in elements that are shown already', async () => {
    await chatIn('de-x-later');
    expect(button()).toBe('Chat öffnen');
    registerTranslation({ $code: 'de-x-later', openChat: 'Jetzt aber' });
    await expect.poll(button).toBe('Jetzt aber');
  });
});
