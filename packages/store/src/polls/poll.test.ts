import { describe, expect, it } from 'vitest';
import type { PollContent } from '../timeline/message-content.ts';
import { maxPollAnswers, pollStartEvent, projectPoll, readPollStart, type PollVote } from './poll.ts';

const start = (change: object = {}) =>
  readPollStart({
    'org.matrix.msc3381.poll.start': {
      question: { 'org.matrix.msc1767.text': 'Wohin?' },
      kind: 'org.matrix.msc3381.poll.disclosed',
      answers: [
        { id: 'a', 'org.matrix.msc1767.text': 'Berg' },
        { id: 'b', 'org.matrix.msc1767.text': 'See' },
      ],
      ...change,
    },
  });
let count = 0;
const vote = (sender: string, answers: unknown, ts = 1): PollVote => ({
  eventId: `$${++count}`,
  sender,
  ts,
  content: { 'org.matrix.msc3381.poll.response': { answers } },
});
const votesOf = ({ answers }: PollContent): readonly (number | undefined)[] => answers.map(({ votes }) => votes);
const tally = (votes: readonly PollVote[], change: object = {}, endTs?: number): PollContent =>
  projectPoll(start(change)!, votes, endTs, '@me:a');

describe('an answer of a poll', () => {
  const answer = (id: string, text: string) => start({ answers: [{ id, 'org.matrix.msc1767.text': text }] })?.answers;

  it('is none with an id that is longer than any', () => {
    expect(answer('a'.repeat(255), 'Berg')).toHaveLength(1);
    expect(answer('a'.repeat(256), 'Berg')).toBeUndefined();
  });

  it('is never cut in the middle of a character', () => {
    expect(answer('a', `${'x'.repeat(2_047)}😀`)![0]!.text).toBe('x'.repeat(2_047));
  });
});

describe('a poll', () => {
  it('is read as clients send it today', () => {
    expect(start()).toEqual({
      question: 'Wohin?',
      kind: 'disclosed',
      maxSelections: 1,
      answers: [
        { id: 'a', text: 'Berg' },
        { id: 'b', text: 'See' },
      ],
    });
  });

  it('is read in the stable form', () => {
    const poll = readPollStart({
      'm.poll': {
        question: { 'm.text': [{ body: '<b>x</b>', mimetype: 'text/html' }, { body: 'Wohin?' }] },
        kind: 'm.undisclosed',
        max_selections: 2,
        answers: [{ 'm.id': 'a', 'm.text': [{ body: 'Berg' }] }],
      },
    });
    expect(poll).toMatchObject({ question: 'Wohin?', kind: 'undisclosed', maxSelections: 2 });
  });

  it('that we send is one we read', () => {
    const { content } = pollStartEvent({
      msgtype: 'm.poll',
      body: 'Wohin?',
      answers: ['Berg', 'See'],
      maxSelections: 2,
    });
    expect(readPollStart(content)).toMatchObject({
      question: 'Wohin?',
      maxSelections: 2,
      answers: [
        { id: '1', text: 'Berg' },
        { id: '2', text: 'See' },
      ],
    });
  });

  it('has at most twenty answers, and none twice', () => {
    const answers = Array.from({ length: 30 }, (_, at) => ({ id: `${at % 25}`, body: `${at}` }));
    expect(start({ answers })!.answers).toHaveLength(maxPollAnswers);
    expect(start({ answers: [...answers.slice(0, 2), ...answers.slice(0, 2)] })!.answers).toHaveLength(2);
  });

  it.each([
    { answers: [] },
    { answers: 'x' },
    { answers: [null, {}, { id: 5, body: 'x' }, { id: 'a' }] },
    { question: null },
    { question: { body: ' ' } },
  ])('is none with %o', (change) => {
    expect(start(change)).toBeUndefined();
  });

  it.each([0, -1, 1.5, '2', 21, null])('lets one answer be chosen where it says %o', (max) => {
    expect(start({ max_selections: max })!.maxSelections).toBe(1);
  });
});

describe('votes', () => {
  it('are counted by answer and by voter', () => {
    const poll = tally([vote('@x:a', ['a']), vote('@y:a', ['b']), vote('@me:a', ['a'])]);
    expect(votesOf(poll)).toEqual([2, 1]);
    expect(poll.voterCount).toBe(3);
    expect(poll.answers.map(({ own }) => own)).toEqual([true, false]);
  });

  it('count by their last, whatever the order in which they come', () => {
    expect(votesOf(tally([vote('@x:a', ['b'], 2), vote('@x:a', ['a'], 1)]))).toEqual([0, 1]);
  });

  it('are cut to as many as may be chosen', () => {
    expect(votesOf(tally([vote('@x:a', ['a', 'b'])]))).toEqual([1, 0]);
    expect(votesOf(tally([vote('@x:a', ['a', 'b'])], { max_selections: 2 }))).toEqual([1, 1]);
  });

  it('for the same answer twice count once', () => {
    expect(votesOf(tally([vote('@x:a', ['a', 'a'])], { max_selections: 2 }))).toEqual([1, 0]);
  });

  it.each([[[]], [['gone']], [null], ['a'], [[5]], [{}]])(
    'of %o are spoiled and take an earlier one back',
    (answers) => {
      const poll = tally([vote('@x:a', ['a'], 1), vote('@x:a', answers, 2)]);
      expect(votesOf(poll)).toEqual([0, 0]);
      expect(poll.voterCount).toBe(0);
    },
  );

  it('after the end do not count', () => {
    const poll = tally([vote('@x:a', ['a'], 5), vote('@x:a', ['b'], 15)], {}, 10);
    expect(votesOf(poll)).toEqual([1, 0]);
    expect(poll.ended).toBe(true);
  });

  it('stay hidden in an undisclosed poll until it ends, but for the own one', () => {
    const kind = 'org.matrix.msc3381.poll.undisclosed';
    const running = tally([vote('@me:a', ['b'])], { kind });
    expect(votesOf(running)).toEqual([undefined, undefined]);
    expect(running).not.toHaveProperty('voterCount');
    expect(running.answers[1]!.own).toBe(true);
    expect(votesOf(tally([vote('@me:a', ['b'])], { kind }, 10))).toEqual([0, 1]);
  });
});
