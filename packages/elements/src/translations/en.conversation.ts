/** English words of a conversation. */
import { countIn } from './count.ts';
import type { ContentKind, ConversationWords } from './conversation-words.ts';
import { whenNeeded } from './when-needed.ts';
import { isolated, withNames } from './with-names.ts';

const list = whenNeeded(() => new Intl.ListFormat('en'));
const number = whenNeeded(() => new Intl.NumberFormat('en'));
const degrees = whenNeeded(() => new Intl.NumberFormat('en', { minimumFractionDigits: 5, maximumFractionDigits: 5 }));
const count = countIn('en');
const people = (names: readonly string[], others: number): string =>
  list().format(
    others > 0 ? [...names.map(isolated), count(others, 'other person', 'other people')] : names.map(isolated),
  );

const kinds: Readonly<Record<ContentKind, string>> = {
  'm.text': 'Message',
  'm.notice': 'Notice',
  'm.emote': 'Message',
  'm.image': 'Image',
  'm.file': 'File',
  'm.audio': 'Audio file',
  'm.video': 'Video',
  'm.sticker': 'Sticker',
  'm.location': 'Location',
  'm.poll': 'Poll',
  voice: 'Voice message',
  redacted: 'Message deleted',
  undecryptable: 'Encrypted message',
  unsupported: 'Message that cannot be shown',
};

