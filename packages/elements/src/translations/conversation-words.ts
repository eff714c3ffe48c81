/** The words of a conversation: rows, their actions, the composer, threads. A catalogue that lacks one does not compile. */
import type { MessageContent, Shield, VerificationOutcome } from '@bundesmessenger/store';
import type { EmojiGroup } from '../components/emoji-picker/emoji-data.ts';

/** What a message is when there is nothing of it to read. */
export type ContentKind = MessageContent['msgtype'] | 'voice' | 'redacted' | 'undecryptable' | 'unsupported';

export interface ConversationWords {
  // Rows
  /** In place of a message's text, where only its kind is said. */
  contentKind: (kind: ContentKind) => string;
  /** Over the quotation in an answer. */
  replyTo: (name: string) => string;
  quoteLoading: string;
  quoteUnavailable: string;
  mentionsYou: string;
  /** Between two people, in their room. @param sender who asked @param asked who was asked @param outcome absent: none yet */
  verificationRequest: (sender: string, asked: string, outcome: VerificationOutcome | undefined) => string;
  /** @param own the user sent it, from this device or another */
  shield: (shield: Exclude<Shield, 'none'>, own: boolean) => string;
  /** On the button over what the sender wants hidden at first. @param reason may be empty */
  spoiler: (reason: string) => string;
  showMore: string;
  showLess: string;
  /** @param names at most three @param others how many more */
  readBy: (names: readonly string[], others: number) => string;
  /** Over the first unread message. */
  unreadFromHere: string;
  toUnread: string;
  newerLoading: string;
  newerFailed: string;

  // Reactions
  reactions: string;
  addReaction: string;
  /** Who has reacted. @param own whether the user is among the `count` */
  reaction: (names: readonly string[], count: number, own: boolean) => string;
  moreReactions: (count: number) => string;

  // Threads
  thread: string;
  openThread: string;
  closeThread: string;
  threadReplies: (count: number) => string;
  threadUnread: (count: number) => string;
  threadEmpty: string;

  // Actions
  messageActions: string;
  moreActions: string;
  react: string;
  reply: string;
  replyInThread: string;
  editMessage: string;
  copyText: string;
  copied: string;
  pin: string;
  unpin: string;
  deleteMessage: string;
  deleteQuestion: string;
  deleteText: string;
  /** The action could not be done. */
  actionFailed: string;

  // Files
  /** The alternative text of a picture without one. */
  imageOf: (name: string, filename: string) => string;
  openImage: (description: string) => string;
  download: (filename: string) => string;
  downloadShort: string;
  downloading: string;
  downloadFailed: string;
  mediaUnavailable: string;
  /** In place of a picture that cannot be shown safely. */
  noPreview: string;
  /** Beside files that will be sent, where a content scanner looks inside. */
  scannerHint: string;
  play: (description: string) => string;
  playFailed: string;
  uploading: (percent: number) => string;
  cancelUpload: string;
  imageViewer: string;
  zoomIn: string;
  zoomOut: string;
  previousImage: string;
  nextImage: string;
  imagePosition: (at: number, count: number) => string;

  // Places
  /** @param latitude degrees @param longitude degrees */
  coordinates: (latitude: number, longitude: number) => string;

  // Polls
  pollVotes: (count: number) => string;
  pollVoters: (count: number) => string;
  pollHidden: string;
  pollEnded: string;
  pollChoose: (maxSelections: number) => string;
  pollOwn: string;
  pollEnd: string;
  pollEndQuestion: string;
  pollEndText: string;
  newPoll: string;
  pollQuestion: string;
  pollAnswer: (at: number) => string;
  pollAddAnswer: string;
  pollRemoveAnswer: (at: number) => string;
  pollMultiple: string;
  pollUndisclosed: string;
  pollUndisclosedHint: string;
  pollCreate: string;
  pollQuestionMissing: string;
  pollAnswersMissing: string;

  // Composer
  attach: string;
  attachFile: string;
  emoji: string;
  emojiSearch: string;
  emojiRecent: string;
  emojiNone: string;
  emojiGroups: string;
  emojiGroup: (group: EmojiGroup) => string;
  emojiLoadFailed: string;
  replyingTo: (name: string) => string;
  editing: string;
  cancelReply: string;
  cancelEdit: string;
  save: string;
  writeReply: string;
  writeInThread: string;
  dropFiles: string;
  attachments: (count: number) => string;
  removeAttachment: (filename: string) => string;
  /** @param maxSize with unit */
  attachmentTooLarge: (filename: string, maxSize: string) => string;
  attachmentsTooMany: (max: number) => string;
  mentionSuggestions: string;
  mentionRoom: string;
  mentionRoomHint: string;
  mentionCount: (count: number) => string;
  composerForbidden: string;
  composerNotEncrypted: string;

  // The head of a room
  /** @param names at most two @param others how many more */
  typing: (names: readonly string[], others: number) => string;
  pinned: string;
  pinnedPosition: (at: number, count: number) => string;
  nextPinned: string;
  showPinned: string;
  roomDetails: string;
  /** In place of the text field, in a room that was upgraded. */
  roomReplaced: string;
  openSuccessor: string;
  jumpToDate: string;
  jumpToDateLabel: string;
  jumpToDateGo: string;
  jumpToDateNone: string;
}
