/** One event and everything that refers to it, as a row. Pure: the same events always give the same row. */
import { isPollEnd, isPollResponse, isPollStart, projectPoll, readPollStart, type PollVote } from '../polls/poll.ts';
import { formattedText } from '../rooms/formatted-text.ts';
import { cut } from '../rooms/shown-text.ts';
import { isLocalId, localIdPrefix, orderTs, type EventIndex, type IndexedEvent } from './event-index.ts';
import { objectIn } from './json.ts';
import type { MessageContent } from './message-content.ts';
import { ownKeyIn } from './own-key.ts';
import { projectContent, projectFallback, projectMentions } from './project-content.ts';
import { projectStateChange } from './state-change.ts';
import {
  maxNames,
  maxReactions,
  type ItemPreview,
  type Reaction,
  type ReplyTo,
  type Sender,
  type SendState,
  type ThreadSummary,
  type TimelineItem,
} from './timeline.ts';
import { askedUser, verificationOutcome } from './verification-request.ts';

/** An item without its version, which depends on what was shown before. */
export type Unversioned<Item> = Item extends unknown ? Omit<Item, 'version'> : never;
export type ProjectedItem = Unversioned<TimelineItem>;
export type EventItem = Exclude<ProjectedItem, { kind: 'dateDivider' | 'readMarker' }>;

/** What a row needs to know beside its events. */
export interface ItemContext {
  readonly userId: string;
  readonly index: EventIndex;
  /** Whether the room is encrypted. */
  readonly encrypted: boolean;
  readonly senderOf: (userId: string) => Sender;
  /** Whether a user may redact what others sent. */
  readonly mayRedact: (userId: string) => boolean;
  /** Whether a mention of the whole room by this user counts. */
  readonly mayNotifyRoom: (userId: string) => boolean;
  /** The key that an own event's local echo had. */
  readonly keyOf: (eventId: string) => string | undefined;
  /** How far an event that this device sends has got; `undefined` for what the server has. */
  readonly sendStateOf: (eventId: string) => SendState | undefined;
  /** Unread messages of a thread, as far as they are known. */
  readonly threadUnreadOf: (rootId: string) => { readonly count: number; readonly highlights: number };
  /** Whether the event that a row answers is still being looked for, or may come by itself. */
  readonly isLookedFor: (eventId: string) => boolean;
  /** Of which thread the rows are; in the main timeline none. */
  readonly threadId?: string;
}

/** Longest text that stands for a message elsewhere, in UTF-16 units. */
const maxPreviewLength = 200;

/** Name of a row for good: the transaction id where this device sent the event. */
export function itemKey({ event }: IndexedEvent, { userId, keyOf }: Pick<ItemContext, 'userId' | 'keyOf'>): string {
  const { event_id: id } = event;
  if (isLocalId(id)) return id.slice(localIdPrefix.length);
  return ownKeyIn(event, userId) ?? keyOf(id) ?? id;
}

/** `undefined` for an event that has no row of its own in this timeline. */
export function projectItem(indexed: IndexedEvent, context: ItemContext): EventItem | undefined {
  const { event, clearness, relation } = indexed;
  const { index, senderOf, userId } = context;
  const base = {
    key: itemKey(indexed, context),
    ...(!isLocalId(event.event_id) && { eventId: event.event_id }),
    sender: senderOf(event.sender),
    own: event.sender === userId,
    originServerTs: event.origin_server_ts,
  };
  if (event.state_key !== undefined) {
    const change = context.threadId === undefined ? projectStateChange(event, senderOf) : undefined;
    return change && { ...base, kind: 'state', change };
  }
  if (relation?.type === 'm.replace' || clearness.status === 'pending' || !isInTimeline(indexed, context)) {
    return undefined;
  }
  const fields = { ...base, ...messageFields(indexed, context) };
  // What refers to another event, as votes and the steps of a verification do, has no row when it can be read either.
  if (clearness.status === 'undecryptable' && relation?.type === 'm.reference') return undefined;
  if (clearness.status === 'undecryptable') return { ...fields, kind: 'undecryptable', cause: clearness.cause };
  if (!isMessageLike(clearness.type)) return undefined;
  if (clearness.status === 'redacted') {
    return { ...fields, kind: 'redacted', ...(clearness.by !== undefined && { by: senderOf(clearness.by) }) };
  }
  const asked = askedUser(clearness.type, clearness.content);
  if (asked !== undefined) {
    const outcome = verificationOutcome(indexed, asked, index.referencesOf(event.event_id));
    return { ...base, kind: 'verification', asked: senderOf(asked), ...(outcome && { outcome }) };
  }
  const edit = index.editOf(event.event_id);
  const content = editedContent(edit, indexed, context) ?? contentOf(indexed, context);
  if (!content) {
    const body = projectFallback(clearness.content);
    const { type: eventType } = clearness;
    return { ...fields, kind: 'unsupported', eventType, ...(body !== undefined && { body }) };
  }
  const { shield } = clearness;
  return {
    ...fields,
    kind: 'message',
    content,
    ...plainTextOf(content),
    send: sendState(edit?.event.event_id, event.event_id, context),
    protection: indexed.encrypted ? 'encrypted' : context.encrypted ? 'clearText' : 'none',
    ...(shield !== 'none' && { shield }),
    edited: edit !== undefined,
    ...(mentionsUser(edit ?? indexed, context) && { mentionsMe: true as const }),
    ...mentionedIn(content, context),
  };
}

