/** What a row needs besides its item: words, people, files, and where its deeds go. */
import type { MediaContent, MediaFile, TimelineItem } from '@bundesmessenger/store';
import type { Language } from '../../internal/language.ts';
import type { MessagePeople } from '../../internal/rich-text/message-nodes.ts';
import type { MediaFiles } from '../../internal/media-files.ts';
import type { PictureSource } from '../../internal/picture.ts';
import type { RecoveryPrompt } from '../../translations/trust-words.ts';

export type Item<Kind extends TimelineItem['kind']> = Extract<TimelineItem, { kind: Kind }>;
export type Message = Item<'message'>;
/** What somebody said: everything that has a bubble. */
export type Bubble = Item<'message' | 'undecryptable' | 'redacted' | 'unsupported'>;

export interface MessageDeeds {
  resend(key: string): void;
  discard(key: string): void;
  /** Adds the reaction, or takes the own one back. */
  react(item: Bubble, reaction: string): void;
  /** Lets the user choose a reaction. @param anchor what was pressed */
  chooseReaction(item: Bubble, anchor: Element): void;
  reply(item: Bubble): void;
  openThread(item: Bubble): void;
  openMenu(item: Bubble, anchor: Element): void;
  jump(eventId: string): void;
  vote(item: Message, answerIds: readonly string[]): void;
  download(content: MediaContent, file: MediaFile): void;
  play(content: MediaContent, file: MediaFile): void;
  openImage(item: Message): void;
  /** Shows all of a long message, or its beginning again. */
  expand(key: string): void;
  /** Opens what unlocks this device. */
  unlock(): void;
}

export interface MessageView {
  readonly language: Language;
  /** Has the roving tab stop: only in this row Tab stops at links and buttons. */
  readonly active: boolean;
  /** Shows the buttons of its actions. */
  readonly toolbar: boolean;
  readonly expanded: boolean;
  /** Whether it has just been jumped to. */
  readonly target: boolean;
  /** What opens where a message cannot be read because this device is locked; `undefined` where the row offers nothing. */
  readonly unlock: RecoveryPrompt | undefined;
  /** Rows of a thread say nothing of the thread. */
  readonly inThread: boolean;
  readonly people: MessagePeople;
  readonly media: MediaFiles;
  /** Of people. */
  readonly pictures: PictureSource;
  readonly can: MessagePermissions;
  readonly deeds: MessageDeeds;
}

/** What the user may do in the room, as far as it is known. */
export interface MessagePermissions {
  readonly send: boolean;
  readonly react: boolean;
  /** Delete what others sent. */
  readonly redact: boolean;
  readonly pin: boolean;
}

/** For everything in a row that Tab may stop at. */
export function tabIndex({ active }: MessageView): 0 | -1 {
  return active ? 0 : -1;
}
