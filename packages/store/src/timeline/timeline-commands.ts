/**
 * What a page can do with the messages of a room: one row per command, with parameters and result. Those with a `key` are
 * kept in the outbox: they survive the host, and the same key is sent once. They resolve when the server has them.
 */
import type { NewContent, NewFile, NewRelation, TextContent } from './message-content.ts';
import type { Draft } from './timeline-topics.ts';
import type { Timeline } from './timeline.ts';

/** Which timeline of a room is meant. */
export type TimelineView =
  | { readonly type: 'live' }
  | { readonly type: 'focused'; readonly eventId: string }
  | { readonly type: 'thread'; readonly threadId: string }
  | { readonly type: 'files' }
  | { readonly type: 'search'; readonly search: string };

export interface TimelineCommands {
  /** Throws MESSAGE_INVALID, ROOM_UNKNOWN, ENCRYPTION_FAILED, FORBIDDEN … */
  send: {
    parameters: { roomId: string; key: string; content: NewContent; relation?: NewRelation | undefined };
    result: { eventId: string };
  };
  /**
   * Encrypts and sends a file; pictures with their size and a small one. `discard` ends it at any time.
   * Throws MESSAGE_INVALID, FILE_TOO_LARGE …
   */
  sendFile: {
    parameters: { roomId: string; key: string; file: Blob; description?: NewFile | undefined };
    result: { eventId: string };
  };
  /**
   * The file of a message, decrypted and proven. Its type is that of its bytes: pictures, sound and film have one, all else is
   * `application/octet-stream` and must only be saved, never opened. Throws MEDIA_UNAVAILABLE, MEDIA_CORRUPT, and EVENT_UNKNOWN
   * of a message that was deleted …
   */
  download: {
    parameters: { roomId: string; mediaId: string; variant?: 'file' | 'thumbnail' | undefined };
    result: Blob;
  };
  /** A small square picture of somebody or of a room. `url` is the `avatarUrl` of a row. Throws MEDIA_UNAVAILABLE … */
  loadAvatar: { parameters: { url: string; sizePx: number }; result: Blob };
  /**
   * Replaces the text of an own message, or the caption of a file; also of one that is not sent yet, but for a file that is
   * just being uploaded.
   * `target` is the event id or the item's key. Throws MESSAGE_INVALID, EVENT_UNKNOWN …
   */
  edit: {
    parameters: { roomId: string; key: string; target: string; content: TextContent };
    result: { eventId: string };
  };
  /** What is not sent yet is only dropped. Throws EVENT_UNKNOWN, FORBIDDEN … */
  redact: {
    parameters: { roomId: string; key: string; target: string; reason?: string | undefined };
    result: undefined;
  };
  /** Adds a reaction, or takes the own one back. `reaction` is one emoji. Throws MESSAGE_INVALID … */
  react: { parameters: { roomId: string; key: string; target: string; reaction: string }; result: undefined };
  /** No answers take the vote back. */
  vote: {
    parameters: { roomId: string; key: string; pollId: string; answerIds: readonly string[] };
    result: undefined;
  };
  /** `text` says it to clients that do not know polls. */
  endPoll: { parameters: { roomId: string; key: string; pollId: string; text: string }; result: undefined };
  /** Tries a failed message, or the edit of it that failed, again with the transaction id of its first try. */
  resend: { parameters: { roomId: string; key: string }; result: { eventId: string } };
  /** Drops a message, or an edit of it, that is not with the server yet, also in the middle of an upload. */
  discard: { parameters: { roomId: string; key: string }; result: undefined };
  /**
   * What is known of the newest messages, as `stale` as what is cached; `null` where that is less than a view. The server is
   * asked for nothing but keys that are missing, which are fetched from the backup as for an open room.
   */
  prefetch: { parameters: { roomId: string }; result: Timeline | null };
  /**
   * Loads more events, older ones by default; resolves when they are in the snapshot. A `limit` of 0 loads none, and says
   * where somebody reads: `backwards`, above the newest, which then do not take the place of what is read when the sync
   * leaves a gap; `forwards`, at the newest, where everybody begins.
   */
  paginate: {
    parameters: { roomId: string; limit: number; direction?: 'backwards' | 'forwards'; view?: TimelineView };
    result: undefined;
  };
  /** The first event at or after a time, in milliseconds since 1970: for `focused`. Throws EVENT_UNKNOWN where there is none. */
  jumpToDate: { parameters: { roomId: string; ts: number }; result: { eventId: string; originServerTs: number } };
  /** Tells the server, and unless `private` others too, that the user has seen the event and all before it. */
  markRead: {
    parameters: { roomId: string; eventId: string; private?: boolean; threadId?: string };
    result: undefined;
  };
  /** Where the user goes on reading: the marker is shown below this event. */
  setFullyRead: { parameters: { roomId: string; eventId: string }; result: undefined };
  /** To be repeated while the user writes; ends by itself after half a minute. */
  setTyping: { parameters: { roomId: string; typing: boolean }; result: undefined };
  setDraft: { parameters: { roomId: string; threadId?: string | undefined; draft: Draft | null }; result: undefined };
  /** Throws FORBIDDEN where the user may not. */
  pin: { parameters: { roomId: string; eventId: string }; result: undefined };
  unpin: { parameters: { roomId: string; eventId: string }; result: undefined };
}

/** Must not be repeated when their answer got lost with the host. */
export const onceOnlyTimelineCommands = [
  'resend',
  'discard',
  'react',
] as const satisfies readonly (keyof TimelineCommands)[];
