/** German words of login, account, session and maintenance. */
import type { Words } from './words.ts';

export const germanLogin = {
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
  loginElsewhere: 'Sie melden sich auf der Seite Ihrer Organisation an und kommen danach hierher zurück.',
  loginWith: (provider) => `Mit ${provider} anmelden`,
  loginLeaves: 'Sie werden weitergeleitet …',
  or: 'oder',
  portalLogin: 'Sie werden mit Ihrer Anmeldung am Portal angemeldet.',
  loginFailed: 'Anmeldung nicht möglich',
  imprint: 'Impressum',
  privacy: 'Datenschutz',
  newTab: 'öffnet in neuem Tab',
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
      unreachable: 'Der Server ist gerade nicht erreichbar. Der Chat versucht es von selbst weiter.',
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
  unreachable: 'Server nicht erreichbar',
  logout: 'Abmelden',
  logoutQuestion: 'Möchten Sie sich abmelden?',
  logoutText:
    'Auf diesem Gerät werden alle Nachrichten und Schlüssel gelöscht. Frühere Nachrichten können Sie nach der nächsten Anmeldung möglicherweise nicht mehr lesen.',
  loggedInAs: 'Angemeldet als',
  account: 'Konto',
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
  cancel: 'Abbrechen',
  syncStatus: (status) =>
    ({ catchingUp: 'Nachrichten werden aktualisiert …', live: 'Verbunden.', offline: 'Keine Verbindung.' })[status],
  syncHint: (status) =>
    ({
      catchingUp: 'Gleich sehen Sie den neuesten Stand.',
      live: 'Neue Nachrichten erscheinen sofort.',
      offline: 'Sie können weiter lesen und schreiben. Nachrichten werden gesendet, sobald die Verbindung zurück ist.',
    })[status],
} satisfies Partial<Words>;
