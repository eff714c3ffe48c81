import { BmError, type Draft, type Member, type TimelineItem } from '@bundesmessenger/store';
import { createFakeStore, type FakeStore } from '@bundesmessenger/store/testing';
import { describe, expect, it } from 'vitest';
import { userEvent } from 'vitest/browser';
import { accessibilityFindings, find, findAll, focused, settled, show } from '../../testing/page.ts';
import { anna, cem, loggedIn, loggedOut, message, room, roomId, settings } from '../../testing/snapshots.ts';
import './composer.define.ts';
import { BmComposer } from './composer.ts';

interface Shown {
  readonly element: BmComposer;
  readonly store: FakeStore;
  readonly field: HTMLTextAreaElement;
}

async function showComposer(items: readonly TimelineItem[] = [], threadId?: string): Promise<Shown> {
  const store = createFakeStore();
  const timeline = { status: 'ready', atStart: true, atEnd: true, items } as const;
  store.show({ type: 'room', roomId }, room());
  store.show({ type: 'settings', roomId }, settings());
  store.show({ type: 'timeline', roomId }, timeline);
  if (threadId) store.show({ type: 'thread', roomId, threadId }, timeline);
  // As the host does: every page hears of it.
  store.answer({
    setDraft: ({ draft, threadId: thread, roomId: inRoom }) => {
      store.show({ type: 'draft', roomId: inRoom, ...(thread && { threadId: thread }) }, draft);
    },
  });
  const element = new BmComposer();
  element.store = store;
  element.roomId = roomId;
  element.threadId = threadId;
  await show(element);
  element.focus();
  return { element, store, field: find<HTMLTextAreaElement>('textarea') };
}

/** The first who needs a part of the page waits until it is made. */

const sends = (store: FakeStore): unknown[] =>
  store.commands.flatMap((command) =>
    command.type === 'send' ? [{ ...command.content, ...(command.relation && { relation: command.relation }) }] : [],
  );
const sent = (store: FakeStore): unknown[] =>
  store.commands.flatMap((command) => (command.type === 'send' ? [command.content.body] : []));
const text = (selector: string): string => find(selector).textContent?.replace(/\s+/gu, ' ').trim() ?? '';
const draftOf = (store: FakeStore): Draft | null => store.room(roomId).draft().get();

function member(person: typeof anna, changes: Partial<Member> = {}): Member {
  const can = { kick: false, ban: false, unban: false, invite: false, roles: [] };
  const rest = {
    version: 1,
    membership: 'join',
    isOwn: false,
    role: 'member',
    powerLevel: 0,
    isCreator: false,
  } as const;
  return { ...person, ...rest, can, ...changes };
}

