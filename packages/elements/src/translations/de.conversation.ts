/** German words of a conversation. Sie. */
import { countIn } from './count.ts';
import type { ContentKind, ConversationWords } from './conversation-words.ts';
import { whenNeeded } from './when-needed.ts';
import { isolated, withNames } from './with-names.ts';

const list = whenNeeded(() => new Intl.ListFormat('de'));
const number = whenNeeded(() => new Intl.NumberFormat('de'));
const degrees = whenNeeded(() => new Intl.NumberFormat('de', { minimumFractionDigits: 5, maximumFractionDigits: 5 }));
const count = countIn('de');
const people = (names: readonly string[], others: number): string =>
  list().format(
    others > 0 ? [...names.map(isolated), count(others, 'weitere Person', 'weitere Personen')] : names.map(isolated),
  );

const kinds: Readonly<Record<ContentKind, string>> = {
  'm.text': 'Nachricht',
  'm.notice': 'Hinweis',
  'm.emote': 'Nachricht',
  'm.image': 'Bild',
  'm.file': 'Datei',
  'm.audio': 'Audiodatei',
  'm.video': 'Video',
  'm.sticker': 'Sticker',
  'm.location': 'Standort',
  'm.poll': 'Umfrage',
  voice: 'Sprach\u00adnachricht',
  redacted: 'Nachricht gelöscht',
  undecryptable: 'Verschlüsselte Nachricht',
  unsupported: 'Nicht darstellbare Nachricht',
};

