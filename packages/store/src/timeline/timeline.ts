/** The timeline of a room: the items it shows, as a closed union. Pure data; `project-timeline.ts` makes it. */

/** What `send` takes: text for now; other kinds are new members of this union. */
export interface TextContent {
  readonly msgtype: 'm.text' | 'm.notice' | 'm.emote';
  /** Plain text, at most 32,768 UTF-8 bytes, so that the encrypted event stays under the 65,536 bytes of the specification. */
  readonly body: string;
}
export type MessageContent = TextContent;

/** Who sent an item, as it was named then. */
export interface Sender {
  readonly userId: string;
  /** Disambiguated by user id where two members share a name. */
  readonly displayName: string;
}

/** How far an own message has got. */
export type SendState =
  /** Waiting for its turn, for the network, or for the server's answer. Goes on by itself. */
  | { readonly status: 'sending'; readonly waiting: 'turn' | 'network' | 'answer' }
  /** Given up. `recoverable`: `resend` can work without changing the message. */
  | { readonly status: 'failed'; readonly code: string; readonly recoverable: boolean }
  /** The server has it. */
  | { readonly status: 'sent' };

/** Why a message cannot be read, so that the elements can say what to do. */
export type UndecryptableCause =
  /** Sent before this device existed; needs the key backup or another device. */
  | 'beforeLogin'
  /** Sent when the user was not in the room. */
  | 'beforeJoin'
  /** The key is under way; the item turns into a message by itself. */
  | 'waitingForKeys'
  /** The sender's device refuses to share the key with this device. */
  | 'withheld'
  | 'unknown';

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
}

export type TimelineItem = ItemIdentity &
  (
    | { readonly kind: 'dateDivider'; /** ISO 8601 date in the host's time zone. */ readonly day: string }
    | (EventFields & {
        readonly kind: 'message';
        readonly content: TextContent;
        readonly send: SendState;
        /** `clearText`: the server and its operator could read it, and could have written it; shown with a warning. */
        readonly protection: 'encrypted' | 'clearText';
        readonly edited: boolean;
      })
    | (EventFields & { readonly kind: 'undecryptable'; readonly cause: UndecryptableCause })
    | (EventFields & { readonly kind: 'redacted' })
    | (EventFields & { readonly kind: 'state'; readonly change: StateChange })
    /** A kind of event this version cannot show; `body` is the sender's own fall-back text, if any. */
    | (EventFields & { readonly kind: 'unsupported'; readonly eventType: string; readonly body?: string })
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
  | { readonly type: 'name'; readonly name: string }
  | { readonly type: 'topic'; readonly topic: string }
  | { readonly type: 'encryption' }
  | { readonly type: 'federation'; readonly federation: 'internal' | 'federated' };

export interface Timeline {
  /** `unknownRoom`: the session does not know the room, or not any more. */
  readonly status: 'loading' | 'ready' | 'paginating' | 'unknownRoom';
  /** Whether the first event of the room is among the items. */
  readonly atStart: boolean;
  /** Set when the last `paginate` failed; cleared by the next one. */
  readonly paginationError?: string;
  /** Oldest first. */
  readonly items: readonly TimelineItem[];
}