describe('bm-composer', () => {
  it('keeps nothing of what somebody has written who has logged out, and writes none of it', async () => {
    const { element, store, field } = await showComposer();
    store.show({ type: 'session' }, loggedIn());
    element.addFiles([new File(['x'], 'Lageplan.txt')]);
    await userEvent.keyboard('vertraulich');
    await expect.poll(() => draftOf(store)?.body).toBe('vertraulich');
    await userEvent.keyboard(' !');
    store.answer({ setDraft: () => Promise.reject(new BmError('NOT_LOGGED_IN', 'nobody is logged in')) });
    const written = (): number => store.commands.filter(({ type }) => type === 'setDraft').length;
    const before = written();
    store.show({ type: 'session' }, loggedOut());
    store.show({ type: 'draft', roomId }, null);
    await settled();
    expect([field.value, findAll('.attachments li').length]).toEqual(['', 0]);
    element.remove();
    expect(written()).toBe(before);
  });

  describe('accessibility', () => {
    it('has no findings, also with an error', async () => {
      const { store } = await showComposer();
      expect(await accessibilityFindings()).toEqual([]);
      store.answer({ send: () => Promise.reject(new BmError('MESSAGE_INVALID', 'too long')) });
      await userEvent.keyboard('x{Enter}');
      await expect.poll(() => findAll('.field-error').length).toBe(1);
      expect(await accessibilityFindings()).toEqual([]);
    });

    it('names the field after the room', async () => {
      const { field } = await showComposer();
      expect(field).toHaveAccessibleName('Nachricht an „Lagebild Hochwasser“');
    });
  });

  it.each([undefined, '$root'])(
    'has room for all of its placeholder at 280 CSS pixels, in thread %s',
    async (threadId) => {
      const { element, field } = await showComposer([], threadId);
      element.style.inlineSize = '280px';
      const { font, paddingInlineStart, paddingInlineEnd } = getComputedStyle(field);
      const canvas = document.createElement('canvas').getContext('2d')!;
      canvas.font = font;
      const roomPx = field.clientWidth - Number.parseFloat(paddingInlineStart) - Number.parseFloat(paddingInlineEnd);
      expect(canvas.measureText(field.placeholder).width).toBeLessThanOrEqual(roomPx);
    },
  );

  describe('writing', () => {
    it('sends with Enter, empties the field and keeps the focus', async () => {
      const { store, field } = await showComposer();
      await userEvent.keyboard('Guten Tag{Enter}');
      await expect.poll(() => sends(store)).toEqual([{ msgtype: 'm.text', body: 'Guten Tag', relation: {} }]);
      expect(field.value).toBe('');
      expect(focused()).toBe(field);
    });

    it('makes a new line with Shift and Enter, and grows', async () => {
      const { store, field } = await showComposer();
      const before = field.offsetHeight;
      await userEvent.keyboard('eins{Shift>}{Enter}{/Shift}zwei{Shift>}{Enter}{/Shift}drei');
      expect(field.value).toBe('eins\nzwei\ndrei');
      expect(field.offsetHeight).toBeGreaterThan(before);
      expect(sent(store)).toEqual([]);
    });

    it('leaves Enter to an input method that composes', async () => {
      const { store, field } = await showComposer();
      field.value = 'かな';
      field.dispatchEvent(new KeyboardEvent('keydown', { key: 'Enter', isComposing: true, bubbles: true }));
      expect(sent(store)).toEqual([]);
    });

    it('sends nothing that is empty', async () => {
      const { store } = await showComposer();
      await userEvent.keyboard('   {Enter}');
      expect(sent(store)).toEqual([]);
    });

    it('sends Markdown formatted, and keeps the order while the formatting loads', async () => {
      const { store } = await showComposer();
      await userEvent.keyboard('**wichtig**{Enter}danach{Enter}');
      await expect.poll(() => sent(store)).toEqual(['**wichtig**', 'danach']);
      expect(sends(store)[0]).toMatchObject({ formattedBody: '<strong>wichtig</strong>' });
      expect(sends(store)[1]).not.toHaveProperty('formattedBody');
    });

    it('gives the text back when the message is refused as invalid', async () => {
      const { store, field } = await showComposer();
      store.answer({ send: () => Promise.reject(new BmError('MESSAGE_INVALID', 'too long')) });
      await userEvent.keyboard('zu lang{Enter}');
      await expect.poll(() => field.value).toBe('zu lang');
      expect(field).toHaveAccessibleDescription(
        'Die Nachricht ist leer oder zu lang. Bitte kürzen oder teilen Sie sie.',
      );
      expect(focused()).toBe(field);
    });

    it.each(['OFFLINE', 'HOST_FILE_MISSING', 'HOST_LOAD_FAILED'] as const)(
      'gives the text back when nobody was there to take it: %s',
      async (code) => {
        const { store, field } = await showComposer();
        store.answer({ send: () => Promise.reject(new BmError(code, 'the encryption file did not come')) });
        await userEvent.keyboard('noch nicht weg{Enter}');
        await expect.poll(() => field.value).toBe('noch nicht weg');
      },
    );

    it('does not update the element for a key stroke', async () => {
      const { element } = await showComposer();
      await userEvent.keyboard('abc');
      expect(element.isUpdatePending).toBe(false);
    });

    it('tells the others that somebody writes once, and that she has stopped', async () => {
      const { store } = await showComposer();
      await userEvent.keyboard('abc{Enter}');
      const told = store.commands.flatMap((command) => (command.type === 'setTyping' ? [command.typing] : []));
      expect(told).toEqual([true, false]);
    });

    it('says why nobody can write where that is so', async () => {
      const { store } = await showComposer();
      store.show({ type: 'settings', roomId }, settings({ send: false }));
      await settled();
      expect(find('.forbidden')).toHaveTextContent('Sie dürfen in diesem Raum nicht schreiben.');
      expect(findAll('textarea')).toEqual([]);
    });

    it('says so where the room is not encrypted', async () => {
      const { store } = await showComposer();
      store.show({ type: 'settings', roomId }, { ...settings({ send: false }), encrypted: false });
      await settled();
      expect(find('.forbidden')).toHaveTextContent(
        'Dieser Raum ist nicht verschlüsselt. Deshalb kann hier nichts geschrieben werden.',
      );
      expect(findAll('textarea')).toEqual([]);
    });
  });

  describe('drafts', () => {
    it('keep what is begun for its room', async () => {
      const { element, store, field } = await showComposer();
      await userEvent.keyboard('Entwurf');
      element.roomId = '!other:behoerde.example';
      await settled();
      expect(field.value).toBe('');
      expect(draftOf(store)).toEqual({ body: 'Entwurf' });
      element.roomId = roomId;
      await settled();
      expect(field.value).toBe('Entwurf');
    });

    it('are written while somebody types, and gone when it is sent', async () => {
      const { store } = await showComposer();
      await userEvent.keyboard('Entwurf');
      await expect.poll(() => draftOf(store)).toEqual({ body: 'Entwurf' });
      await userEvent.keyboard('{Enter}');
      await expect.poll(() => draftOf(store)).toBe(null);
    });

    it('are given up only when the message is on its way', async () => {
      const { store } = await showComposer();
      await userEvent.keyboard('**wichtig**');
      await expect.poll(() => draftOf(store)).toEqual({ body: '**wichtig**' });
      await userEvent.keyboard('{Enter}');
      await expect.poll(() => draftOf(store)).toBe(null);
      expect(store.commands.map(({ type }) => type).filter((type) => type !== 'setTyping')).toEqual([
        'setDraft',
        'send',
        'setDraft',
      ]);
    });

    it('come from other pages, with what they answer', async () => {
      const { store, field } = await showComposer([message(1)]);
      store.show({ type: 'draft', roomId }, { body: 'von drüben', replyTo: '$1' });
      await settled();
      expect(field.value).toBe('von drüben');
      expect(text('.banner')).toContain('Antwort an \u2068Anna Schmidt\u2069');
    });

    it('of other pages do not replace what is being typed', async () => {
      const { store, field } = await showComposer();
      store.answer({ setDraft: () => new Promise(() => {}) });
      await userEvent.keyboard('hier');
      await expect.poll(() => store.commands.some(({ type }) => type === 'setDraft')).toBe(true);
      store.show({ type: 'draft', roomId }, { body: 'hie' });
      expect(field.value).toBe('hier');
    });

    it('are written when the element goes', async () => {
      const { element, store } = await showComposer();
      await userEvent.keyboard('Entwurf');
      element.remove();
      expect(draftOf(store)).toEqual({ body: 'Entwurf' });
    });
  });

  describe('answers and edits', () => {
    it('show what is answered, send the relation and mention who is answered', async () => {
      const { element, store } = await showComposer([message(1, { body: 'Wer kommt?' })]);
      element.reply('$1');
      await settled();
      expect(text('.banner')).toBe('Antwort an \u2068Anna Schmidt\u2069 Wer kommt?');
      expect(find('textarea')).toHaveAccessibleDescription('Antwort an \u2068Anna Schmidt\u2069 Wer kommt?');
      expect(await accessibilityFindings()).toEqual([]);
      await userEvent.keyboard('Ich{Enter}');
      await expect
        .poll(() => sends(store))
        .toEqual([
          {
            msgtype: 'm.text',
            body: 'Ich',
            mentions: { userIds: [anna.userId], room: false },
            relation: { replyTo: '$1' },
          },
        ]);
      expect(findAll('.banner')).toEqual([]);
    });

    it('show what is answered in plain text', async () => {
      const { element } = await showComposer([message(1, { body: '**Wer** kommt?', plainText: 'Wer kommt?' })]);
      element.reply('$1');
      await settled();
      expect(text('.banner')).toBe('Antwort an \u2068Anna Schmidt\u2069 Wer kommt?');
    });

    it('are taken back with Escape', async () => {
      const { element, field } = await showComposer([message(1, { own: true, body: 'alt' })]);
      element.edit('$1');
      await settled();
      expect(field.value).toBe('alt');
      await userEvent.keyboard('{Escape}');
      await settled();
      expect([field.value, findAll('.banner').length]).toEqual(['', 0]);
    });

    it('begin with Arrow up in an empty field: the newest own text', async () => {
      const { store, field } = await showComposer([message(1, { own: true, body: 'alt' }), message(2)]);
      await userEvent.keyboard('{ArrowUp}');
      await settled();
      expect(field.value).toBe('alt');
      expect(field).toHaveAccessibleName('Nachricht bearbeiten');
      await userEvent.keyboard('er Text{Enter}');
      await expect
        .poll(() => store.commands.find(({ type }) => type === 'edit'))
        .toMatchObject({ target: '$1', content: { msgtype: 'm.text', body: 'alter Text' } });
      expect(sent(store)).toEqual([]);
    });

    it('of a text leave what was begun, which comes back when the edit is saved or taken back', async () => {
      const { element, store, field } = await showComposer([message(1, { own: true, body: 'alt' })]);
      await userEvent.keyboard('halb fertig');
      element.edit('$1');
      await settled();
      expect(field.value).toBe('alt');
      await userEvent.keyboard('{Escape}');
      expect(field.value).toBe('halb fertig');
      element.edit('$1');
      await settled();
      await userEvent.keyboard('er{Enter}');
      await expect.poll(() => store.commands.find(({ type }) => type === 'edit')).toBeDefined();
      expect(field.value).toBe('halb fertig');
      await expect.poll(() => draftOf(store)).toEqual({ body: 'halb fertig' });
    });

    it('keep what was begun also for the next page', async () => {
      const { element, store, field } = await showComposer([message(1, { own: true, body: 'alt' }), message(2)]);
      element.reply('$2');
      await userEvent.keyboard('halb fertig');
      element.edit('$1');
      element.roomId = '!other:behoerde.example';
      await settled();
      expect(draftOf(store)).toEqual({ body: 'alt', editOf: '$1', before: { body: 'halb fertig', replyTo: '$2' } });
      element.roomId = roomId;
      await settled();
      expect(field.value).toBe('alt');
      element.focus();
      await userEvent.keyboard('{Escape}');
      await settled();
      expect(field.value).toBe('halb fertig');
      expect(text('.banner')).toContain('Antwort an \u2068Anna Schmidt\u2069');
    });

    it('of what was deleted meanwhile stay in the field and say so', async () => {
      const mine = message(1, { own: true, body: 'Alt' });
      const { element, store, field } = await showComposer([mine]);
      element.edit('$1');
      await userEvent.keyboard(' und neu');
      const { key, sender, originServerTs } = mine;
      const gone = { key, sender, originServerTs, own: true, version: 2, eventId: '$1', kind: 'redacted' } as const;
      store.show({ type: 'timeline', roomId }, { status: 'ready', atStart: true, atEnd: true, items: [gone] });
      await userEvent.keyboard('{Enter}');
      await expect.poll(() => text('[part="error"]')).toBe('Diese Nachricht ist nicht mehr verfügbar.');
      expect(field.value).toBe('Alt und neu');
      expect(store.commands.filter(({ type }) => type === 'edit')).toEqual([]);
    });

    it('that are refused as invalid come back, and so does what was begun before them', async () => {
      const { element, store, field } = await showComposer([message(1, { own: true, body: 'alt' })]);
      store.answer({ edit: () => Promise.reject(new BmError('MESSAGE_INVALID', 'too long')) });
      await userEvent.keyboard('halb fertig');
      element.edit('$1');
      await settled();
      await userEvent.keyboard('er{Enter}');
      await expect.poll(() => findAll('.field-error').length).toBe(1);
      expect(field.value).toBe('alter');
      await userEvent.keyboard('{Escape}');
      expect(field.value).toBe('halb fertig');
    });

    it('of a text that is not loaded begin with it as soon as it is, not with what was begun', async () => {
      const { element, store, field } = await showComposer([message(2)]);
      await userEvent.keyboard('halb fertig');
      element.edit('$1');
      await settled();
      expect(field.value).toBe('');
      const around = { status: 'ready', atStart: true, atEnd: false } as const;
      store.show(
        { type: 'focused', roomId, eventId: '$1' },
        { ...around, items: [message(1, { own: true, body: 'alt' })] },
      );
      await settled();
      expect(field.value).toBe('alt');
    });

    it('of an action stay one', async () => {
      const content = { msgtype: 'm.emote', body: 'kommt' } as const;
      const { element, store, field } = await showComposer([message(1, { own: true, content })]);
      element.edit('$1');
      await settled();
      expect(field.value).toBe('/me kommt');
      await userEvent.keyboard(' gleich{Enter}');
      await expect
        .poll(() => store.commands.find(({ type }) => type === 'edit'))
        .toMatchObject({ content: { msgtype: 'm.emote', body: 'kommt gleich' } });
    });

    it('leave files where they are: they go with the next message', async () => {
      const { element, store } = await showComposer([message(1, { own: true, body: 'alt' })]);
      element.addFiles([new File(['x'], 'a.txt')]);
      element.edit('$1');
      await settled();
      await userEvent.keyboard('er{Enter}');
      await expect.poll(() => store.commands.some(({ type }) => type === 'edit')).toBe(true);
      await settled();
      expect(findAll('.attachments li').length).toBe(1);
    });

    it('go into the thread that is shown', async () => {
      const { store } = await showComposer([message(1)], '$1');
      await userEvent.keyboard('im Thread{Enter}');
      await expect.poll(() => sends(store)).toMatchObject([{ relation: { threadId: '$1' } }]);
    });
  });

  describe('mentions', () => {
    const query = { memberships: ['join'], limit: 6 } as const;
    const list = (items: readonly Member[]) => ({ status: 'ready', total: items.length, offset: 0, items }) as const;

    async function typeAt(): Promise<Shown> {
      const shown = await showComposer();
      shown.store.show({ type: 'members', roomId, query }, list([member(anna), member(cem)]));
      shown.store.show({ type: 'members', roomId, query: { ...query, search: 'c' } }, list([member(cem)]));
      await userEvent.keyboard('Hallo @');
      await settled();
      return shown;
    }

    it('are suggested in a combobox that the field steers', async () => {
      const { field } = await typeAt();
      expect(field).toHaveAttribute('role', 'combobox');
      expect(field).toHaveAttribute('aria-expanded', 'true');
      const active = (): string => find(`#${field.getAttribute('aria-activedescendant')}`).textContent ?? '';
      expect(active()).toContain('Anna Schmidt');
      await userEvent.keyboard('{ArrowDown}');
      await settled();
      expect(active()).toContain('Cem Yılmaz');
      expect(await accessibilityFindings()).toEqual([]);
      await userEvent.keyboard('{Escape}');
      await settled();
      expect(field).not.toHaveAttribute('role');
    });

    it('are sent as a name that others can follow', async () => {
      const { store } = await typeAt();
      await userEvent.keyboard('c');
      await settled();
      await userEvent.keyboard('{Enter}');
      await userEvent.keyboard('bitte *jetzt*{Enter}');
      await expect
        .poll(() => sends(store))
        .toMatchObject([
          {
            body: 'Hallo @Cem Yılmaz bitte *jetzt*',
            formattedBody:
              'Hallo <a href="https://matrix.to/#/%40cem.yilmaz%3Aland.example">Cem Yılmaz</a> bitte <em>jetzt</em>',
            mentions: { userIds: [cem.userId], room: false },
          },
        ]);
    });

    it('survive the way to another room and back', async () => {
      const { element, store } = await typeAt();
      await userEvent.keyboard('c');
      await settled();
      await userEvent.keyboard('{Enter}');
      element.roomId = '!other:behoerde.example';
      await settled();
      element.roomId = roomId;
      await settled();
      element.focus();
      await userEvent.keyboard('{Enter}');
      await expect.poll(() => sends(store)).toMatchObject([{ mentions: { userIds: [cem.userId] } }]);
    });

    it('of who is answered survive an edit', async () => {
      const mentions = { userIds: [anna.userId], room: false };
      const content = { msgtype: 'm.text', body: 'Ich', mentions } as const;
      const { element, store } = await showComposer([message(1, { own: true, content })]);
      element.edit('$1');
      await settled();
      await userEvent.keyboard('!{Enter}');
      await expect
        .poll(() => store.commands.find(({ type }) => type === 'edit'))
        .toMatchObject({ content: { body: 'Ich!', mentions } });
    });

    it('survive an edit', async () => {
      const formattedBody = 'Hallo <a href="https://matrix.to/#/%40cem.yilmaz%3Aland.example">Cem Yılmaz</a>';
      const mentions = { userIds: [cem.userId], room: false };
      const content = { msgtype: 'm.text', body: 'Hallo @Cem Yılmaz', formattedBody, mentions } as const;
      const { element, store } = await showComposer([message(1, { own: true, content })]);
      element.edit('$1');
      await settled();
      await userEvent.keyboard('!{Enter}');
      await expect
        .poll(() => store.commands.find(({ type }) => type === 'edit'))
        .toMatchObject({ content: { formattedBody: `${formattedBody}!`, mentions } });
    });

    it('offer everybody only to those who may', async () => {
      const { store } = await typeAt();
      expect(findAll('[role=option]').at(-1)?.textContent).toContain('Benachrichtigt alle in diesem Raum');
      store.show({ type: 'settings', roomId }, settings({ notifyRoom: false }));
      await settled();
      expect(findAll('[role=option]').length).toBe(2);
    });

    it('are asked for only while an @ is typed', async () => {
      const { store } = await showComposer();
      await userEvent.keyboard('post@behoerde.example');
      expect(store.listenerCount({ type: 'members', roomId, query })).toBe(0);
    });
  });

  describe('files', () => {
    const file = (name: string, size = 3): File => new File([new Uint8Array(size)], name, { type: 'text/plain' });
    const names = (): unknown[] => findAll('.attachments .file-name').map(({ textContent }) => textContent);
    const files = (store: FakeStore): unknown[] =>
      store.commands.flatMap((command) => (command.type === 'sendFile' ? [command.description] : []));

    it('are shown, taken out again, and sent with the text as caption', async () => {
      const { element, store } = await showComposer();
      const said = findAll('[role="status"]');
      element.addFiles([file('a.txt'), file('b.txt')]);
      await settled();
      expect(findAll('.attachments li').length).toBe(2);
      expect(said.map((region) => region.textContent?.trim())).toContain('2 Anhänge');
      expect(await accessibilityFindings()).toEqual([]);
      await userEvent.click(find('[aria-label="b.txt entfernen"]'));
      await settled();
      element.focus();
      await userEvent.keyboard('die *Liste*{Enter}');
      await expect
        .poll(() => files(store))
        .toEqual([{ filename: 'a.txt', caption: 'die *Liste*', formattedCaption: 'die <em>Liste</em>' }]);
      expect(sent(store)).toEqual([]);
      expect(findAll('.attachments').length).toBe(0);
    });

    it('go without a text, and several before it', async () => {
      const { element, store } = await showComposer();
      element.addFiles([file('a.txt'), file('b.txt')]);
      await settled();
      await userEvent.keyboard('dazu{Enter}');
      await expect.poll(() => sent(store)).toEqual(['dazu']);
      expect(files(store)).toEqual([{ filename: 'a.txt' }, { filename: 'b.txt' }]);
    });

    it('larger than the server takes are refused in words', async () => {
      const { element, store } = await showComposer();
      store.show({ type: 'deployment' }, { limits: { uploadBytes: 10_000 } });
      await settled();
      element.addFiles([file('film.mp4', 20_000)]);
      await settled();
      expect(find('[role=alert]')).toHaveTextContent(
        '„\u2068film.mp4\u2069“ ist zu groß. Erlaubt sind höchstens \u206810 kB\u2069.',
      );
      expect(findAll('.attachments').length).toBe(0);
    });

    it('come with a word about the content scanner that looks inside, where there is one', async () => {
      const { element, store } = await showComposer();
      element.addFiles([file('a.txt')]);
      await settled();
      expect(findAll('.hint')).toEqual([]);
      store.show({ type: 'deployment' }, { contentScanner: true });
      await settled();
      expect(find('.hint')).toHaveTextContent(
        'Dateien werden auf dem Server entschlüsselt und auf Schadsoftware geprüft, wenn jemand sie lädt. Texte nicht.',
      );
      expect(await accessibilityFindings()).toEqual([]);
    });

    it('beyond those that go at once are refused in words, until one is taken out', async () => {
      const { element } = await showComposer();
      element.addFiles(Array.from({ length: 21 }, (_, at) => file(`${at}.txt`)));
      await settled();
      expect(findAll('.attachments li').length).toBe(20);
      expect(find('[role=alert]')).toHaveTextContent(
        'Höchstens 20 Dateien lassen sich auf einmal senden. Die übrigen wurden nicht hinzugefügt.',
      );
      expect(await accessibilityFindings()).toEqual([]);
      await userEvent.click(find('[aria-label="0.txt entfernen"]'));
      await settled();
      expect(findAll('[role=alert]').length).toBe(0);
    });

    it('come back when nobody was there to take them, and so does their caption', async () => {
      const { element, store, field } = await showComposer();
      store.answer({ sendFile: () => Promise.reject(new BmError('OFFLINE', 'the encryption file did not come')) });
      element.addFiles([file('a.txt')]);
      await settled();
      await userEvent.keyboard('die Liste{Enter}');
      await expect.poll(() => findAll('.field-error').length).toBe(1);
      expect(names()).toEqual(['a.txt']);
      expect(field.value).toBe('die Liste');
      store.answer({ sendFile: () => ({ eventId: '$file' }) });
      await userEvent.keyboard('{Enter}');
      await expect.poll(() => files(store)).toEqual(Array(2).fill({ filename: 'a.txt', caption: 'die Liste' }));
      expect(names()).toEqual([]);
    });

    it('come back in their order, without what was taken', async () => {
      const { element, store, field } = await showComposer();
      store.answer({
        sendFile: ({ description }) => {
          if (description?.filename !== 'b.txt') throw new BmError('HOST_LOAD_FAILED', 'refused by the test');
          return { eventId: '$b' };
        },
      });
      element.addFiles(['a.txt', 'b.txt', 'c.txt'].map((name) => file(name)));
      await settled();
      await userEvent.keyboard('dazu{Enter}');
      await expect.poll(names).toEqual(['a.txt', 'c.txt']);
      expect(sent(store)).toEqual(['dazu']);
      expect(field.value).toBe('');
    });

    it('come back with what they answer', async () => {
      const { element, store } = await showComposer([message(1)]);
      store.answer({ sendFile: () => Promise.reject(new BmError('OFFLINE', 'refused by the test')) });
      element.reply('$1');
      element.addFiles([file('a.txt'), file('b.txt')]);
      await settled();
      await userEvent.keyboard('dazu{Enter}');
      await expect.poll(names).toEqual(['a.txt', 'b.txt']);
      expect(text('.banner')).toContain('Antwort an \u2068Anna Schmidt\u2069');
      expect(find<HTMLTextAreaElement>('textarea').value).toBe('');
      expect(sent(store)).toEqual(['dazu']);
    });

    it('stay behind in the room that they were meant for', async () => {
      const { element, store } = await showComposer();
      const gate = Promise.withResolvers<never>();
      store.answer({ sendFile: () => gate.promise });
      element.addFiles([file('a.txt')]);
      await settled();
      await userEvent.keyboard('{Enter}');
      await expect.poll(() => files(store).length).toBe(1);
      element.roomId = '!other:behoerde.example';
      await settled();
      gate.reject(new BmError('OFFLINE', 'refused by the test'));
      await settled();
      expect(names()).toEqual([]);
    });

    it('are taken from the clipboard, unless it has text', async () => {
      const { field } = await showComposer();
      const paste = (text?: string): void => {
        const clipboardData = new DataTransfer();
        clipboardData.items.add(file('bild.png'));
        if (text) clipboardData.setData('text/plain', text);
        const event = new ClipboardEvent('paste', { bubbles: true, cancelable: true });
        // Firefox makes no event with a clipboard of the caller's.
        Object.defineProperty(event, 'clipboardData', { value: clipboardData });
        field.dispatchEvent(event);
      };
      paste('Tabelle');
      await settled();
      expect(findAll('.attachments').length).toBe(0);
      paste();
      await settled();
      expect(findAll('.attachments li').length).toBe(1);
    });
  });

  describe('polls and emojis', () => {
    it('are a choice of the menu, and a poll is sent as it was made', async () => {
      const { store } = await showComposer();
      await userEvent.click(find('[aria-label=Anhängen]'));
      await expect.poll(() => focused()?.textContent?.trim()).toBe('Datei oder Bild');
      await userEvent.keyboard('{ArrowDown}{Enter}');
      await expect.poll(() => findAll<HTMLDialogElement>('dialog').some(({ open }) => open)).toBe(true);
      expect(await accessibilityFindings()).toEqual([]);
      await userEvent.keyboard('Wann?{Tab}heute{Tab}morgen{Enter}');
      await expect
        .poll(() => sends(store))
        .toEqual([
          { msgtype: 'm.poll', body: 'Wann?', answers: ['heute', 'morgen'], kind: 'disclosed', maxSelections: 1 },
        ]);
    });

    it('put an emoji where the caret is', async () => {
      const { field } = await showComposer();
      await userEvent.keyboard('ab{ArrowLeft}');
      await userEvent.click(find('.emoji'));
      await expect.poll(() => findAll('[role=option]').length).toBeGreaterThan(50);
      await userEvent.click(find('[role=option][aria-label="grinsendes Gesicht"]'));
      expect(field.value).toBe('a😀b');
      expect(focused()).toBe(field);
    });
  });
});
