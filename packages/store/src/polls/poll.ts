/**
 * Polls (MSC3381): question, votes and end, read from both spellings that clients use, and written in the one all of them
 * read. Pure.
 */
import type { JsonObject } from '@bundesmessenger/core/types';
import { isId } from '../rooms/identifiers.ts';
import { cut } from '../rooms/shown-text.ts';
import { isText, numberIn, objectIn } from '../timeline/json.ts';
import type { NewPoll, PollContent } from '../timeline/message-content.ts';

/** Answers beyond this do not count (MSC3381). */
export const maxPollAnswers = 20;
const maxTextLength = 2_048;

const startTypes = ['org.matrix.msc3381.poll.start', 'm.poll.start'] as const;
const responseTypes = ['org.matrix.msc3381.poll.response', 'm.poll.response'] as const;
const endTypes = ['org.matrix.msc3381.poll.end', 'm.poll.end'] as const;

export const isPollStart = (type: string): boolean => startTypes.some((known) => known === type);
export const isPollResponse = (type: string): boolean => responseTypes.some((known) => known === type);
export const isPollEnd = (type: string): boolean => endTypes.some((known) => known === type);

export interface PollStart {
  readonly question: string;
  readonly kind: PollContent['kind'];
  readonly maxSelections: number;
  readonly answers: readonly { readonly id: string; readonly text: string }[];
}

/** A vote as it was cast. */
export interface PollVote {
  readonly eventId: string;
  readonly sender: string;
  readonly ts: number;
  /** Hostile. */
  readonly content: JsonObject;
}

/** `undefined` for what is no poll that one could answer. */
export function readPollStart(content: JsonObject): PollStart | undefined {
  const poll = objectIn(content['m.poll'] ?? content['org.matrix.msc3381.poll.start'] ?? content['m.poll.start']);
  const question = textIn(poll.question);
  const given: readonly unknown[] = Array.isArray(poll.answers) ? poll.answers : [];
  const answers = new Map<string, string>();
  for (const answer of given.slice(0, maxPollAnswers)) {
    const { id, 'm.id': stableId } = objectIn(answer);
    const text = textIn(answer);
    const known = stableId ?? id;
    if (isId(known) && text && !answers.has(known)) answers.set(known, text);
  }
  if (!question || answers.size === 0) return undefined;
  return {
    question,
    kind: isText(poll.kind) && /(^|\.)disclosed$/.test(poll.kind) ? 'disclosed' : 'undisclosed',
    maxSelections: numberIn(poll.max_selections, 1, maxPollAnswers) ?? 1,
    answers: [...answers].map(([id, text]) => ({ id, text })),
  };
}

/** Text in any of the forms of MSC1767. */
function textIn(part: unknown): string {
  const { 'm.text': stable, 'org.matrix.msc1767.text': unstable, body } = objectIn(part);
  const plain: unknown = Array.isArray(stable)
    ? stable.map((form) => objectIn(form)).find(({ mimetype }) => mimetype === undefined || mimetype === 'text/plain')
        ?.body
    : stable;
  const text = [plain, unstable, body].find((form) => isText(form) && form.trim() !== '');
  return isText(text) ? cut(text, maxTextLength) : '';
}

/** The answers somebody chose; `undefined` for a spoiled vote. */
function chosen(poll: PollStart, content: JsonObject): readonly string[] | undefined {
  const response = objectIn(content['org.matrix.msc3381.poll.response'] ?? content['m.poll.response']);
  const given = content['m.selections'] ?? response.answers;
  if (!Array.isArray(given)) return undefined;
  const selections = [...new Set(given.slice(0, poll.maxSelections))];
  const known = selections.filter((id) => poll.answers.some((answer) => answer.id === id)) as string[];
  return selections.length > 0 && known.length === selections.length ? known : undefined;
}

/**
 * @param endTs when it was ended, in milliseconds since 1970; later votes do not count
 * @param userId whose own votes are marked
 */
export function projectPoll(
  poll: PollStart,
  votes: Iterable<PollVote>,
  endTs: number | undefined,
  userId: string,
): PollContent {
  const latest = new Map<string, PollVote>();
  for (const vote of votes) {
    if (endTs !== undefined && vote.ts > endTs) continue;
    const before = latest.get(vote.sender);
    if (!before || isLater(vote, before)) latest.set(vote.sender, vote);
  }
  const counts = new Map<string, number>();
  let own: readonly string[] = [];
  let voterCount = 0;
  for (const { sender, content } of latest.values()) {
    const answers = chosen(poll, content);
    if (!answers) continue;
    voterCount++;
    for (const id of answers) counts.set(id, (counts.get(id) ?? 0) + 1);
    if (sender === userId) own = answers;
  }
  const ended = endTs !== undefined;
  const shown = ended || poll.kind === 'disclosed';
  return {
    msgtype: 'm.poll',
    body: poll.question,
    kind: poll.kind,
    maxSelections: poll.maxSelections,
    ended,
    ...(shown && { voterCount }),
    answers: poll.answers.map(({ id, text }) => ({
      id,
      text,
      ...(shown && { votes: counts.get(id) ?? 0 }),
      own: own.includes(id),
    })),
  };
}

function isLater(a: PollVote, b: PollVote): boolean {
  return a.ts > b.ts || (a.ts === b.ts && a.eventId > b.eventId);
}

export interface OutgoingPollEvent {
  readonly type: string;
  readonly content: JsonObject;
}

/** What older clients show instead of the poll: the question and its answers, numbered. */
export function pollStartEvent({ body, answers, kind = 'disclosed', maxSelections = 1 }: NewPoll): OutgoingPollEvent {
  const list = answers.map((text, at) => `${at + 1}. ${text}`).join('\n');
  return {
    type: startTypes[0],
    content: {
      'org.matrix.msc1767.text': `${body}\n${list}`,
      'org.matrix.msc3381.poll.start': {
        question: { 'org.matrix.msc1767.text': body, body, msgtype: 'm.text' },
        kind: `org.matrix.msc3381.poll.${kind}`,
        max_selections: maxSelections,
        answers: answers.map((text, at) => ({ id: `${at + 1}`, 'org.matrix.msc1767.text': text })),
      },
    },
  };
}

/** @param answerIds none takes the vote back */
export function pollResponseEvent(pollId: string, answerIds: readonly string[]): OutgoingPollEvent {
  return {
    type: responseTypes[0],
    content: {
      'm.relates_to': { rel_type: 'm.reference', event_id: pollId },
      'org.matrix.msc3381.poll.response': { answers: answerIds },
    },
  };
}

export function pollEndEvent(pollId: string, text: string): OutgoingPollEvent {
  return {
    type: endTypes[0],
    content: {
      'm.relates_to': { rel_type: 'm.reference', event_id: pollId },
      'org.matrix.msc1767.text': text,
      body: text,
      'org.matrix.msc3381.poll.end': {},
    },
  };
}
