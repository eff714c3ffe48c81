/** From what a person wants to say to the event that says it. Pure. Everything is checked here, before it is shown or kept. */
import { isOneEmoji } from '@bundesmessenger/core';
import { BmError } from '@bundesmessenger/core/errors';
import type { JsonObject } from '@bundesmessenger/core/types';
import { maxPollAnswers, pollEndEvent, pollResponseEvent, pollStartEvent } from '../polls/poll.ts';
import { safeFilename } from '../media/safe-filename.ts';
import { objectIn } from '../timeline/json.ts';
import {
  maxMentions,
  type Mentions,
  type NewContent,
  type NewFile,
  type NewPoll,
  type NewRelation,
  type TextContent,
} from '../timeline/message-content.ts';
import { readGeoUri } from '../timeline/project-content.ts';
import type { Outgoing, OutgoingFile } from './outgoing.ts';

/** The event limit of the specification is 65,536 bytes; base64 and the envelope need about half as much again. */
const maxTextBytes = 32_768;

type OutgoingEvent = Extract<Outgoing, { kind: 'event' }>;

/** An edit says its text twice. From this size of its JSON on, in bytes, the half for clients that do not know edits is cut. */
const maxEditBytes = 44_000;
/** What is left of it then, in UTF-16 units. */
const shortFallbackLength = 1_000;

/** What the thread's newest message is, for clients that do not know threads. */
export interface ThreadEnd {
  readonly latestEventId?: string;
}

/** @throws {BmError} MESSAGE_INVALID */
export function newMessage(content: NewContent, relation: NewRelation = {}, thread: ThreadEnd = {}): Outgoing {
  const relates = relatesTo(relation, thread);
  switch (content.msgtype) {
    case 'm.text':
    case 'm.notice':
    case 'm.emote':
      return roomMessage({ ...textContent(content), ...relates });
    case 'm.location':
      if (!isFilled(content.body) || !readGeoUri(content.geoUri)) return refuse('a location needs words and a geo URI');
      return roomMessage({
        msgtype: 'm.location',
        body: checked(content.body),
        geo_uri: content.geoUri,
        'org.matrix.msc3488.location': { uri: content.geoUri, description: content.body },
        'org.matrix.msc3488.asset': { type: 'm.pin' },
        'm.mentions': {},
        ...relates,
      });
    case 'm.poll': {
      const { type, content: poll } = pollStartEvent(checkedPoll(content));
      return { kind: 'event', eventType: type, content: { ...poll, 'm.mentions': {}, ...relates } };
    }
    default:
      return refuse('the kind of message is not known');
  }
}

/**
 * @param original clear content of the edited event, where it is known: a file stays with its new caption
 * @throws {BmError} MESSAGE_INVALID
 */
export function newEdit(eventId: string, content: TextContent, original?: JsonObject): Outgoing {
  const text = textContent(content);
  const next = original && isFile(original) ? captioned(original, text) : text;
  const mentionedBefore = objectIn(original?.['m.mentions']);
  const knew = new Set(Array.isArray(mentionedBefore.user_ids) ? (mentionedBefore.user_ids as unknown[]) : []);
  const { userIds = [], room = false } = content.mentions ?? {};
  const edit = {
    ...next,
    body: `* ${content.body}`,
    ...(content.formattedBody !== undefined && { formatted_body: `* ${content.formattedBody}` }),
    // Nobody is told twice (client-server API, "User and room mentions").
    'm.mentions': mentionsContent({
      userIds: userIds.filter((userId) => !knew.has(userId)),
      room: room && mentionedBefore.room !== true,
    }),
    'm.new_content': next,
    'm.relates_to': { rel_type: 'm.replace', event_id: eventId },
  };
  return roomMessage(byteLength(JSON.stringify(edit)) > maxEditBytes ? withShortFallback(edit) : edit);
}

/** Whole for who knows edits; the server would refuse it with all of the text twice. */
function withShortFallback({ format: _format, formatted_body: _html, body, ...edit }: JsonObject): JsonObject {
  const start = String(body)
    .slice(0, shortFallbackLength)
    .replace(/[\uD800-\uDBFF]$/, '');
  return { ...edit, body: `${start}…` };
}