export const germanConversation: ConversationWords = {
  contentKind: (kind) => kinds[kind],
  replyTo: (name) => `Antwort auf ${name}`,
  quoteLoading: 'Zitierte Nachricht wird geladen …',
  quoteUnavailable: 'Die zitierte Nachricht ist nicht verfügbar.',
  mentionsYou: 'Sie werden erwähnt',
  verificationRequest: (sender, asked, outcome) => {
    if (outcome === 'done') return withNames`${sender} und ${asked} haben sich gegenseitig bestätigt.`;
    const request = withNames`${sender} hat ${asked} um gegenseitige Bestätigung gebeten.`;
    return outcome === 'cancelled' ? `${request} Die Anfrage wurde abgebrochen.` : request;
  },
  shield: (shield, own) =>
    ({
      authenticityNotGuaranteed: 'Die Echtheit dieser Nachricht kann auf diesem Gerät nicht geprüft werden.',
      unsignedDevice: own
        ? 'Gesendet von einem Ihrer Geräte, das Sie noch nicht bestätigt haben.'
        : 'Gesendet von einem Gerät, das die Person nicht bestätigt hat.',
      unknownDevice: 'Gesendet von einem unbekannten oder gelöschten Gerät.',
      verificationViolation: 'Die Identität dieser Person hat sich geändert, nachdem Sie sie bestätigt hatten.',
      mismatchedSender: 'Der angegebene Absender passt nicht zum Schlüssel. Vertrauen Sie dieser Nachricht nicht.',
    })[shield],
  spoiler: (reason) => (reason ? withNames`Verdeckt: ${reason}` : 'Verdeckter Text'),
  showMore: 'Mehr anzeigen',
  showLess: 'Weniger anzeigen',
  readBy: (names, others) => `Gelesen von ${people(names, others)}`,
  unreadFromHere: 'Neue Nachrichten',
  toUnread: 'Ungelesene Nachrichten',
  newerLoading: 'Neuere Nachrichten werden geladen …',
  newerFailed: 'Neuere Nachrichten konnten nicht geladen werden.',

  reactions: 'Reaktionen',
  addReaction: 'Reaktion hinzufügen',
  reaction: (names, total, own) => {
    const known = own ? ['Sie', ...names] : names;
    const others = Math.max(0, total - known.length);
    return known.length === 0 ? count(total, 'Person', 'Personen') : people(known, others);
  },
  moreReactions: (more) => count(more, 'weitere Reaktion', 'weitere Reaktionen'),

  thread: 'Thread',
  openThread: 'Thread öffnen',
  closeThread: 'Thread schließen',
  threadReplies: (replies) => count(replies, 'Antwort', 'Antworten'),
  threadUnread: (unread) => `${number().format(unread)} ungelesen`,
  threadEmpty: 'Noch keine Antworten. Schreiben Sie die erste.',

  messageActions: 'Aktionen zur Nachricht',
  moreActions: 'Weitere Aktionen',
  react: 'Reagieren',
  reply: 'Antworten',
  replyInThread: 'Im Thread antworten',
  editMessage: 'Bearbeiten',
  copyText: 'Text kopieren',
  copied: 'Text kopiert.',
  pin: 'Anheften',
  unpin: 'Nicht mehr anheften',
  deleteMessage: 'Löschen',
  deleteQuestion: 'Nachricht löschen?',
  deleteText: 'Sie wird für alle im Raum gelöscht. Das lässt sich nicht rückgängig machen.',
  actionFailed: 'Das hat nicht funktioniert.',

  imageOf: (name, filename) => `Bild von ${name}, ${filename}`,
  openImage: (description) => `Vergrößern: ${description}`,
  download: (filename) => `${filename} herunterladen`,
  downloadShort: 'Herunterladen',
  downloading: 'Wird geladen …',
  downloadFailed: 'Die Datei konnte nicht geladen werden.',
  mediaUnavailable: 'Diese Datei ist nicht verfügbar.',
  noPreview: 'Keine Vorschau',
  scannerHint:
    'Dateien werden auf dem Server entschlüsselt und auf Schadsoftware geprüft, wenn jemand sie lädt. Texte nicht.',
  play: (description) => `Abspielen: ${description}`,
  playFailed: 'Kann hier nicht abgespielt werden. Bitte laden Sie die Datei herunter.',
  uploading: (percent) => `${number().format(percent)} % hochgeladen`,
  cancelUpload: 'Hochladen abbrechen',
  imageViewer: 'Bildansicht',
  zoomIn: 'Vergrößern',
  zoomOut: 'An das Fenster anpassen',
  previousImage: 'Vorheriges Bild',
  nextImage: 'Nächstes Bild',
  imagePosition: (at, total) => `Bild ${number().format(at)} von ${number().format(total)}`,

  coordinates: (latitude, longitude) =>
    `${degrees().format(Math.abs(latitude))}° ${latitude < 0 ? 'Süd' : 'Nord'}, ${degrees().format(Math.abs(longitude))}° ${longitude < 0 ? 'West' : 'Ost'}`,

  pollVotes: (votes) => count(votes, 'Stimme', 'Stimmen'),
  pollVoters: (voters) =>
    voters === 0 ? 'Noch keine Stimmen' : count(voters, 'Person hat abgestimmt', 'Personen haben abgestimmt'),
  pollHidden: 'Das Ergebnis erscheint, wenn die Umfrage beendet ist.',
  pollEnded: 'Umfrage beendet',
  pollChoose: (maxSelections) =>
    maxSelections === 1 ? 'Wählen Sie eine Antwort.' : `Wählen Sie bis zu ${number().format(maxSelections)} Antworten.`,
  pollOwn: 'Ihre Stimme',
  pollEnd: 'Umfrage beenden',
  pollEndQuestion: 'Umfrage beenden?',
  pollEndText: 'Danach kann niemand mehr abstimmen, und alle sehen das Ergebnis.',
  newPoll: 'Neue Umfrage',
  pollQuestion: 'Frage',
  pollAnswer: (at) => `Antwort ${number().format(at)}`,
  pollAddAnswer: 'Antwort hinzufügen',
  pollRemoveAnswer: (at) => `Antwort ${number().format(at)} entfernen`,
  pollMultiple: 'Mehrere Antworten erlauben',
  pollUndisclosed: 'Ergebnis erst am Ende zeigen',
  pollUndisclosedHint: 'Wer abstimmt, sieht vorher nicht, wie andere abgestimmt haben.',
  pollCreate: 'Umfrage senden',
  pollQuestionMissing: 'Bitte geben Sie eine Frage ein.',
  pollAnswersMissing: 'Bitte geben Sie mindestens zwei verschiedene Antworten ein.',

  attach: 'Anhängen',
  attachFile: 'Datei oder Bild',
  emoji: 'Emoji einfügen',
  emojiSearch: 'Emoji suchen',
  emojiRecent: 'Zuletzt verwendet',
  emojiNone: 'Kein passendes Emoji.',
  emojiGroups: 'Gruppen',
  emojiGroup: (group) =>
    ({
      0: 'Smileys und Gefühle',
      1: 'Menschen und Körper',
      3: 'Tiere und Natur',
      4: 'Essen und Trinken',
      5: 'Reisen und Orte',
      6: 'Aktivitäten',
      7: 'Gegenstände',
      8: 'Symbole',
      9: 'Flaggen',
    })[group],
  emojiLoadFailed: 'Die Emojis konnten nicht geladen werden.',
  replyingTo: (name) => withNames`Antwort an ${name}`,
  editing: 'Nachricht bearbeiten',
  cancelReply: 'Antwort abbrechen',
  cancelEdit: 'Bearbeiten abbrechen',
  save: 'Speichern',
  writeReply: 'Antwort',
  writeInThread: 'Im Thread antworten',
  dropFiles: 'Dateien hier ablegen',
  attachments: (files) => count(files, 'Anhang', 'Anhänge'),
  removeAttachment: (filename) => `${filename} entfernen`,
  attachmentTooLarge: (filename, maxSize) => withNames`„${filename}“ ist zu groß. Erlaubt sind höchstens ${maxSize}.`,
  attachmentsTooMany: (max) =>
    `Höchstens ${max} Dateien lassen sich auf einmal senden. Die übrigen wurden nicht hinzugefügt.`,
  mentionSuggestions: 'Personen erwähnen',
  mentionRoom: 'Alle',
  mentionRoomHint: 'Benachrichtigt alle in diesem Raum',
  mentionCount: (found) => count(found, 'Vorschlag', 'Vorschläge'),
  composerNotEncrypted: 'Dieser Raum ist nicht verschlüsselt. Deshalb kann hier nichts geschrieben werden.',
  composerForbidden: 'Sie dürfen in diesem Raum nicht schreiben.',

  typing: (names, others) =>
    names.length + others === 1 ? withNames`${names[0] ?? ''} schreibt …` : `${people(names, others)} schreiben …`,
  pinned: 'Angeheftet',
  pinnedPosition: (at, total) => `${number().format(at)} von ${number().format(total)}`,
  nextPinned: 'Nächste angeheftete Nachricht',
  showPinned: 'Angeheftete Nachricht zeigen',
  roomDetails: 'Einstellungen und Mitglieder',
  roomReplaced: 'Dieser Raum wurde durch einen neuen ersetzt. Hier wird nicht mehr geschrieben.',
  openSuccessor: 'Zum neuen Raum',
  jumpToDate: 'Zu einem Datum springen',
  jumpToDateLabel: 'Datum',
  jumpToDateGo: 'Springen',
  jumpToDateNone: 'An diesem Tag und danach gibt es keine Nachrichten.',
};
