/** The newest thing in a room that is worth a line in the list. Pure. */
import type { ClientEvent, Decryption, JsonObject } from '@bundesmessenger/core';
import { objectIn } from '../timeline/json.ts';
import { formattedText } from './formatted-text.ts';
import type { RoomPreview } from './rooms.ts';
import { firstLine } from './shown-text.ts';

/** The list shows one line; the rest of a long message need not cross the port with every change. */
const maxPreviewLength = 160;

type MessagePreview = Extract<RoomPreview, { kind: 'message' }>;

/** With `m.` before them, the `msgtype`s that are known. */
const contents = ['text', 'notice', 'emote', 'image', 'file', 'audio', 'video', 'location'] as const;

export interface PreviewContext {
  readonly userId: string;
  readonly nameOf: (userId: string) => string;
  readonly decryptionOf: (event: ClientEvent) => Decryption;
  /** Whether what comes in clear has to be told. */
  readonly encrypted: boolean;
}

/** @param events oldest first, as many as are at hand */
export function projectPreview(events: readonly ClientEvent[], context: PreviewContext): RoomPreview {
  /** By the event they replace: the newest edit, which comes before its event on this way. */
  const edits = new Map<string, Edit>();
  for (const event of events.toReversed()) {
    if (!isCandidate(event)) continue;
    const replaced = replacedBy(event.content);
    const clear = clearOf(event, context);
    if (replaced !== undefined) {
      if (clear.status === 'clear' && !edits.has(replaced)) edits.set(replaced, editOf(event, clear));
      continue;
    }
    if (clear.status !== 'clear') {
      if (isReference(event.content)) continue;
      return clear.status === 'pending' ? { kind: 'pending', eventId: event.event_id } : { kind: 'undecryptable' };
    }
    const edit = edits.get(event.event_id);
    const isEdited = edit?.sender === event.sender && edit.encrypted === clear.encrypted;
    const line = readLine(clear.type, isEdited ? edit.content : clear.content);
    if (!line) continue;
    const { event_id: eventId, sender } = event;
    const clearText = context.encrypted && !clear.encrypted;
    return {
      kind: 'message',
      eventId,
      sender: context.nameOf(sender),
      own: sender === context.userId,
      ...line,
      ...(clearText && { clearText }),
    };
  }
  return { kind: 'none' };
}

/** Events that could be a preview, in clear or once decrypted. */
export function isCandidate({ state_key, unsigned, type }: ClientEvent): boolean {
  return (
    state_key === undefined &&
    unsigned?.redacted_because === undefined &&
    (type === 'm.room.encrypted' || isShown(type))
  );
}

type Clear =
  | { readonly status: 'clear'; readonly type: string; readonly content: JsonObject; readonly encrypted: boolean }
  | { readonly status: 'pending' | 'failed' };

interface Edit {
  readonly sender: string;
  readonly encrypted: boolean;
  readonly content: JsonObject;
}

function clearOf(event: ClientEvent, { decryptionOf }: PreviewContext): Clear {
  const { type, content } = event;
  if (type !== 'm.room.encrypted') return { status: 'clear', type, content, encrypted: false };
  const decryption = decryptionOf(event);
  if (decryption.status !== 'decrypted') return { status: decryption.status };
  return { status: 'clear', type: decryption.type, content: decryption.content, encrypted: true };
}

function editOf({ sender }: ClientEvent, { content, encrypted }: Extract<Clear, { status: 'clear' }>): Edit {
  const next = objectIn(content['m.new_content']);
  return { sender, encrypted, content: Object.keys(next).length > 0 ? next : content };
}

/** Votes, the end of a poll, steps of a verification: no line tells of them, which shows before they are decrypted. */
function isReference({ 'm.relates_to': relation }: JsonObject): boolean {
  return objectIn(relation).rel_type === 'm.reference';
}

/** The relation stays outside of the encryption. */
function replacedBy({ 'm.relates_to': relation }: JsonObject): string | undefined {
  const { rel_type: type, event_id: eventId } = objectIn(relation);
  return type === 'm.replace' && typeof eventId === 'string' ? eventId : undefined;
}

const pollStart: ReadonlySet<string> = new Set(['m.poll.start', 'org.matrix.msc3381.poll.start']);

function isShown(type: string): boolean {
  return type === 'm.room.message' || type === 'm.sticker' || pollStart.has(type);
}

function readLine(type: string, content: JsonObject): Pick<MessagePreview, 'content' | 'body'> | undefined {
  if (type === 'm.sticker') return { content: 'sticker', body: firstLine(content.body, maxPreviewLength) };
  if (pollStart.has(type)) return { content: 'poll', body: firstLine(questionOf(content), maxPreviewLength) };
  // A dialog asks for it at once; its text is for clients that do not know it.
  if (content.msgtype === 'm.key.verification.request') return undefined;
  const kind = type === 'm.room.message' ? contents.find((each) => content.msgtype === `m.${each}`) : undefined;
  // A message of a kind that is not known says so itself, in its fall-back text.
  const isText = kind === undefined && type === 'm.room.message' && typeof content.msgtype === 'string';
  const body =
    firstLine(formattedLines(content), maxPreviewLength) || firstLine(withoutReplyFallback(content), maxPreviewLength);
  if (kind === undefined && !isText) return undefined;
  if (body === '' && (kind ?? 'text') === 'text') return undefined;
  return { content: kind ?? 'text', body };
}

/** What is shown in the room itself is read here, too: the plain body may hold the signs that made the formatted one. */
function formattedLines({ msgtype, body, filename, format, formatted_body: html }: JsonObject): string {
  if (format !== 'org.matrix.custom.html' || typeof html !== 'string') return '';
  const isFile = msgtype === 'm.image' || msgtype === 'm.file' || msgtype === 'm.audio' || msgtype === 'm.video';
  const isCaption = typeof filename === 'string' && filename !== body;
  return isFile && !isCaption ? '' : formattedText(html, maxPreviewLength);
}

/** Older clients repeat what they answer in lines that begin with `>` (client-server API 1.12 and before, "Rich replies"). */
function withoutReplyFallback({ body, 'm.relates_to': relation }: JsonObject): unknown {
  if (typeof body !== 'string' || !('m.in_reply_to' in objectIn(relation))) return body;
  return /^(?:>.*(?:\n|$))+\n?([^]*)$/.exec(body)?.[1] || body;
}

/** MSC3381 and MSC1767, in the stable and the unstable form. */
function questionOf(content: JsonObject): unknown {
  const question = objectIn(objectIn(content['m.poll'] ?? content['org.matrix.msc3381.poll.start']).question);
  const [first] = Array.isArray(question['m.text']) ? (question['m.text'] as readonly unknown[]) : [];
  return objectIn(first).body ?? question['org.matrix.msc1767.text'] ?? question.body;
}
