/** German words of start, login, session and list of rooms: what is there with the first script. */
import type { ConversationWords } from './conversation-words.ts';
import type { TrustWords } from './trust-words.ts';
import type { Words } from './words.ts';

/** What is said only later, and fetched then. */
type LaterWords = keyof ConversationWords | keyof TrustWords | 'error' | 'errorForAdministrators';

const plural = new Intl.PluralRules('de');
const digits = new Intl.NumberFormat('de');
const count = (number: number, one: string, other: string): string =>
  `${digits.format(number)} ${plural.select(number) === 'one' ? one : other}`;

export const germanBasics: Omit<Words, LaterWords> & Pick<Words, '$code' | '$name' | '$dir'> = {
  $code: 'de',
  $name: 'Deutsch',
  $dir: 'ltr',

  openChat: 'Chat öffnen',
  chat: 'Chat',
  startTitle: 'Sicherer Chat',
  startText: 'Ihre Nachrichten sind Ende-zu-Ende-verschlüsselt. Erst wenn Sie den Chat öffnen, werden Daten geladen.',
  loginTitle: 'Anmelden',
  loginAt: (homeserver) => `Server: ${homeserver}`,
  userName: 'Benutzername',
  userNameHint: 'Zum Beispiel max.muster',
  password: 'Passwort',
  showPassword: 'Passwort anzeigen',
  hidePassword: 'Passwort verbergen',
  login: 'Anmelden',
  userNameMissing: 'Bitte geben Sie Ihren Benutzernamen ein.',
  passwordMissing: 'Bitte geben Sie Ihr Passwort ein.',
  loginFailed: 'Anmeldung nicht möglich',
  imprint: 'Impressum',
  privacy: 'Datenschutz',
  newTab: 'öffnet in neuem Tab',
  logout: 'Abmelden',
  logoutQuestion: 'Möchten Sie sich abmelden?',
  logoutText:
    'Auf diesem Gerät werden alle Nachrichten und Schlüssel gelöscht. Frühere Nachrichten können Sie nach der nächsten Anmeldung möglicherweise nicht mehr lesen.',
  loggedInAs: 'Angemeldet als',
  account: 'Konto',
  loggedOutReason: (reason) =>
    ({
      loggedOut: 'Sie sind abgemeldet. Auf diesem Gerät sind keine Nachrichten mehr gespeichert.',
      tokenUnknown: 'Ihre Anmeldung ist nicht mehr gültig. Bitte melden Sie sich neu an.',
      storeLost: 'Die gespeicherten Daten dieses Browsers wurden gelöscht. Bitte melden Sie sich neu an.',
    })[reason],
  sessionStatus: (status) =>
    ({
      starting: 'Der Chat wird vorbereitet …',
      waitingForOtherPage:
        'Der Chat ist in einem anderen Tab geöffnet. Er startet hier, sobald Sie den anderen Tab schließen.',
      loggedOut: 'Sie sind nicht angemeldet.',
      loggingIn: 'Sie werden angemeldet …',
      loggedIn: 'Sie sind angemeldet.',
      loggingOut: 'Sie werden abgemeldet …',
      refused: 'Der Chat kann nicht gestartet werden.',
    })[status],
  homeserverStatus: (status) =>
    ({
      checking: 'Verbindung zum Server wird geprüft …',
      reachable: 'Der Server ist erreichbar.',
      unreachable: 'Der Server ist gerade nicht erreichbar. Es wird automatisch weiter versucht.',
    })[status],
  syncStatus: (status) =>
    ({ catchingUp: 'Nachrichten werden aktualisiert …', live: 'Verbunden.', offline: 'Keine Verbindung.' })[status],
  syncHint: (status) =>
    ({
      catchingUp: 'Gleich sehen Sie den neuesten Stand.',
      live: 'Neue Nachrichten erscheinen sofort.',
      offline: 'Sie können weiter lesen und schreiben. Nachrichten werden gesendet, sobald die Verbindung zurück ist.',
    })[status],
  maintenanceTitle: (kind, status) =>
    kind === 'message'
      ? 'Hinweis Ihrer IT'
      : { announced: 'Wartung angekündigt', running: 'Der Messenger wird gewartet' }[status],
  maintenanceTime: (status, start, end) =>
    ({
      announced: `Der Messenger wird vom ${start} bis ${end} gewartet.`,
      running: `Die Wartung dauert voraussichtlich bis ${end}.`,
    })[status],
  maintenanceBlocks: (status) =>
    ({
      announced: 'In dieser Zeit können Sie sich nicht anmelden und nichts senden oder empfangen.',
      running: 'So lange wird nichts gesendet oder empfangen. Danach geht es von selbst weiter, nichts geht verloren.',
    })[status],
  maintenanceHide: 'Hinweis ausblenden',
  support: 'Hilfe',
  deviceStatus: (status) =>
    ({
      unknown: 'Ob dieses Gerät bestätigt ist, wird noch geprüft.',
      verified: 'Dieses Gerät ist bestätigt.',
      unverified: 'Dieses Gerät ist noch nicht bestätigt.',
    })[status],
  storageStatus: (status) =>
    ({
      persistent: 'Nachrichten bleiben auf diesem Gerät, bis Sie sich abmelden.',
      memory: 'Dieser Browser speichert nichts: Mit dem Schließen der Seite sind Sie abgemeldet.',
    })[status],

  retry: 'Erneut versuchen',
  refused: 'Der Chat kann nicht gestartet werden',
  unreachable: 'Server nicht erreichbar',
  forAdministrators: 'Hinweis für die Administration',
  errorCode: 'Fehlercode',

  rooms: 'Chats',
  roomListLoading: 'Chats werden geladen …',
  noRooms: 'Noch keine Chats',
  noRoomsHint: 'Legen Sie einen Raum an und laden Sie Kolleginnen und Kollegen ein.',
  newRoom: 'Neuer Raum',
  invites: 'Einladungen',
  invitedBy: (name) => `Eingeladen von ${name}`,
  accept: 'Annehmen',
  decline: 'Ablehnen',
  acceptInvite: (room) => `Einladung in „${room}“ annehmen`,
  declineInvite: (room) => `Einladung in „${room}“ ablehnen`,
  unread: (number) => count(number, 'ungelesene Nachricht', 'ungelesene Nachrichten'),
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
      highlighted: 'Erwähnungen',
      favourite: 'Favoriten',
      lowPriority: 'Nachrangig',
      muted: 'Stumm',
      people: 'Personen',
      rooms: 'Räume',
      spaces: 'Bereiche',
      invites: 'Einladungen',
      knocks: 'Beitrittsanfragen',
      encrypted: 'Verschlüsselt',
      federated: 'Organisationsübergreifend',
    })[filter],
  space: 'Bereich',
  allSpaces: 'Alle Bereiche',
  noRoomsFound: 'Kein Chat passt dazu',
  showAllRooms: 'Alle Chats zeigen',
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
  roomName: 'Name des Raums',
  roomNameMissing: 'Bitte geben Sie dem Raum einen Namen.',
  invitees: 'Personen einladen (freiwillig)',
  inviteesHint: 'Benutzer-IDs wie @max.muster:behoerde.example, durch Leerzeichen oder Komma getrennt.',
  invalidUserId: (id) => `„${id}“ ist keine Benutzer-ID. Sie beginnt mit @ und enthält einen Doppelpunkt.`,
  whoMayJoin: 'Wer darf teilnehmen?',
  federationChoice: (federation) =>
    ({ internal: 'Nur die eigene Organisation', federated: 'Auch andere Behörden' })[federation],
  federationHint: (federation) =>
    ({
      internal: 'Nur Personen auf Ihrem eigenen Server können beitreten.',
      federated: 'Auch Personen auf anderen freigegebenen Servern können beitreten.',
    })[federation],
  create: 'Raum anlegen',
  cancel: 'Abbrechen',
  close: 'Schließen',

  chooseRoom: 'Wählen Sie einen Chat',
  chooseRoomHint: 'Alle Nachrichten sind Ende-zu-Ende-verschlüsselt.',
  roomUnknown: 'Dieser Raum ist nicht (mehr) verfügbar.',
  backToRooms: 'Zurück zur Liste',
  members: (number) => count(number, 'Person', 'Personen'),
  encrypted: 'Ende-zu-Ende-verschlüsselt',
  notEncrypted: 'Nicht verschlüsselt',
  federation: (federation) => ({ internal: 'Intern', federated: 'Organisationsübergreifend' })[federation],
  roomMenu: 'Raum-Menü',
  invite: 'Person einladen',
  userId: 'Benutzer-ID',
  invited: (id) => `${id} ist eingeladen.`,
  leave: 'Raum verlassen',
  leaveQuestion: (room) => `„${room}“ verlassen?`,
  leaveText:
    'Sie erhalten keine neuen Nachrichten aus diesem Raum. Um zurückzukehren, brauchen Sie eine neue Einladung.',

  messages: 'Nachrichten',
  timelineLoading: 'Nachrichten werden geladen …',
  timelineEmpty: 'Noch keine Nachrichten. Schreiben Sie die erste.',
  timelineStart: 'Hier beginnt der Raum.',
  olderLoading: 'Ältere Nachrichten werden geladen …',
  olderFailed: 'Ältere Nachrichten konnten nicht geladen werden.',
  newMessages: (number) => count(number, 'neue Nachricht', 'neue Nachrichten'),
  toNewest: 'Zu den neuesten Nachrichten',
  announceMessage: (sender, body) => `${sender}: ${body}`,
  announceDigest: (number) => count(number, 'neue Nachricht', 'neue Nachrichten'),
  announceSendFailed: 'Eine Nachricht konnte nicht gesendet werden.',
  sending: (waiting) =>
    ({ turn: 'Wartet auf vorherige Nachricht', network: 'Wartet auf Verbindung', answer: 'Wird gesendet' })[waiting],
  sent: 'Gesendet',
  sendFailed: 'Nicht gesendet',
  resend: 'Erneut senden',
  discard: 'Verwerfen',
  edited: 'bearbeitet',
  clearText: 'Diese Nachricht wurde unverschlüsselt gesendet. Vertrauen Sie ihrem Inhalt nicht ohne Rückfrage.',
  redacted: 'Nachricht gelöscht',
  unsupported: 'Diese Art von Nachricht kann hier noch nicht angezeigt werden.',
  undecryptable: (cause) =>
    ({
      beforeLogin: 'Diese Nachricht ist älter als Ihre Anmeldung auf diesem Gerät.',
      beforeJoin: 'Diese Nachricht wurde geschrieben, bevor Sie im Raum waren.',
      waitingForKeys: 'Diese Nachricht wird gerade entschlüsselt …',
      withheld: 'Diese Nachricht wurde für dieses Gerät nicht freigegeben.',
      withheldUnverified: 'Diese Nachricht wurde nur für bestätigte Geräte freigegeben.',
      backupLocked: 'Diese Nachricht liegt im Schlüssel-Backup, das auf diesem Gerät gesperrt ist.',
      senderNotTrusted: 'Diese Nachricht kommt von einem Gerät, dem nicht vertraut wird.',
      unknown: 'Diese Nachricht kann nicht entschlüsselt werden.',
    })[cause],
  undecryptableHint: (cause) =>
    ({
      beforeLogin: 'Auf einem anderen Gerät, auf dem Sie angemeldet sind, können Sie sie lesen.',
      beforeJoin: 'Bitten Sie eine Person im Raum, sie Ihnen weiterzuleiten.',
      waitingForKeys: 'Sie erscheint von selbst.',
      withheld: 'Bitten Sie die absendende Person, Ihr Gerät zu bestätigen.',
      withheldUnverified: 'Bestätigen Sie dieses Gerät, damit Sie künftige Nachrichten lesen können.',
      backupLocked: 'Entsperren Sie das Backup mit Ihrem Wiederherstellungsschlüssel.',
      senderNotTrusted: 'Bitten Sie die absendende Person, ihr Gerät zu bestätigen.',
      unknown: 'Bitten Sie die absendende Person, sie noch einmal zu senden.',
    })[cause],
  state: (change, sender) => {
    switch (change.type) {
      case 'created':
        return `${sender} hat den Raum angelegt.`;
      case 'joined':
        return `${change.target.displayName} ist beigetreten.`;
      case 'left':
        return `${change.target.displayName} hat den Raum verlassen.`;
      case 'invited':
        return `${sender} hat ${change.target.displayName} eingeladen.`;
      case 'removed':
        return `${sender} hat ${change.target.displayName} entfernt.`;
      case 'banned':
        return `${sender} hat ${change.target.displayName} ausgeschlossen.`;
      case 'unbanned':
        return `${sender} hat den Ausschluss von ${change.target.displayName} aufgehoben.`;
      case 'knocked':
        return `${change.target.displayName} bittet um Einlass.`;
      case 'inviteDeclined':
        return `${change.target.displayName} hat die Einladung abgelehnt.`;
      case 'inviteWithdrawn':
        return `${sender} hat die Einladung von ${change.target.displayName} zurückgezogen.`;
      case 'displayName':
        return `${change.previous} heißt jetzt ${change.target.displayName}.`;
      case 'name':
        return `${sender} hat den Raum in „${change.name}“ umbenannt.`;
      case 'topic':
        return change.topic ? `${sender} hat das Thema geändert: ${change.topic}` : `${sender} hat das Thema entfernt.`;
      case 'encryption':
        return 'Nachrichten in diesem Raum sind Ende-zu-Ende-verschlüsselt.';
      case 'federation':
        return change.federation === 'internal'
          ? `${sender} hat den Raum auf die eigene Organisation beschränkt.`
          : `${sender} hat den Raum für andere Behörden geöffnet.`;
      case 'userAvatar':
        return `${change.target.displayName} hat das Profilbild geändert.`;
      case 'avatar':
        return `${sender} hat das Bild des Raums geändert.`;
      case 'pinned':
        return `${sender} hat die angehefteten Nachrichten geändert.`;
      case 'upgraded':
        return 'Dieser Raum wird an anderer Stelle fortgesetzt.';
      case 'joinRule':
        return {
          public: `${sender} hat den Raum für alle geöffnet.`,
          knock: `${sender} lässt Beitrittsanfragen zu.`,
          invite: `${sender} hat den Beitritt auf Eingeladene beschränkt.`,
          restricted: `${sender} hat den Beitritt auf Mitglieder bestimmter Räume beschränkt.`,
        }[change.joinRule];
      case 'historyVisibility':
        return {
          world_readable: `${sender} hat den Verlauf für alle lesbar gemacht.`,
          shared: `${sender} hat den ganzen Verlauf für Mitglieder lesbar gemacht.`,
          invited: `${sender} hat den Verlauf ab der Einladung lesbar gemacht.`,
          joined: `${sender} hat den Verlauf ab dem Beitritt lesbar gemacht.`,
        }[change.visibility];
      case 'roles':
        return change.changes
          .map(({ target, powerLevel }) => `${target.displayName} ist jetzt ${roleName(powerLevel)}.`)
          .join(' ');
    }
  },

  writeMessage: 'Nachricht schreiben',
  writeMessageTo: (room) => `Nachricht an „${room}“`,
  send: 'Senden',
};

/** The three roles of BundesMessenger, by power level. */
function roleName(powerLevel: number): string {
  if (powerLevel >= 100) return 'Administration';
  return powerLevel >= 50 ? 'Moderation' : 'Mitglied';
}