/** The content that an unsent message has after an edit: nobody has seen the old one. @throws {BmError} MESSAGE_INVALID */
export function changedMessage(original: JsonObject, content: TextContent): OutgoingEvent {
  const text = textContent(content);
  const { 'm.relates_to': relates } = original;
  const next = isFile(original) ? captioned(original, text) : text;
  return roomMessage({ ...next, ...(relates !== undefined && { 'm.relates_to': relates }) });
}

/** The same of what waits, a file among it: that has its new caption when it leaves. @throws {BmError} MESSAGE_INVALID */
export function changedOutgoing(waiting: Exclude<Outgoing, { kind: 'redaction' }>, content: TextContent): Outgoing {
  if (waiting.kind === 'event') return changedMessage(waiting.content, content);
  return { kind: 'file', file: { ...waiting.file, content: changedMessage(waiting.file.content, content).content } };
}

/** @throws {BmError} MESSAGE_INVALID for anything but one emoji */
export function newReaction(eventId: string, key: string): Outgoing {
  // It leaves in clear: docs/decisions/reactions-in-clear.md.
  if (!isOneEmoji(key)) return refuse('a reaction is one emoji');
  return {
    kind: 'event',
    eventType: 'm.reaction',
    content: { 'm.relates_to': { rel_type: 'm.annotation', event_id: eventId, key } },
  };
}

/** @param answerIds none takes the vote back */
export function newVote(pollId: string, answerIds: readonly string[]): Outgoing {
  if (!Array.isArray(answerIds) || answerIds.length > maxPollAnswers || !answerIds.every(isFilled)) {
    return refuse('a vote names answers of the poll');
  }
  const { type, content } = pollResponseEvent(pollId, answerIds);
  return { kind: 'event', eventType: type, content };
}

/** @param text says it to clients that do not know polls */
export function newPollEnd(pollId: string, text: string): Outgoing {
  const { type, content } = pollEndEvent(pollId, text);
  return { kind: 'event', eventType: type, content };
}

/** @throws {BmError} MESSAGE_INVALID */
export function newFile(bytes: Blob, file: NewFile, thread: ThreadEnd = {}): OutgoingFile {
  if (!(bytes instanceof Blob) || bytes.size === 0) return refuse('a file has at least one byte');
  const named = file.filename ?? (bytes as Partial<File>).name ?? 'file';
  const filename = safeFilename(String(named));
  const { caption, formattedCaption } = file;
  const mimetype = /^[\w.+-]{1,127}\/[\w.+-]{1,127}$/.test(bytes.type)
    ? bytes.type.toLowerCase()
    : 'application/octet-stream';
  const text = isFilled(caption)
    ? textContent({
        msgtype: 'm.text',
        body: caption,
        ...(formattedCaption !== undefined && { formattedBody: formattedCaption }),
        ...(file.mentions && { mentions: file.mentions }),
      })
    : { body: filename, 'm.mentions': mentionsContent(file.mentions) };
  return {
    filename,
    mimetype,
    sizeBytes: bytes.size,
    content: {
      ...text,
      msgtype: msgtypeOf(mimetype),
      filename,
      ...(file.voice && {
        'org.matrix.msc3245.voice': {},
        'org.matrix.msc1767.audio': {
          ...(file.durationMs !== undefined && { duration: wholeNumber(file.durationMs) }),
          waveform: file.voice.waveform.slice(0, 120).map((value) => wholeNumber(Math.min(1, value) * 1_024)),
        },
      }),
      ...relatesTo(file, thread),
    },
    info: {
      mimetype,
      size: bytes.size,
      ...(file.durationMs !== undefined && { duration: wholeNumber(file.durationMs) }),
      ...(file.widthPx !== undefined && { w: wholeNumber(file.widthPx) }),
      ...(file.heightPx !== undefined && { h: wholeNumber(file.heightPx) }),
    },
  };
}

function msgtypeOf(mimetype: string): string {
  const [kind] = mimetype.split('/');
  // What no client decodes as a picture is a file; above all SVG, which is a document.
  if (/^image\/(png|jpeg|gif|webp)$/.test(mimetype)) return 'm.image';
  return kind === 'audio' || kind === 'video' ? `m.${kind}` : 'm.file';
}

