import { BmError } from '@bundesmessenger/store';
import { createFakeStore, type FakeStore } from '@bundesmessenger/store/testing';
import { describe, expect, it } from 'vitest';
import { userEvent } from 'vitest/browser';
import { accessibilityFindings, find, findAll, focused, settled, show } from '../../testing/page.ts';
import { room, roomId } from '../../testing/snapshots.ts';
import './composer.define.ts';
import { BmComposer } from './composer.ts';

async function showComposer(): Promise<{ element: BmComposer; store: FakeStore; field: HTMLTextAreaElement }> {
  const store = createFakeStore();
  store.show({ type: 'room', roomId }, room());
  const element = new BmComposer();
  element.store = store;
  element.roomId = roomId;
  await show(element);
  element.focus();
  return { element, store, field: find<HTMLTextAreaElement>('textarea') };
}

const sent = (store: FakeStore): string[] =>
  store.commands.flatMap((command) => (command.type === 'send' ? [command.content.body] : []));

describe('bm-composer', () => {
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

  describe('properties', () => {
    it('sends with Enter, empties the field and keeps the focus', async () => {
      const { store, field } = await showComposer();
      await userEvent.keyboard('Guten Tag{Enter}');
      expect(sent(store)).toEqual(['Guten Tag']);
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

    it('keeps unsent text for its room', async () => {
      const { element, field } = await showComposer();
      await userEvent.keyboard('Entwurf');
      element.roomId = '!other:behoerde.example';
      await settled();
      expect(field.value).toBe('');
      element.roomId = roomId;
      await settled();
      expect(field.value).toBe('Entwurf');
    });

    it('does not update the element for a key stroke', async () => {
      const { element } = await showComposer();
      await userEvent.keyboard('abc');
      expect(element.isUpdatePending).toBe(false);
    });
  });
});
