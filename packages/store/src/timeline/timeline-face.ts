/** The messages of one room as integrators and elements see them: readables and commands, the same over every placement. */
import type { Readable } from '@bundesmessenger/core/readable';
import type { Connection } from '../store.ts';
import type { NewContent, NewFile, NewRelation, TextContent } from './message-content.ts';
import type { TimelineView } from './timeline-commands.ts';
import type { Draft, Typing } from './timeline-topics.ts';
import type { Timeline } from './timeline.ts';

/** What each command does and throws: `timeline-commands.ts`. */
export interface TimelineFace {
  readonly timeline: Readable<Timeline>;
  readonly pinned: Readable<Timeline>;
  /** Messages with a file; older ones by `paginate` with this view. */
  readonly files: Readable<Timeline>;
  readonly typing: Readable<Typing>;
  /** Messages with these words; older ones by `paginate` with this view. Nothing is looked for by itself. */
  search(words: string): Readable<Timeline>;
  /** What is around one event; more by `paginate` with this view. */
  focused(eventId: string): Readable<Timeline>;
  /** @param threadId event id of the thread's root */
  thread(threadId: string): Readable<Timeline>;
  /** Of the room, or of one of its threads. */
  draft(threadId?: string): Readable<Draft | null>;
  /**
   * Shows the message at once and sends it encrypted, in order, never twice. Resolves when the server has it.
   * @throws {BmError} MESSAGE_INVALID, ROOM_UNKNOWN, ENCRYPTION_FAILED, FORBIDDEN, DISCONNECTED
   */
  send(content: NewContent, relation?: NewRelation): Promise<{ eventId: string }>;
  /** Encrypts and sends a file, in order with messages. Resolves when the server has it. */
  sendFile(file: Blob, description?: NewFile): Promise<{ eventId: string }>;
  /** The file of a message. What is no picture, sound or film must only be saved, never opened. */
  download(mediaId: string, variant?: 'file' | 'thumbnail'): Promise<Blob>;
  /** @param target event id or key of an own message */
  edit(target: string, content: TextContent): Promise<{ eventId: string }>;
  /** @param target event id or key */
  redact(target: string, reason?: string): Promise<void>;
  /** Adds the reaction, or takes the own one back. @param reaction one emoji */
  react(target: string, reaction: string): Promise<void>;
  /** @param answerIds none takes the vote back */
  vote(pollId: string, answerIds: readonly string[]): Promise<void>;
  /** @param text says it to clients that do not know polls */
  endPoll(pollId: string, text: string): Promise<void>;
  /** `key` of a failed item. */
  resend(key: string): Promise<{ eventId: string }>;
  /** `key` of an item that is not with the server yet. */
  discard(key: string): Promise<void>;
  /**
   * The newest messages as far as the host knows them; `null` for less than a view. In stores opened through
   * `withPageTimelines`, `timeline` then begins with them when the room is opened.
   */
  prefetch(): Promise<Timeline | null>;
  /** Loads more events. @param limit events to ask for; 0 says only where somebody reads @default 30 */
  paginate(limit?: number, options?: { direction?: 'backwards' | 'forwards'; view?: TimelineView }): Promise<void>;
  /** The first event at or after a time: for `focused`. @param ts milliseconds since 1970 @throws {BmError} EVENT_UNKNOWN */
  jumpToDate(ts: number): Promise<{ eventId: string; originServerTs: number }>;
  markRead(eventId: string, options?: { private?: boolean; threadId?: string }): Promise<void>;
  setFullyRead(eventId: string): Promise<void>;
  setTyping(typing: boolean): Promise<void>;
  setDraft(draft: Draft | null, threadId?: string): Promise<void>;
  pin(eventId: string): Promise<void>;
  unpin(eventId: string): Promise<void>;
}

/** Number of older events that `paginate` asks for by default: three screens of short messages. */
const defaultPageSize = 30;

export function createTimelineFace({ watch, call }: Pick<Connection, 'watch' | 'call'>, roomId: string): TimelineFace {
  const key = (): string => crypto.randomUUID();
  return {
    timeline: watch({ type: 'timeline', roomId }),
    pinned: watch({ type: 'pinned', roomId }),
    files: watch({ type: 'files', roomId }),
    typing: watch({ type: 'typing', roomId }),
    search: (search) => watch({ type: 'search', roomId, search }),
    focused: (eventId) => watch({ type: 'focused', roomId, eventId }),
    thread: (threadId) => watch({ type: 'thread', roomId, threadId }),
    draft: (threadId) => watch({ type: 'draft', roomId, threadId }),
    send: (content, relation) => call({ type: 'send', roomId, key: key(), content, relation }),
    sendFile: (file, description) => call({ type: 'sendFile', roomId, key: key(), file, description }),
    download: (mediaId, variant) => call({ type: 'download', roomId, mediaId, variant }),
    edit: (target, content) => call({ type: 'edit', roomId, key: key(), target, content }),
    redact: (target, reason) => call({ type: 'redact', roomId, key: key(), target, reason }),
    react: (target, reaction) => call({ type: 'react', roomId, key: key(), target, reaction }),
    vote: (pollId, answerIds) => call({ type: 'vote', roomId, key: key(), pollId, answerIds }),
    endPoll: (pollId, text) => call({ type: 'endPoll', roomId, key: key(), pollId, text }),
    resend: (itemKey) => call({ type: 'resend', roomId, key: itemKey }),
    discard: (itemKey) => call({ type: 'discard', roomId, key: itemKey }),
    prefetch: () => call({ type: 'prefetch', roomId }),
    paginate: (limit = defaultPageSize, options) => call({ type: 'paginate', roomId, limit, ...options }),
    jumpToDate: (ts) => call({ type: 'jumpToDate', roomId, ts }),
    markRead: (eventId, options) => call({ type: 'markRead', roomId, eventId, ...options }),
    setFullyRead: (eventId) => call({ type: 'setFullyRead', roomId, eventId }),
    setTyping: (typing) => call({ type: 'setTyping', roomId, typing }),
    setDraft: (draft, threadId) => call({ type: 'setDraft', roomId, draft, threadId }),
    pin: (eventId) => call({ type: 'pin', roomId, eventId }),
    unpin: (eventId) => call({ type: 'unpin', roomId, eventId }),
  };
}