/** Whom a message names may have written none of the rows that are here. */
function mentionedIn(content: MessageContent, { senderOf }: ItemContext): { mentioned?: readonly Sender[] } {
  const userIds = ('mentions' in content && content.mentions?.userIds) || [];
  const mentioned = [...new Set(userIds)].map(senderOf).filter(({ userId, displayName }) => displayName !== userId);
  return mentioned.length > 0 ? { mentioned } : {};
}

/** What is under way counts first: the message's own way, then its edit's. */
function sendState(editId: string | undefined, eventId: string, { sendStateOf }: ItemContext): SendState {
  const own = sendStateOf(eventId);
  if (own && own.status !== 'sent') return own;
  return (editId === undefined ? undefined : sendStateOf(editId)) ?? { status: 'sent' };
}

/** A thread's messages are in its own timeline, and its root is in both. */
function isInTimeline(indexed: IndexedEvent, { index, threadId }: ItemContext): boolean {
  const own = index.threadIdOf(indexed);
  return threadId === undefined ? own === undefined : own === threadId || indexed.event.event_id === threadId;
}

/** Event types that carry something a person said; all others that are no state stay out of the timeline. */
function isMessageLike(type: string): boolean {
  return type === 'm.room.message' || type === 'm.room.encrypted' || type === 'm.sticker' || isPollStart(type);
}

function contentOf(indexed: IndexedEvent, context: ItemContext): MessageContent | undefined {
  const { clearness } = indexed;
  if (clearness.status !== 'clear') return undefined;
  const { type, content } = clearness;
  return isPollStart(type) ? pollOf(indexed, context) : projectContent(type, content, itemKey(indexed, context));
}

/** `undefined` where there is no edit, or none that makes sense: then the original counts. */
function editedContent(
  edit: IndexedEvent | undefined,
  original: IndexedEvent,
  context: ItemContext,
): MessageContent | undefined {
  if (edit?.clearness.status !== 'clear' || original.clearness.status !== 'clear') return undefined;
  const { type, content } = edit.clearness;
  const next = objectIn(content['m.new_content']);
  if (isPollStart(type)) return pollOf(original, context, next);
  return projectContent(type, next, itemKey(original, context));
}

function pollOf(indexed: IndexedEvent, context: ItemContext, edited?: object): MessageContent | undefined {
  const { event, clearness, encrypted } = indexed;
  if (clearness.status !== 'clear') return undefined;
  const poll = (edited && readPollStart(objectIn(edited))) ?? readPollStart(clearness.content);
  if (!poll) return undefined;
  const votes: PollVote[] = [];
  let endTs: number | undefined;
  for (const reference of context.index.referencesOf(event.event_id)) {
    const { sender, event_id: eventId } = reference.event;
    const ts = orderTs(reference.event);
    // A server must be able neither to vote nor to end what it cannot read.
    if (reference.clearness.status !== 'clear' || (encrypted && !reference.encrypted)) continue;
    const { type, content } = reference.clearness;
    if (isPollResponse(type)) votes.push({ eventId, sender, ts, content });
    else if (isPollEnd(type) && (sender === event.sender || context.mayRedact(sender)))
      endTs = Math.min(ts, endTs ?? ts);
  }
  return projectPoll(poll, votes, endTs, context.userId);
}

function mentionsUser({ event, clearness }: IndexedEvent, { userId, mayNotifyRoom }: ItemContext): boolean {
  if (clearness.status !== 'clear' || event.sender === userId) return false;
  const edited = clearness.content['m.new_content'];
  const mentions = projectMentions(edited === undefined ? clearness.content : objectIn(edited));
  return mentions?.userIds.includes(userId) === true || (mentions?.room === true && mayNotifyRoom(event.sender));
}

