import { describe, expect, it } from 'vitest';
import type { EventItem } from '../timeline/project-item.ts';
import type { MessageContent } from '../timeline/message-content.ts';
import { message } from '../testing/fixtures.ts';
import { messageMatcher } from './message-matcher.ts';

const row = (content: MessageContent): EventItem => message('', { content }) as EventItem;
const said = (body: string): EventItem => row({ msgtype: 'm.text', body });
const answer = (text: string): { readonly id: string; readonly text: string; readonly own: boolean } => ({
  id: text,
  text,
  own: false,
});

describe('what is searched for', () => {
  it.each([
    ['Pegel', 'Der Pegel steht', true],
    ['pegel', 'Der PEGEL steht', true],
    ['gel', 'Der Pegel steht', true],
    ['strasse', 'Uferstraße', true],
    ['creme', 'Crème', true],
    ['steht pegel', 'Der Pegel steht', true],
    ['steht Köln', 'Der Pegel steht', false],
    ['.*', 'Der Pegel steht', false],
    ['', 'Der Pegel steht', false],
    ['  ', 'Der Pegel steht', false],
  ])('“%s” is found in “%s”: %s', (search, body, found) => {
    expect(messageMatcher(search)(said(body))).toBe(found);
  });

  it('is found in the name of a file beside its caption', () => {
    const file = row({ msgtype: 'm.file', body: 'Zur Kenntnis', filename: 'Lagekarte.pdf', captioned: true });
    expect(messageMatcher('kenntnis lagekarte')(file)).toBe(true);
  });

  it('is found in a formatted message as it is read, and in what is longer than its beginning', () => {
    const formatted = message('', {
      content: { msgtype: 'm.text', body: '**Wichtig**, heute' },
      plainText: 'Wichtig, heute',
    });
    expect(messageMatcher('wichtig, heute')(formatted as EventItem)).toBe(true);
    expect(messageMatcher('**')(formatted as EventItem)).toBe(true);
  });

  it('is found in the answers of a poll', () => {
    const poll = row({
      msgtype: 'm.poll',
      body: 'Wann?',
      kind: 'disclosed',
      maxSelections: 1,
      answers: [answer('Montag'), answer('Dienstag')],
      ended: false,
    });
    expect(messageMatcher('dienstag')(poll)).toBe(true);
  });

  it('is not found in who has sent a message, nor in rows that say nothing', () => {
    const state = { kind: 'redacted', key: 'a' } as unknown as EventItem;
    const match = messageMatcher('a');
    expect(match(state)).toBe(false);
    expect(messageMatcher('Anna')(row({ msgtype: 'm.text', body: 'Guten Tag' }))).toBe(false);
  });

  it('is cut where it is longer than anybody types', () => {
    expect(messageMatcher('x'.repeat(300))(said('x'.repeat(200)))).toBe(true);
  });
});
