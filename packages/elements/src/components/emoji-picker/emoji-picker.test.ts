import { beforeEach, describe, expect, it } from 'vitest';
import { userEvent } from 'vitest/browser';
import { accessibilityFindings, find, findAll, focused, show } from '../../testing/page.ts';
import { findEmojis, toCatalogue } from './emoji-data.ts';
import './emoji-picker.define.ts';
import { BmEmojiPicker } from './emoji-picker.ts';

const rows = [
  { unicode: '😀', label: 'grinsendes Gesicht', tags: ['froh', 'lächeln'], group: 0 },
  { unicode: '🐻', label: 'Bär', tags: ['tier'], group: 3 },
  { unicode: '❤️', label: 'rotes Herz', tags: ['liebe'], group: 0 },
  { unicode: '💔', label: 'Herz, gebrochen', tags: [], group: 0 },
  { unicode: '🏻', label: 'heller Hautton', group: 2 },
];

describe('emojis', () => {
  const find = (query: string): string =>
    findEmojis(toCatalogue(rows), query)
      .map(({ unicode }) => unicode)
      .join('');

  it('are found by the beginnings of words, without accents, those first whose name begins so', () => {
    expect(find('bar')).toBe('🐻');
    expect(find('LACHELN')).toBe('😀');
    expect(find('herz')).toBe('💔❤️');
    expect(find('herz rot')).toBe('❤️');
    expect(find('erz')).toBe('');
  });

  it('are found by themselves', () => {
    expect(find('🐻')).toBe('🐻');
  });

  it('leave out parts of people', () => {
    expect(find('heller')).toBe('');
  });
});

describe('bm-emoji-picker', () => {
  let picked: string[] = [];

  beforeEach(async () => {
    picked = [];
    const element = new BmEmojiPicker();
    element.addEventListener('bm-emoji-pick', (event) => {
      picked.push((event as CustomEvent<{ emoji: string }>).detail.emoji);
    });
    await show(element);
    await expect.poll(() => findAll('[role=option]').length).toBeGreaterThan(100);
  });

  it('has no accessibility findings', async () => {
    expect(await accessibilityFindings()).toEqual([]);
  });

  it('names each emoji in the language of the page, and has one tab stop for all', () => {
    expect(find('[role=option]')).toHaveAccessibleName('grinsendes Gesicht');
    expect(findAll('[role=option][tabindex="0"]').length).toBe(1);
  });

  it('moves by arrows through its grid, and back to the search', async () => {
    find('input').focus();
    await userEvent.keyboard('{ArrowDown}');
    await expect.poll(() => focused()?.getAttribute('aria-label')).toBe('grinsendes Gesicht');
    await userEvent.keyboard('{ArrowRight}');
    const second = findAll('[role=option]')[1];
    await expect.poll(() => focused()).toBe(second);
    const columns = getComputedStyle(find('.grid')).gridTemplateColumns.split(' ').length;
    await userEvent.keyboard('{ArrowDown}');
    await expect.poll(() => focused()).toBe(findAll('[role=option]')[1 + columns]);
    await userEvent.keyboard('{ArrowUp}{ArrowUp}');
    await expect.poll(() => focused()?.localName).toBe('input');
  });

  it('chooses the first match with Enter', async () => {
    await userEvent.fill(find('input'), 'daumen hoch');
    await expect.poll(() => findAll('[role=option]')[0]?.textContent?.trim()).toBe('👍️');
    await userEvent.keyboard('{Enter}');
    expect(picked).toEqual(['👍️']);
  });

  it('says when nothing matches', async () => {
    await userEvent.fill(find('input'), 'xyzxyz');
    await expect.poll(() => find('[role=status]').textContent?.trim()).toBe('Kein passendes Emoji.');
  });

  it('shows the emojis of another group', async () => {
    await userEvent.click(find('[aria-label="Tiere und Natur"]'));
    await expect.poll(() => find('[role=option]').getAttribute('aria-label')).toBe('Affengesicht');
    expect(find('[aria-label="Tiere und Natur"]')).toHaveAttribute('aria-pressed', 'true');
  });
});