/** Canonical JSON knows no fractions. */
function wholeNumber(value: number): number {
  return Number.isFinite(value) ? Math.max(0, Math.round(value)) : 0;
}

function textContent({ msgtype, body, formattedBody, mentions }: TextContent): JsonObject {
  if (!['m.text', 'm.notice', 'm.emote'].includes(msgtype) || !isFilled(body)) {
    return refuse('a message needs a known msgtype and text');
  }
  if (formattedBody !== undefined && typeof formattedBody !== 'string') return refuse('formattedBody is HTML in text');
  checked(body + (formattedBody ?? ''));
  return {
    msgtype,
    body,
    ...(formattedBody !== undefined && { format: 'org.matrix.custom.html', formatted_body: formattedBody }),
    // Also where nobody is meant: without it servers look for names in the text.
    'm.mentions': mentionsContent(mentions),
  };
}

function mentionsContent(mentions: Mentions | undefined): JsonObject {
  const { userIds = [], room = false } = mentions ?? {};
  if (!Array.isArray(userIds) || userIds.length > maxMentions || !userIds.every(isFilled)) {
    return refuse(`mentions name at most ${maxMentions} users`);
  }
  return { ...(userIds.length > 0 && { user_ids: userIds }), ...(room === true && { room: true }) };
}

function relatesTo({ replyTo, threadId }: NewRelation, { latestEventId }: ThreadEnd): JsonObject {
  for (const eventId of [replyTo, threadId]) {
    if (eventId !== undefined && !isFilled(eventId)) return refuse('a relation names an event');
  }
  if (threadId !== undefined) {
    return {
      'm.relates_to': {
        rel_type: 'm.thread',
        event_id: threadId,
        is_falling_back: replyTo === undefined,
        'm.in_reply_to': { event_id: replyTo ?? latestEventId ?? threadId },
      },
    };
  }
  return replyTo === undefined ? {} : { 'm.relates_to': { 'm.in_reply_to': { event_id: replyTo } } };
}

function isFile({ msgtype }: JsonObject): boolean {
  return msgtype === 'm.image' || msgtype === 'm.file' || msgtype === 'm.audio' || msgtype === 'm.video';
}

function captioned(
  original: JsonObject,
  { body, format, formatted_body: html, 'm.mentions': mentions }: JsonObject,
): JsonObject {
  const {
    format: _format,
    formatted_body: _html,
    'm.relates_to': _relates,
    'm.new_content': _next,
    ...file
  } = original;
  return {
    ...file,
    filename: original.filename ?? original.body,
    body,
    ...(html !== undefined && { format, formatted_body: html }),
    'm.mentions': mentions,
  };
}

function checkedPoll(poll: NewPoll): NewPoll {
  const { body, answers, kind = 'disclosed', maxSelections = 1 } = poll;
  const fits = Array.isArray(answers) && answers.length > 0 && answers.length <= maxPollAnswers;
  if (!fits || !isFilled(body) || !answers.every(isFilled)) {
    return refuse(`a poll needs a question and 1 to ${maxPollAnswers} answers`);
  }
  if (!Number.isInteger(maxSelections) || maxSelections < 1 || maxSelections > answers.length) {
    return refuse('a poll allows one to all answers to be chosen');
  }
  if (kind !== 'disclosed' && kind !== 'undisclosed') return refuse('a poll is disclosed or undisclosed');
  checked([body, ...answers].join(''));
  return poll;
}

function roomMessage(content: JsonObject): OutgoingEvent {
  return { kind: 'event', eventType: 'm.room.message', content };
}

function isFilled(value: unknown): value is string {
  return typeof value === 'string' && value.trim() !== '';
}

function checked(text: string): string {
  if (byteLength(text) > maxTextBytes) return refuse(`a message has at most ${maxTextBytes} bytes`);
  return text;
}

function refuse(why: string): never {
  throw new BmError('MESSAGE_INVALID', why);
}

function byteLength(text: string): number {
  return new TextEncoder().encode(text).length;
}
