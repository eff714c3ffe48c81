/** The timeline of a room: the items it shows, as a closed union. Pure data; `project-timeline.ts` makes it. */
import type { Shield, UndecryptableCause } from '@bundesmessenger/core/types';
import type { MessageContent } from './message-content.ts';
import type { VerificationOutcome } from './verification-request.ts';

export type { Shield, UndecryptableCause, VerificationOutcome };

/** Who sent an item, as it is named now. */
export interface Sender {
  readonly userId: string;
  /** Disambiguated by user id where two members share a name. */
  readonly displayName: string;
  /** mxc URI, checked. */
  readonly avatarUrl?: string;
}

/** How far an own message has got. */
export type SendState =
  /**
   * Waiting for its turn, for the network, or for the server's answer. Goes on by itself.
   * `progress` of a file's upload, 0 to 1, where it is known.
   */
  | {
      readonly status: 'sending';
      readonly waiting: 'turn' | 'network' | 'answer';
      readonly progress?: number;
    }
  /** Given up. `recoverable`: `resend` can work without changing the message. */
  | { readonly status: 'failed'; readonly code: string; readonly recoverable: boolean }
  /** The server has it. */
  | { readonly status: 'sent' };

/** One kind of reaction to a message. */
export interface Reaction {
  /** Most often an emoji; any text. Cut to 64 characters. */
  readonly key: string;
  /** Different people. */
  readonly count: number;
  /** Whether the logged-in user is among them. */
  readonly own: boolean;
  /** Names of the first of the others, at most {@link maxNames}. */
  readonly names: readonly string[];
}

/** What a row names of many people. The rest is a count. */
export const maxNames = 10;
/** Different reactions a row shows. HE-041 */
export const maxReactions = 20;

/** A message in one line, for what stands for it elsewhere. */
export type ItemPreview =
  /** `body` is plain text, where the message is formatted too, cut to 200 characters. */
  | { readonly kind: 'message'; readonly msgtype: MessageContent['msgtype']; readonly body: string }
  | { readonly kind: 'redacted' | 'undecryptable' | 'unsupported' };

/** The message that a row answers. */
export type ReplyTo =
  | { readonly status: 'loading' | 'unavailable'; readonly eventId: string }
  | {
      readonly status: 'ready';
      readonly eventId: string;
      readonly sender: Sender;
      readonly preview: ItemPreview;
    };

/** What a thread's root shows of it. */
export interface ThreadSummary {
  /** Messages in it, without the root. */
  readonly count: number;
  /** Absent until it is loaded. */
  readonly latest?: { readonly sender: Sender; readonly preview: ItemPreview; readonly originServerTs: number };
  readonly unreadCount: number;
  /** Of those unread, the ones that mention the user. */
  readonly highlightCount: number;
}

interface ItemIdentity {
  /** Names this row for good: outlives the local echo. */
  readonly key: string;
  /** Grows with every change of this row; equal `key` and `version` mean equal content. */
  readonly version: number;
}

interface EventFields {
  /** Absent while the message is not yet with the server. */
  readonly eventId?: string;
  readonly sender: Sender;
  /** Whether the logged-in user sent it. */
  readonly own: boolean;
  /** Milliseconds since 1970, by the server's clock (by this device's while sending). */
  readonly originServerTs: number;
  /** Others who have read up to here and no further, at most {@link maxNames}, latest first. Absent: nobody. */
  readonly readBy?: readonly Sender[];
  /** How many they are in all. */
  readonly readByCount?: number;
}

/** What rows have that somebody said. */
interface MessageFields extends EventFields {
  readonly replyTo?: ReplyTo;
  readonly reactions?: readonly Reaction[];
  /** Different reactions beyond {@link maxReactions}. */
  readonly moreReactions?: number;
  readonly thread?: ThreadSummary;
}

