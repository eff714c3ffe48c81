/** German words of keys, devices, accounts, members and settings of rooms. Sie. */
import { countIn } from './count.ts';
import { germanEmoji } from './de.emoji.ts';
import type { TrustWords } from './trust-words.ts';
import { whenNeeded } from './when-needed.ts';
import { withNames } from './with-names.ts';

const number = whenNeeded(() => new Intl.NumberFormat('de'));
const count = countIn('de');

export const germanTrust: TrustWords = {
  recoveryTitle: (prompt) =>
    ({
      setUp: 'Sichern Sie Ihre Nachrichten',
      notConfirmed: 'Haben Sie Ihren Schlüssel aufbewahrt?',
      unlock: 'Frühere Nachrichten entsperren',
      reset: 'Frühere Nachrichten lassen sich nicht mehr entsperren',
      deadEnd: 'Dieses Gerät kann nicht entsperrt werden',
    })[prompt],
  recoveryText: (prompt) =>
    ({
      setUp:
        'Mit einem Wieder\u00adherstellungs\u00adschlüssel lesen Sie Ihre Nachrichten auch auf einem neuen Gerät. Niemand sonst kennt ihn – auch nicht der Betreiber.',
      notConfirmed:
        'Ein Wieder\u00adherstellungs\u00adschlüssel wurde erstellt. Bitte bestätigen Sie, dass Sie ihn aufbewahrt haben: Ohne ihn sind Ihre Nachrichten nach einem Gerätewechsel verloren.',
      unlock:
        'Ihre früheren Nachrichten sind verschlüsselt. Bestätigen Sie dieses Gerät, um sie zu lesen und damit andere ihm vertrauen.',
      reset:
        'Kein anderes Gerät und kein Wieder\u00adherstellungs\u00adschlüssel kann Ihre früheren Nachrichten entsperren. Mit einer neuen Identität können Sie wieder sicher schreiben.',
      deadEnd:
        'Für Ihr Konto ist keine erneute Anmeldung möglich, daher kann hier auch keine neue Identität angelegt werden. Ihre Administration kann helfen. Neue Nachrichten können Sie weiter lesen und schreiben.',
    })[prompt],
  recoveryStart: (prompt) =>
    ({
      setUp: 'Jetzt sichern',
      notConfirmed: 'Bestätigen',
      unlock: 'Entsperren',
      reset: 'Neu beginnen',
      deadEnd: 'Mehr erfahren',
    })[prompt],
  later: 'Später',
  back: 'Zurück',
  next: 'Weiter',
  usePassphrase: 'Zusätzlich eine Passphrase festlegen',
  usePassphraseHint: 'Am besten mehrere Wörter, die nur Sie kennen. Nicht Ihr Anmeldepasswort.',
  passphrase: 'Passphrase',
  passphraseRepeat: 'Passphrase wiederholen',
  passphraseMissing: 'Bitte geben Sie eine Passphrase ein.',
  passphrasesDiffer: 'Die beiden Eingaben stimmen nicht überein.',
  passphraseStrength: (strength) =>
    ({ weak: 'Zu schwach – leicht zu erraten', medium: 'Mittel – ausreichend', strong: 'Stark' })[strength],
  createKey: 'Schlüssel erstellen',
  createNewKey: 'Neuen Schlüssel erstellen',
  creatingKey: 'Schlüssel wird erstellt …',
  // With a place to break: the word is wider than a phone.
  keyTitle: 'Ihr Wieder\u00adherstellungs\u00adschlüssel',
  keyText:
    'Bewahren Sie ihn auf wie einen Hausschlüssel: im Passwortmanager oder ausgedruckt an einem sicheren Ort. Er wird nur jetzt angezeigt.',
  keyWarning: 'Geben Sie ihn niemals weiter. Niemand wird Sie danach fragen.',
  copyKey: 'Kopieren',
  keyCopied: 'Der Schlüssel ist kopiert.',
  copyFailed: 'Kopieren ist nicht möglich. Bitte drucken oder speichern Sie den Schlüssel.',
  printFailed: 'Drucken ist nicht möglich: Der Browser lässt kein neues Fenster zu.',
  printKey: 'Drucken',
  downloadKey: 'Speichern',
  keyFilename: 'wiederherstellungsschluessel.txt',
  keyDocumentText: (userId) => `Für das Konto ${userId}. Bitte sicher aufbewahren und niemandem geben.`,
  keyIsKept: 'Ich habe ihn aufbewahrt',
  checkTitle: 'Kurze Kontrolle',
  checkText: 'Sehen Sie dort nach, wo Sie den Schlüssel aufbewahrt haben.',
  checkLabel: (characters) => `Die letzten ${number().format(characters)} Zeichen des Schlüssels`,
  checkWrong: 'Das stimmt nicht mit dem Schlüssel überein. Groß- und Kleinschreibung zählt.',
  showKeyAgain: 'Schlüssel zeigen',
  finish: 'Abschließen',
  recoveryDone: 'Fertig: Ihre Nachrichten sind gesichert.',
  recoveryKey: 'Wieder\u00adherstellungs\u00adschlüssel',
  recoveryKeyHint: '12 Gruppen aus je 4 Zeichen. Leerzeichen sind gleichgültig.',
  recoveryKeyMissing: 'Bitte geben Sie Ihren Wieder\u00adherstellungs\u00adschlüssel ein.',
  unlock: 'Entsperren',
  unlocking: 'Wird entsperrt …',
  unlockBy: (method) =>
    ({
      recoveryKey: 'Mit dem Wieder\u00adherstellungs\u00adschlüssel',
      passphrase: 'Mit der Passphrase',
      otherDevice: 'Mit einem anderen Gerät',
    })[method],
  otherWays: 'Andere Wege',
  otherDeviceText:
    'Öffnen Sie den Messenger auf einem Gerät, auf dem Sie schon angemeldet sind. Dort erscheint gleich eine Anfrage, die Sie bestätigen.',
  otherDeviceStart: 'Anfrage senden',
  noWayLeft: 'Nichts davon ist möglich',
  restoring: 'Frühere Nachrichten werden entsperrt …',
  restoredKeys: (done, total) => `${number().format(done)} von ${count(total, 'Schlüssel', 'Schlüsseln')}`,
  resetConsequence: (of) =>
    ({
      history: 'Frühere verschlüsselte Nachrichten, die dieses Gerät nicht lesen kann, bleiben für immer unlesbar.',
      contacts: 'Ihre Kontakte sehen, dass sich Ihre Identität geändert hat, und sollten Sie neu bestätigen.',
      devices: 'Ihre anderen Geräte müssen Sie neu bestätigen.',
    })[of],
  resetConfirm: 'Neue Identität anlegen',
  resetting: 'Neue Identität wird angelegt …',

  endDeviceTitle: 'Beim Anmeldedienst abmelden',
  endDeviceText:
    'Geräte melden Sie auf der Seite Ihres Anmeldedienstes ab, die sich in einem neuen Tab öffnet. Kommen Sie danach hierher zurück.',
  endDevicePage: 'Seite öffnen',
  endDeviceDone: 'Ich habe es abgemeldet',
  endDeviceRefused: 'Das Gerät ist dort noch angemeldet.',
  reauthenticationTitle: 'Bitte melden Sie sich noch einmal an',
  reauthenticationText: (purpose) =>
    ({
      resetIdentity: 'Damit niemand außer Ihnen eine neue Identität anlegen kann.',
      signOutDevices: 'Damit niemand außer Ihnen Ihre Geräte abmelden kann.',
    })[purpose],
  reauthenticationRefused: 'Das war nicht richtig. Bitte versuchen Sie es noch einmal.',
  reauthenticationChecking: 'Anmeldung wird geprüft …',
  reauthenticationPageText: 'Die Anmeldung öffnet sich in einem neuen Tab. Kommen Sie danach hierher zurück.',
  reauthenticationPage: 'Anmeldung öffnen',
  reauthenticationPageDone: 'Ich habe mich angemeldet',
  confirmIdentity: 'Bestätigen',

  verificationTitle: (name) => (name === undefined ? 'Gerät bestätigen' : withNames`${name} bestätigen`),
  verificationIncoming: (name, device) =>
    name === undefined
      ? `${device === undefined ? 'Ein anderes Gerät von Ihnen' : withNames`Ihr Gerät „${device}“`} möchte bestätigt werden. Haben Sie sich dort gerade angemeldet?`
      : withNames`${name} möchte sich mit Ihnen gegenseitig bestätigen. Treffen Sie sich dafür oder telefonieren Sie.`,
  verificationOutgoing: (name) =>
    name === undefined
      ? 'Öffnen Sie den Messenger auf Ihrem anderen Gerät und nehmen Sie die Anfrage dort an.'
      : withNames`Wir warten, bis ${name} die Anfrage annimmt.`,
  verificationChoose: 'Wie möchten Sie vergleichen?',
  verificationEndsIn: (minutes) => `Die Anfrage endet in ${count(minutes, 'Minute', 'Minuten')}.`,
  compareEmoji: 'Sieben Bilder vergleichen',
  compareEmojiHint: 'Geht auf jedem Gerät.',
  showQr: 'QR-Code scannen lassen',
  showQrHint: 'Halten Sie die Kamera des anderen Geräts auf diesen Code.',
  scanQr: 'QR-Code scannen',
  scanQrHint: 'Lesen Sie mit der Kamera den Code des anderen Geräts.',
  scanQrNow: 'Halten Sie den QR-Code des anderen Geräts vor die Kamera.',
  openCamera: 'Kamera öffnen',
  closeCamera: 'Kamera schließen',
  cameraView: 'Bild der Kamera',
  cameraProblem: (problem) =>
    ({
      notFound: 'Hier ist keine Kamera. Vergleichen Sie stattdessen die Bilder.',
      notAllowed:
        'Der Browser gibt die Kamera nicht frei. Erlauben Sie sie in den Einstellungen dieser Website, oder vergleichen Sie die Bilder.',
      failed:
        'Die Kamera kann gerade nicht verwendet werden. Schließen Sie andere Programme, die sie nutzen, oder vergleichen Sie die Bilder.',
    })[problem],
  qrCode: 'QR-Code zur Bestätigung',
  compareTitle: 'Sind diese Bilder gleich?',
  compareText: (name) =>
    name === undefined
      ? 'Vergleichen Sie Bilder und Reihenfolge mit Ihrem anderen Gerät.'
      : withNames`Vergleichen Sie Bilder und Reihenfolge mit ${name} – persönlich oder am Telefon, nicht im Chat.`,
  compareNumbers: 'Stattdessen Zahlen vergleichen',
  emojiMatch: 'Sie sind gleich',
  emojiDiffer: 'Sie sind verschieden',
  sasEmoji: (name) => germanEmoji[name.toLowerCase()] ?? name,
  qrScannedText: 'Das andere Gerät hat den Code gelesen. Zeigt es an, dass alles in Ordnung ist?',
  qrScannedYes: 'Ja',
  qrScannedNo: 'Nein',
  verificationWaiting: (name) =>
    name === undefined ? 'Warten auf Ihr anderes Gerät …' : withNames`Warten auf ${name} …`,
  verificationDone: (name) =>
    name === undefined
      ? 'Das Gerät ist bestätigt.'
      : withNames`${name} ist bestätigt. Ihre Nachrichten erreichen nur diese Person.`,
  verificationEnded: 'Nicht bestätigt',
  verificationEnd: (reason, byMe) =>
    ({
      declined: byMe ? 'Sie haben die Bestätigung abgebrochen.' : 'Die andere Seite hat die Bestätigung abgebrochen.',
      timedOut: 'Die Bestätigung hat zu lange gedauert. Sie können neu beginnen.',
      mismatch:
        'Die Bilder stimmten nicht überein. Möglicherweise liest jemand mit. Beginnen Sie neu; geschieht es wieder, wenden Sie sich an Ihre IT.',
      answeredElsewhere: 'Die Anfrage wurde auf einem anderen Ihrer Geräte beantwortet.',
      failed: 'Die beiden Geräte haben sich nicht verstanden. Bitte aktualisieren Sie beide und beginnen Sie neu.',
      interrupted: 'Die Verbindung wurde unterbrochen. Bitte beginnen Sie neu.',
    })[reason],
  startAgain: 'Neu beginnen',
  notMe: 'Das war ich nicht',

  devices: 'Geräte',
  devicesText: 'Hier sind Sie angemeldet. Melden Sie Geräte ab, die Sie nicht mehr nutzen oder nicht kennen.',
  devicesLoading: 'Geräte werden geladen …',
  devicesFailed: 'Ihre Geräte können gerade nicht geladen werden.',
  thisDevice: 'Dieses Gerät',
  unnamedDevice: 'Gerät ohne Namen',
  deviceTrust: (trust) =>
    ({ verified: 'Bestätigt', unverified: 'Nicht bestätigt', noEncryption: 'Ohne Verschlüsselung' })[trust],
  lastSeen: (time) => `Zuletzt aktiv: ${time}`,
  lastSeenUnknown: 'Zuletzt aktiv: unbekannt',
  otherDevices: (devices) => count(devices, 'anderes Gerät', 'andere Geräte'),
  noOtherDevices: 'Sie sind auf keinem anderen Gerät angemeldet.',
  deviceActions: (device) => `Aktionen für ${device}`,
  verifyDevice: 'Gerät bestätigen',
  renameDevice: 'Umbenennen',
  deviceName: 'Name des Geräts',
  signOutDevice: 'Abmelden',
  signOutOthers: 'Alle anderen abmelden',
  signOutQuestion: (device) => withNames`„${device}“ abmelden?`,
  signOutOthersQuestion: (devices) => `${count(devices, 'anderes Gerät', 'andere Geräte')} abmelden?`,
  signOutText: 'Dort werden die Nachrichten gelöscht. Eine neue Anmeldung ist jederzeit möglich.',

  accountSettings: 'Konto und Geräte',
  legal: 'Rechtliches und Hilfe',
  accessibility: 'Barrierefreiheit',
  logoutRiskTitle: (risk) =>
    ({
      keysNotBackedUp: 'Die Sicherung läuft noch',
      noRecovery: 'Ihre Nachrichten sind nicht gesichert',
      recoveryNotConfirmed: 'Haben Sie Ihren Wieder\u00adherstellungs\u00adschlüssel?',
    })[risk],
  logoutRiskText: (risk) =>
    ({
      keysNotBackedUp:
        'Die Schlüssel der neuesten Nachrichten werden gerade gesichert. Bitte warten Sie einen Moment, sonst können Sie diese Nachrichten nicht mehr lesen.',
      noRecovery:
        'Wenn Sie sich jetzt abmelden, können Sie alle bisherigen Nachrichten nie mehr lesen. Sichern Sie sie zuerst.',
      recoveryNotConfirmed:
        'Ohne ihn können Sie nach dem Abmelden Ihre bisherigen Nachrichten nie mehr lesen. Bitte prüfen Sie, dass Sie ihn aufbewahrt haben.',
    })[risk],
  logoutSafeText:
    'Auf diesem Gerät werden alle Nachrichten und Schlüssel gelöscht. Mit Ihrem Wieder\u00adherstellungs\u00adschlüssel lesen Sie sie nach der nächsten Anmeldung wieder.',
  logoutAnyway: 'Trotzdem abmelden',
  secureFirst: 'Zuerst sichern',

  filesTitle: 'Dateien',
  filesLoading: 'Dateien werden gesucht …',
  files: (files) => count(files, 'Datei', 'Dateien'),
  noFiles: 'In diesem Raum gibt es keine Dateien',
  noFilesYet: 'In den neuesten Nachrichten ist keine Datei',
  olderFiles: 'Ältere Dateien suchen',
  newerFiles: 'Neuere Dateien zeigen',
  showMessage: 'Im Raum zeigen',
  showMessageOf: (filename) => withNames`${filename} im Raum zeigen`,
  searchedTo: (time) => `Durchsucht bis ${time}`,

  searchMessages: 'Suche',
  searchLabel: 'Nachrichten durchsuchen',
  searchHint: 'Gesucht wird auf diesem Gerät: Der Server erfährt nicht, wonach.',
  searchGo: 'Suchen',
  searching: 'Nachrichten werden durchsucht …',
  found: (found) => count(found, 'Nachricht gefunden', 'Nachrichten gefunden'),
  noneFound: 'Keine Nachricht gefunden',
  noneFoundYet: 'Bisher keine Nachricht gefunden',
  searchOlder: 'Weiter zurück suchen',
  newerFound: 'Neuere gefundene zeigen',

  ignorePerson: 'Person blockieren',
  ignoreQuestion: (name) => withNames`${name} blockieren?`,
  ignoreText:
    'Sie sehen dann in keinem Raum mehr, was diese Person schreibt, und keine Einladungen von ihr. Die Person erfährt davon nichts. In Ihrem Konto können Sie die Blockierung wieder aufheben.',
  ignoreConfirm: 'Blockieren',
  ignoredNow: (name) => withNames`${name} ist blockiert.`,
  ignoredNoMore: (name) => withNames`${name} ist nicht mehr blockiert.`,
  isIgnored: 'Von Ihnen blockiert',
  ignoredPeople: 'Blockierte Personen',
  ignoredPeopleText: 'Was diese Personen schreiben, sehen Sie in keinem Raum. Die Personen erfahren davon nichts.',
  nobodyIgnored: 'Sie haben niemanden blockiert.',
  ignoreNoMore: 'Blockierung aufheben',
  ignoreNoMoreOf: (name) => `Blockierung aufheben: ${name}`,

  membersTitle: 'Mitglieder',
  searchMembers: 'Mitglieder suchen',
  membersLoading: 'Mitglieder werden geladen …',
  membersFailed: 'Es konnten nicht alle Mitglieder geladen werden.',
  noMembersFound: 'Niemand gefunden',
  moreMembers: (members) => `${number().format(members)} weitere zeigen`,
  role: (role) => ({ administrator: 'Administration', moderator: 'Moderation', member: 'Mitglied' })[role],
  roleOf: (name) => `Rolle von ${name}`,
  membership: (membership) => ({ invite: 'Eingeladen', knock: 'Bittet um Einlass', ban: 'Ausgeschlossen' })[membership],
  foreign: (server) => `Extern: ${server}`,
  memberActions: (name) => `Aktionen für ${name}`,
  showProfile: 'Profil zeigen',
  copyUserId: 'Benutzer-ID kopieren',
  memberReason: (reason) => withNames`Grund: ${reason}`,
  verifyMember: 'Person bestätigen',
  admitMember: 'Einlassen',
  refuseKnock: 'Anfrage ablehnen',
  withdrawInvite: 'Einladung zurückziehen',
  removeMember: 'Aus dem Raum entfernen',
  removeQuestion: (name) => withNames`${name} aus dem Raum entfernen?`,
  removeText: 'Die Person liest keine neuen Nachrichten mehr. Sie kann wieder eingeladen werden.',
  banMember: 'Dauerhaft ausschließen',
  banQuestion: (name) => withNames`${name} dauerhaft ausschließen?`,
  banText: 'Die Person kann nicht mehr eingeladen werden, bis der Ausschluss aufgehoben wird.',
  unbanMember: 'Ausschluss aufheben',
  changeRole: 'Rolle ändern',
  changeRoleText: (name) => withNames`Welche Rolle soll ${name} in diesem Raum haben?`,
  ownRoleQuestion: 'Eigene Rolle abgeben?',
  ownRoleText: 'Sie können sich diese Rolle nicht selbst zurückgeben.',

  roomSettings: 'Einstellungen',
  settingsLoading: 'Einstellungen werden geladen …',
  saved: 'Gespeichert.',
  roomTopic: 'Thema',
  roomTopicNone: 'Kein Thema',
  notifications: 'Benachrichtigungen',
  notificationsChoice: (notifications) =>
    ({ all: 'Bei allen Nachrichten', mentions: 'Nur wenn ich erwähnt werde', none: 'Nie' })[notifications],
  favourite: 'Favorit',
  favouriteHint: 'Steht in Ihrer Liste bei den Favoriten.',
  federationOpen: 'Für andere Behörden öffnen',
  federationOpenHint: 'Personen aus anderen Organisationen können eingeladen werden.',
  federatesNever: 'Dieser Raum wurde für die eigene Organisation angelegt und kann nicht geöffnet werden.',
  federationQuestion: (to) =>
    to === 'federated' ? 'Raum für andere Behörden öffnen?' : 'Raum auf die eigene Organisation beschränken?',
  federationAnnouncement: (to) =>
    to === 'federated'
      ? 'Eingeladene Personen anderer Organisationen können dann mitlesen und mitschreiben, je nach Einstellung auch den bisherigen Verlauf. Alle im Raum sehen einen Hinweis.'
      : 'Personen anderer Organisationen erhalten dann keine neuen Nachrichten mehr. Was sie schon empfangen haben, behalten sie. Alle im Raum sehen einen Hinweis.',
  federationConfirm: (to) => (to === 'federated' ? 'Raum öffnen' : 'Raum beschränken'),
  joinRule: 'Beitritt',
  joinRuleChoice: (rule) =>
    ({
      public: 'Alle',
      invite: 'Nur mit Einladung',
      knock: 'Mit Einladung oder auf Anfrage',
      restricted: 'Mitglieder bestimmter Räume',
      knock_restricted: 'Mitglieder bestimmter Räume oder auf Anfrage',
      private: 'Niemand',
      other: 'Andere Regel',
    })[rule],
  history: 'Verlauf lesbar',
  historyChoice: (visibility) =>
    ({
      world_readable: 'Für alle, auch ohne Beitritt',
      shared: 'Für Mitglieder, von Anfang an',
      invited: 'Für Mitglieder, ab ihrer Einladung',
      joined: 'Für Mitglieder, ab ihrem Beitritt',
    })[visibility],
  ownRole: 'Ihre Rolle',
  onlyAdministrators: 'Was Sie hier nicht ändern können, ändert die Administration des Raums.',
  encryptionFact: 'Nachrichten und Dateien kann nur lesen, wer in diesem Raum ist.',
  scannerFact:
    'Nachrichten kann nur lesen, wer in diesem Raum ist. Dateien werden beim Herunterladen auf dem Server entschlüsselt und auf Schadsoftware geprüft.',
};
