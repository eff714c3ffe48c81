import type { NewPoll } from '@bundesmessenger/store';
import { beforeEach, describe, expect, it } from 'vitest';
import { userEvent } from 'vitest/browser';
import { accessibilityFindings, find, findAll, focused, settled, show } from '../../testing/page.ts';
import './poll-dialog.define.ts';
import { BmPollDialog } from './poll-dialog.ts';

describe('bm-poll-dialog', () => {
  let made: NewPoll[] = [];

  beforeEach(async () => {
    made = [];
    const element = new BmPollDialog();
    element.addEventListener('bm-poll-create', (event) => made.push((event as CustomEvent<NewPoll>).detail));
    await show(element);
  });

  const submit = (): Promise<void> => userEvent.click(find('[type=submit]'));

  it('has no accessibility findings, also with an error', async () => {
    expect(await accessibilityFindings()).toEqual([]);
    await submit();
    expect(await accessibilityFindings()).toEqual([]);
  });

  it('begins with the question', () => {
    expect(focused()?.id).toBe('question');
  });

  it('has choices whose names are short', () => {
    expect(find('[name=undisclosed]')).toHaveAccessibleName('Ergebnis erst am Ende zeigen');
    expect(find('[name=undisclosed]')).toHaveAccessibleDescription(/^Wer abstimmt/u);
  });

  it('makes a poll with several answers, whose result is hidden', async () => {
    await userEvent.keyboard(' Wann? {Tab}heute{Tab}morgen');
    await userEvent.click(find('.add'));
    await userEvent.keyboard('nie');
    await userEvent.click(find('[name=multiple]'));
    await userEvent.click(find('[name=undisclosed]'));
    await submit();
    expect(made).toEqual([
      { msgtype: 'm.poll', body: 'Wann?', answers: ['heute', 'morgen', 'nie'], kind: 'undisclosed', maxSelections: 3 },
    ]);
    expect(find<HTMLDialogElement>('dialog').open).toBe(false);
  });

  it('says what is missing at the field, and goes there', async () => {
    await submit();
    expect(find('#question')).toHaveAccessibleDescription('Bitte geben Sie eine Frage ein.');
    await userEvent.keyboard('Wann?');
    await submit();
    await expect.poll(() => focused()?.id).toBe('answer-0');
    await userEvent.keyboard('gleich{Tab}gleich');
    await submit();
    expect(find('#answer-0')).toHaveAccessibleDescription(
      'Bitte geben Sie mindestens zwei verschiedene Antworten ein.',
    );
    expect(made).toEqual([]);
  });

  it('takes an answer out again, but never the last two', async () => {
    expect(findAll('.row button').length).toBe(0);
    await userEvent.click(find('.add'));
    await userEvent.click(find('[aria-label="Antwort 3 entfernen"]'));
    await settled();
    expect(findAll('.row').length).toBe(2);
    await expect.poll(() => focused()?.id).toBe('answer-1');
  });
});
