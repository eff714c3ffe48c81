/** German words of the start and the list of rooms: what is there with the first script. */
import { countIn } from './count.ts';
import type { Words } from './words.ts';

const count = countIn('de');

export const germanBasics = {
  $code: 'de',
  $name: 'Deutsch',
  $dir: 'ltr',

  openChat: 'Chat öffnen',
  startTitle: 'Sicherer Chat',
  startText: 'Ihre Nachrichten sind Ende-zu-Ende-verschlüsselt. Erst wenn Sie den Chat öffnen, werden Daten geladen.',
  retry: 'Erneut versuchen',

  rooms: 'Chats',
  roomListLoading: 'Chats werden geladen …',
  noRooms: 'Noch keine Chats',
  newRoom: 'Neuer Raum',
  invites: 'Einladungen',
  // As `with-names.ts` does it, which is not on the way to the list.
  invitedBy: (name) => `Eingeladen von \u2068${name}\u2069`,
  accept: 'Annehmen',
  decline: 'Ablehnen',
  acceptInvite: (room) => `Einladung in „${room}“ annehmen`,
  declineInvite: (room) => `Einladung in „${room}“ ablehnen`,
  unread: (number, atLeast) =>
    (atLeast ? 'mindestens ' : '') + count(number, 'ungelesene Nachricht', 'ungelesene Nachrichten'),
  unreadRooms: (number) => count(number, 'ungelesener Chat', 'ungelesene Chats'),
  mentions: (number) => count(number, 'Erwähnung', 'Erwähnungen'),
  you: 'Sie',
  previewUndecryptable: 'Verschlüsselte Nachricht',
  previewNone: 'Noch keine Nachrichten',
  searchRooms: 'Chats suchen',
  filterRooms: 'Chats filtern',
  roomFilter: (filter) =>
    ({
      all: 'Alle',
      unread: 'Ungelesen',
      favourite: 'Favoriten',
      muted: 'Stumm',
      people: 'Personen',
      rooms: 'Räume',
    })[filter],
  previewContent: (content) =>
    ({
      text: 'Nachricht',
      emote: 'Nachricht',
      notice: 'Hinweis',
      image: 'Bild',
      file: 'Datei',
      audio: 'Audio',
      video: 'Video',
      location: 'Standort',
      sticker: 'Sticker',
      poll: 'Umfrage',
    })[content],
  unnamedRoom: 'Raum ohne Namen',
  chooseRoom: 'Wählen Sie einen Chat',
  chooseRoomHint: 'Alle Nachrichten sind Ende-zu-Ende-verschlüsselt.',
  federation: (federation) => ({ internal: 'Intern', federated: 'Organisationsübergreifend' })[federation],
} satisfies Partial<Words> & Pick<Words, '$code' | '$name' | '$dir'>;