export type TimelineItem = ItemIdentity &
  (
    | { readonly kind: 'dateDivider'; /** ISO 8601 date in the host's time zone. */ readonly day: string }
    /** Above the first item that the user has not read. */
    | { readonly kind: 'readMarker' }
    | (MessageFields & {
        readonly kind: 'message';
        readonly content: MessageContent;
        /** What a formatted body says in plain text, cut to 200 characters. Absent: `content.body` says it. */
        readonly plainText?: string;
        readonly send: SendState;
        /**
         * `clearText`, in an encrypted room: the server and its operator could read it, and could have written it; shown with
         * a warning. `none`: the room is not encrypted, which is said once for all of its messages.
         */
        readonly protection: 'encrypted' | 'clearText' | 'none';
        /** Absent: nothing to be told. */
        readonly shield?: Exclude<Shield, 'none'>;
        readonly edited: boolean;
        /** Names the user, or everybody where the sender may. */
        readonly mentionsMe?: true;
        /** Those of `content.mentions` whose names the room knows, as they are named now. Absent: nobody. */
        readonly mentioned?: readonly Sender[];
      })
    | (MessageFields & { readonly kind: 'undecryptable'; readonly cause: UndecryptableCause })
    | (MessageFields & { readonly kind: 'redacted'; /** Absent where unknown. */ readonly by?: Sender })
    | (EventFields & { readonly kind: 'state'; readonly change: StateChange })
    /** The sender asked somebody to verify each other. Without outcome it is under way, or nobody has answered. */
    | (EventFields & { readonly kind: 'verification'; readonly asked: Sender; readonly outcome?: VerificationOutcome })
    /** A kind of event this version cannot show; `body` is the sender's own fall-back text, if any. */
    | (MessageFields & { readonly kind: 'unsupported'; readonly eventType: string; readonly body?: string })
  );

/** A state event in terms that a translation can put into words. */
export type StateChange =
  | { readonly type: 'created' }
  | {
      readonly type: 'joined' | 'left' | 'invited' | 'removed' | 'banned' | 'unbanned' | 'knocked';
      readonly target: Sender;
    }
  | { readonly type: 'inviteDeclined' | 'inviteWithdrawn'; readonly target: Sender }
  | { readonly type: 'displayName'; readonly target: Sender; readonly previous: string }
  | { readonly type: 'userAvatar'; readonly target: Sender }
  | { readonly type: 'name'; readonly name: string }
  | { readonly type: 'topic'; readonly topic: string }
  /** The room's picture. */
  | { readonly type: 'avatar' | 'encryption' | 'pinned' | 'upgraded' }
  | { readonly type: 'federation'; readonly federation: 'internal' | 'federated' }
  | { readonly type: 'joinRule'; readonly joinRule: 'public' | 'knock' | 'invite' | 'restricted' }
  | {
      readonly type: 'historyVisibility';
      readonly visibility: 'world_readable' | 'shared' | 'invited' | 'joined';
    }
  /** At most {@link maxNames} people; `powerLevel` as it is now. */
  | { readonly type: 'roles'; readonly changes: readonly { readonly target: Sender; readonly powerLevel: number }[] };

export interface Timeline {
  /** `unknownRoom`: the session does not know the room, or not any more. `paginating`: more events are on their way. */
  readonly status: 'loading' | 'ready' | 'paginating' | 'unknownRoom';
  /** Whether the first event of the room (of the thread) is among the items. */
  readonly atStart: boolean;
  /** Whether the newest event is; where it is not, new ones do not show up here. */
  readonly atEnd: boolean;
  /** From the cache of an earlier start: nothing of it has been confirmed by the server yet. */
  readonly stale?: true;
  /** Set when the last `paginate` failed; cleared by the next one. */
  readonly paginationError?: string;
  /** Event the user has read up to, where it is not among the items: `focused` shows what follows it. */
  readonly readUpTo?: string;
  /** Around an event: key of its item or, where it has none, as a reaction or what was said in a thread, of the next one. */
  readonly around?: string;
  /** Of `files` and `search`: time of the oldest event that was looked at, in milliseconds since 1970. */
  readonly searchedTo?: number;
  /** Oldest first, at most {@link maxItems}. */
  readonly items: readonly TimelineItem[];
}

/** Rows of a snapshot. More are reached by `paginate`, which lets go of the other end. */
export const maxItems = 300;
