/** What a page can watch of the messages of a room beside its live timeline. */
import type { Sender, Timeline } from './timeline.ts';

export interface Typing {
  /** Others who are writing, at most ten. */
  readonly users: readonly Sender[];
}

/** What somebody has begun to write, shared by all pages. */
export interface Draft {
  readonly body: string;
  /** Whom it mentions, by the names that stand in it after an `@`. At most a hundred. */
  readonly mentions?: readonly { readonly userId: string; readonly name: string }[];
  /** Event id of the message it will answer. */
  readonly replyTo?: string;
  /** Event id or key of the message it will replace. */
  readonly editOf?: string;
  /** Of an edit: what was begun before it, and comes back after it. No edit itself. */
  readonly before?: Draft;
}

export interface TimelineSnapshots {
  timeline: Timeline;
  /** Around one event. */
  focused: Timeline;
  thread: Timeline;
  /** Messages with a file, those in threads among them. */
  files: Timeline;
  /** Messages in which each word that is searched for stands, those in threads among them. */
  search: Timeline;
  pinned: Timeline;
  typing: Typing;
  /** `null`: nothing begun. */
  draft: Draft | null;
}

export type TimelineTopic =
  | { readonly type: 'timeline' | 'files' | 'pinned' | 'typing'; readonly roomId: string }
  | { readonly type: 'search'; readonly roomId: string; readonly search: string }
  | { readonly type: 'focused'; readonly roomId: string; readonly eventId: string }
  | { readonly type: 'thread'; readonly roomId: string; readonly threadId: string }
  | { readonly type: 'draft'; readonly roomId: string; readonly threadId?: string | undefined };

const noTimeline: Timeline = { status: 'loading', atStart: false, atEnd: true, items: [] };

export const initialTimelineSnapshots: TimelineSnapshots = {
  timeline: noTimeline,
  focused: noTimeline,
  thread: noTimeline,
  files: noTimeline,
  search: noTimeline,
  pinned: noTimeline,
  typing: { users: [] },
  draft: null,
};