interface MessageExtras {
  replyTo?: ReplyTo;
  reactions?: readonly Reaction[];
  moreReactions?: number;
  thread?: ThreadSummary;
}

function messageFields(indexed: IndexedEvent, context: ItemContext): MessageExtras {
  const { event, clearness, replyTo } = indexed;
  if (clearness.status === 'redacted') return threadField(event.event_id, context);
  return {
    ...(replyTo !== undefined && { replyTo: projectReply(replyTo, context) }),
    ...projectReactions(event.event_id, context),
    ...threadField(event.event_id, context),
  };
}

function projectReply(eventId: string, context: ItemContext): ReplyTo {
  const answered = context.index.get(eventId);
  if (!answered || answered.clearness.status === 'pending') {
    return { status: context.isLookedFor(eventId) || answered ? 'loading' : 'unavailable', eventId };
  }
  return {
    status: 'ready',
    eventId,
    sender: context.senderOf(answered.event.sender),
    preview: projectItemPreview(answered, context),
  };
}

/** One line that stands for an event. */
function projectItemPreview(indexed: IndexedEvent, context: ItemContext): ItemPreview {
  const { clearness, event } = indexed;
  if (clearness.status === 'redacted') return { kind: 'redacted' };
  if (clearness.status !== 'clear') return { kind: 'undecryptable' };
  const content = editedContent(context.index.editOf(event.event_id), indexed, context) ?? contentOf(indexed, context);
  if (!content) return { kind: 'unsupported' };
  return previewOf(content);
}

export function previewOf(content: MessageContent): ItemPreview {
  return {
    kind: 'message',
    msgtype: content.msgtype,
    body: plainTextOf(content).plainText ?? cut(content.body, maxPreviewLength),
  };
}

function plainTextOf(content: MessageContent): { plainText?: string } {
  if (!('formattedBody' in content)) return {};
  const plainText = cut(formattedText(content.formattedBody ?? '', maxPreviewLength), maxPreviewLength);
  return plainText === '' ? {} : { plainText };
}

/** The reactions most people chose, in one pass: there may be thousands. */
function projectReactions(
  eventId: string,
  { index, userId, senderOf }: ItemContext,
): Pick<MessageExtras, 'reactions' | 'moreReactions'> {
  const all = index.reactionsOf(eventId);
  if (all.size === 0) return {};
  const top: { key: string; count: number; senders: ReadonlyMap<string, unknown> }[] = [];
  for (const [key, senders] of all) {
    const last = top[maxReactions - 1];
    if (last && !isBefore(senders.size, key, last)) continue;
    const place = top.findIndex((other) => isBefore(senders.size, key, other));
    top.splice(place < 0 ? top.length : place, 0, { key, count: senders.size, senders });
    top.length = Math.min(top.length, maxReactions);
  }
  const reactions = top.map(({ key, count, senders }) => ({
    key,
    count,
    own: senders.has(userId),
    names: [...senders.keys()]
      .filter((sender) => sender !== userId)
      .slice(0, maxNames)
      .map((sender) => senderOf(sender).displayName),
  }));
  return { reactions, ...(all.size > top.length && { moreReactions: all.size - top.length }) };
}

/** Most chosen first; equal ones by key, so that their order does not depend on how they came. */
function isBefore(count: number, key: string, other: { readonly key: string; readonly count: number }): boolean {
  return count > other.count || (count === other.count && key < other.key);
}

function threadField(rootId: string, context: ItemContext): Pick<MessageExtras, 'thread'> {
  if (context.threadId !== undefined) return {};
  const root = context.index.get(rootId);
  const thread = context.index.threadOf(rootId);
  if (!thread || !root || root.relation?.type === 'm.thread') return {};
  let latest: IndexedEvent | undefined;
  let sinceCounted = 0;
  for (const member of thread.events.values()) {
    const isKnown = member.clearness.status !== 'pending';
    if (isKnown && (!latest || orderTs(member.event) >= orderTs(latest.event))) latest = member;
    const { counted } = thread;
    if (counted && orderTs(member.event) > orderTs(counted.latest)) sinceCounted++;
  }
  const count = Math.max(thread.events.size, (thread.counted?.count ?? 0) + sinceCounted);
  if (count === 0) return {};
  const { count: unreadCount, highlights: highlightCount } = context.threadUnreadOf(rootId);
  return {
    thread: {
      count,
      ...(latest && {
        latest: {
          sender: context.senderOf(latest.event.sender),
          preview: projectItemPreview(latest, context),
          originServerTs: latest.event.origin_server_ts,
        },
      }),
      unreadCount,
      highlightCount,
    },
  };
}