export const englishConversation: ConversationWords = {
  contentKind: (kind) => kinds[kind],
  replyTo: (name) => `Reply to ${name}`,
  quoteLoading: 'Loading the quoted message …',
  quoteUnavailable: 'The quoted message is not available.',
  verificationRequest: (sender, asked, outcome) => {
    if (outcome === 'done') return withNames`${sender} and ${asked} verified each other.`;
    const request = withNames`${sender} asked ${asked} for mutual verification.`;
    return outcome === 'cancelled' ? `${request} The request was cancelled.` : request;
  },
  mentionsYou: 'You are mentioned',
  shield: (shield, own) =>
    ({
      authenticityNotGuaranteed: 'The authenticity of this message cannot be checked on this device.',
      unsignedDevice: own
        ? 'Sent by one of your devices that you have not verified yet.'
        : 'Sent by a device that this person has not verified.',
      unknownDevice: 'Sent by an unknown or deleted device.',
      verificationViolation: 'The identity of this person has changed since you verified it.',
      mismatchedSender: 'The stated sender does not match the key. Do not trust this message.',
    })[shield],
  spoiler: (reason) => (reason ? withNames`Hidden: ${reason}` : 'Hidden text'),
  showMore: 'Show more',
  showLess: 'Show less',
  readBy: (names, others) => `Read by ${people(names, others)}`,
  unreadFromHere: 'New messages',
  toUnread: 'To the unread messages',
  newerLoading: 'Loading newer messages …',
  newerFailed: 'Newer messages could not be loaded.',

  reactions: 'Reactions',
  addReaction: 'Add a reaction',
  reaction: (names, total, own) => {
    const known = own ? ['You', ...names] : names;
    const others = Math.max(0, total - known.length);
    return known.length === 0 ? count(total, 'person', 'people') : people(known, others);
  },
  moreReactions: (more) => count(more, 'more reaction', 'more reactions'),

  thread: 'Thread',
  openThread: 'Open thread',
  closeThread: 'Close thread',
  threadReplies: (replies) => count(replies, 'reply', 'replies'),
  threadUnread: (unread) => `${number().format(unread)} unread`,
  threadEmpty: 'No replies yet. Write the first one.',

  messageActions: 'Message actions',
  moreActions: 'More actions',
  react: 'React',
  reply: 'Reply',
  replyInThread: 'Reply in thread',
  editMessage: 'Edit',
  copyText: 'Copy text',
  copied: 'Text copied.',
  pin: 'Pin',
  unpin: 'Unpin',
  deleteMessage: 'Delete',
  deleteQuestion: 'Delete this message?',
  deleteText: 'It will be deleted for everybody in the room. This cannot be undone.',
  actionFailed: 'That did not work.',

  imageOf: (name, filename) => `Image by ${name}, ${filename}`,
  openImage: (description) => `Enlarge: ${description}`,
  download: (filename) => `Download ${filename}`,
  downloadShort: 'Download',
  downloading: 'Loading …',
  downloadFailed: 'The file could not be loaded.',
  mediaUnavailable: 'This file is not available.',
  noPreview: 'No preview',
  scannerHint: 'Files are decrypted on the server and checked for malware when somebody loads them. Texts are not.',
  play: (description) => `Play: ${description}`,
  playFailed: 'Cannot be played here. Please download the file.',
  uploading: (percent) => `${number().format(percent)}% uploaded`,
  cancelUpload: 'Cancel upload',
  imageViewer: 'Image viewer',
  zoomIn: 'Enlarge',
  zoomOut: 'Fit to window',
  previousImage: 'Previous image',
  nextImage: 'Next image',
  imagePosition: (at, total) => `Image ${number().format(at)} of ${number().format(total)}`,

  coordinates: (latitude, longitude) =>
    `${degrees().format(Math.abs(latitude))}° ${latitude < 0 ? 'south' : 'north'}, ${degrees().format(Math.abs(longitude))}° ${longitude < 0 ? 'west' : 'east'}`,

  pollVotes: (votes) => count(votes, 'vote', 'votes'),
  pollVoters: (voters) => (voters === 0 ? 'No votes yet' : count(voters, 'person has voted', 'people have voted')),
  pollHidden: 'The result appears when the poll has ended.',
  pollEnded: 'Poll ended',
  pollChoose: (maxSelections) =>
    maxSelections === 1 ? 'Choose one answer.' : `Choose up to ${number().format(maxSelections)} answers.`,
  pollOwn: 'Your vote',
  pollEnd: 'End poll',
  pollEndQuestion: 'End this poll?',
  pollEndText: 'After that nobody can vote any more, and everybody sees the result.',
  newPoll: 'New poll',
  pollQuestion: 'Question',
  pollAnswer: (at) => `Answer ${number().format(at)}`,
  pollAddAnswer: 'Add an answer',
  pollRemoveAnswer: (at) => `Remove answer ${number().format(at)}`,
  pollMultiple: 'Allow several answers',
  pollUndisclosed: 'Show the result only at the end',
  pollUndisclosedHint: 'Voters do not see beforehand how others have voted.',
  pollCreate: 'Send poll',
  pollQuestionMissing: 'Please enter a question.',
  pollAnswersMissing: 'Please enter at least two different answers.',

  attach: 'Attach',
  attachFile: 'File or image',
  emoji: 'Insert an emoji',
  emojiSearch: 'Search emojis',
  emojiRecent: 'Recently used',
  emojiNone: 'No emoji matches.',
  emojiGroups: 'Groups',
  emojiGroup: (group) =>
    ({
      0: 'Smileys and emotions',
      1: 'People and body',
      3: 'Animals and nature',
      4: 'Food and drink',
      5: 'Travel and places',
      6: 'Activities',
      7: 'Objects',
      8: 'Symbols',
      9: 'Flags',
    })[group],
  emojiLoadFailed: 'The emojis could not be loaded.',
  replyingTo: (name) => withNames`Reply to ${name}`,
  editing: 'Edit message',
  cancelReply: 'Cancel reply',
  cancelEdit: 'Cancel editing',
  save: 'Save',
  writeReply: 'Reply',
  writeInThread: 'Reply in thread',
  dropFiles: 'Drop files here',
  attachments: (files) => count(files, 'attachment', 'attachments'),
  removeAttachment: (filename) => `Remove ${filename}`,
  attachmentTooLarge: (filename, maxSize) => withNames`“${filename}” is too large. At most ${maxSize} are allowed.`,
  attachmentsTooMany: (max) => `At most ${max} files can be sent at once. The others were not added.`,
  mentionSuggestions: 'Mention people',
  mentionRoom: 'Everybody',
  mentionRoomHint: 'Notifies everybody in this room',
  mentionCount: (found) => count(found, 'suggestion', 'suggestions'),
  composerNotEncrypted: 'This room is not encrypted. Nothing can be written here.',
  composerForbidden: 'You are not allowed to write in this room.',

  typing: (names, others) =>
    names.length + others === 1 ? withNames`${names[0] ?? ''} is typing …` : `${people(names, others)} are typing …`,
  pinned: 'Pinned',
  pinnedPosition: (at, total) => `${number().format(at)} of ${number().format(total)}`,
  nextPinned: 'Next pinned message',
  showPinned: 'Show the pinned message',
  roomDetails: 'Settings and members',
  roomReplaced: 'This room was replaced by a new one. Nobody writes here any more.',
  openSuccessor: 'Go to the new room',
  jumpToDate: 'Go to a date',
  jumpToDateLabel: 'Date',
  jumpToDateGo: 'Go',
  jumpToDateNone: 'There are no messages on that day or after it.',
};
