/** What messages hold: what a timeline shows of them, and what `send` takes. Plain data, told apart by `msgtype`. */

/** Who is meant to notice a message (client-server API "User and room mentions"). */
export interface Mentions {
  /** At most {@link maxMentions}. */
  readonly userIds: readonly string[];
  /** Everybody in the room. */
  readonly room: boolean;
}

/** More user ids than this are cut: nobody is meant who is one of a hundred. */
export const maxMentions = 100;

/** Sent and shown. */
export interface TextContent {
  readonly msgtype: 'm.text' | 'm.notice' | 'm.emote';
  /** Plain text, at most 32,768 UTF-8 bytes, so that the encrypted event stays under the 65,536 bytes of the specification. */
  readonly body: string;
  /** HTML as the sender wrote it: hostile until sanitised. Together with `body` under the same limit. */
  readonly formattedBody?: string;
  readonly mentions?: Mentions;
}

/** A file of a message, as far as its sender tells about it. Sizes are bounded, never proven. */
export interface MediaFile {
  /** Names the file to `download`. Outlives the local echo. */
  readonly mediaId: string;
  /** For the icon, never for how the file is opened. */
  readonly mimetype?: string;
  readonly sizeBytes?: number;
  readonly widthPx?: number;
  readonly heightPx?: number;
  readonly durationMs?: number;
  /** Whether `download` has a smaller picture, and of which size. */
  readonly thumbnail?: { readonly widthPx?: number; readonly heightPx?: number };
}

export interface MediaContent {
  readonly msgtype: 'm.image' | 'm.file' | 'm.audio' | 'm.video' | 'm.sticker';
  /** The caption, else the file's name: what there is to read. */
  readonly body: string;
  /** Fit to be a download's name: no path, no control or bidi characters, at most 255 bytes, its ending kept. */
  readonly filename: string;
  /** Whether `body` is a caption. */
  readonly captioned: boolean;
  /** HTML of the caption as the sender wrote it. */
  readonly formattedBody?: string;
  readonly mentions?: Mentions;
  /** Absent where the event names nothing that could be loaded. */
  readonly file?: MediaFile;
  /** Of a voice message: loudness over time, 0 to 1, at most 120 values. */
  readonly voice?: { readonly waveform: readonly number[] };
}

/** Sent and shown. A pin on a map. */
export interface LocationContent {
  readonly msgtype: 'm.location';
  /** What is there, in the sender's words. */
  readonly body: string;
  /** RFC 5870. */
  readonly geoUri: string;
  /** Degrees, WGS 84. */
  readonly latitude: number;
  readonly longitude: number;
}

export interface PollAnswer {
  readonly id: string;
  readonly text: string;
  /** Absent while the poll is undisclosed and runs. */
  readonly votes?: number;
  /** Whether the logged-in user has chosen it. */
  readonly own: boolean;
}

/** MSC3381. */
export interface PollContent {
  readonly msgtype: 'm.poll';
  /** The question. */
  readonly body: string;
  readonly kind: 'disclosed' | 'undisclosed';
  readonly maxSelections: number;
  readonly answers: readonly PollAnswer[];
  /** Who has voted validly; absent while undisclosed. */
  readonly voterCount?: number;
  readonly ended: boolean;
}

/** What a row of kind `message` shows. Each member has a `body` that can be read out. */
export type MessageContent = TextContent | MediaContent | LocationContent | PollContent;

export interface NewPoll {
  readonly msgtype: 'm.poll';
  readonly body: string;
  /** One to twenty. */
  readonly answers: readonly string[];
  /** @default 'disclosed' */
  readonly kind?: 'disclosed' | 'undisclosed';
  /** @default 1 */
  readonly maxSelections?: number;
}

export interface NewLocation {
  readonly msgtype: 'm.location';
  readonly body: string;
  readonly geoUri: string;
}

/** What `send` takes. Files go by `sendFile`. */
export type NewContent = TextContent | NewLocation | NewPoll;

/** Where a new message belongs. */
export interface NewRelation {
  /** Event id of the message it answers. */
  readonly replyTo?: string;
  /** Event id of the root of the thread it is said in. */
  readonly threadId?: string;
}

/** A file to send. */
export interface NewFile extends NewRelation {
  /** @default the name of a `File`, else `file` */
  readonly filename?: string;
  readonly caption?: string;
  readonly formattedCaption?: string;
  readonly mentions?: Mentions;
  /** Of audio and video, as the page's player tells. Pictures are measured by the host. */
  readonly durationMs?: number;
  readonly widthPx?: number;
  readonly heightPx?: number;
  /** Says that it is a voice message. */
  readonly voice?: { readonly waveform: readonly number[] };
}
