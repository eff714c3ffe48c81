/** German words of what few lists of rooms show at first, and inside a room: dialogs, timeline and composer. */
import { countIn } from './count.ts';
import type { Words } from './words.ts';
import { withNames } from './with-names.ts';

const count = countIn('de');

export const germanRooms = {
  chat: 'Chat',
  previewKnocked: 'Sie haben um Einlass gebeten.',
  space: 'Bereich',
  allSpaces: 'Alle Bereiche',
  noRoomsHint: 'Legen Sie einen Raum an und laden Sie Kolleginnen und Kollegen ein.',
  noRoomsFound: 'Kein Chat passt dazu',
  roomsFound: (rooms) => count(rooms, 'Chat', 'Chats'),
  showAllRooms: 'Alle Chats zeigen',
  backToRooms: 'Zurück zur Liste',
  roomName: 'Name des Raums',
  roomNameMissing: 'Bitte geben Sie dem Raum einen Namen.',
  invitees: 'Personen einladen (freiwillig)',
  inviteesHint: 'Benutzer-IDs wie @max.muster:behoerde.example, durch Leerzeichen oder Komma getrennt.',
  invalidUserId: (id) => withNames`„${id}“ ist keine Benutzer-ID. Sie beginnt mit @ und enthält einen Doppelpunkt.`,
  whoMayJoin: 'Wer darf teilnehmen?',
  federationChoice: (federation) =>
    ({ internal: 'Nur die eigene Organisation', federated: 'Auch andere Behörden' })[federation],
  federationHint: (federation) =>
    ({
      internal: 'Nur Personen auf Ihrem eigenen Server können beitreten.',
      federated: 'Auch Personen auf anderen freigegebenen Servern können beitreten.',
    })[federation],
  create: 'Raum anlegen',
  close: 'Schließen',
  roomUnknown: 'Dieser Raum ist nicht (mehr) verfügbar.',
  members: (number) => count(number, 'Person', 'Personen'),
  encrypted: 'Ende-zu-Ende-verschlüsselt',
  notEncrypted: 'Nicht verschlüsselt',
  roomMenu: 'Raum-Menü',
  invite: 'Person einladen',
  userId: 'Benutzer-ID',
  invited: (id) => withNames`${id} ist eingeladen.`,
  leave: 'Raum verlassen',
  leaveQuestion: (room) => withNames`„${room}“ verlassen?`,
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
      backupLocked: 'Entsperren Sie das Backup mit Ihrem Wieder\u00adherstellungs\u00adschlüssel.',
      senderNotTrusted: 'Bitten Sie die absendende Person, ihr Gerät zu bestätigen.',
      unknown: 'Bitten Sie die absendende Person, sie noch einmal zu senden.',
    })[cause],
  state: (change, sender) => {
    switch (change.type) {
      case 'created':
        return withNames`${sender} hat den Raum angelegt.`;
      case 'joined':
        return withNames`${change.target.displayName} ist beigetreten.`;
      case 'left':
        return withNames`${change.target.displayName} hat den Raum verlassen.`;
      case 'invited':
        return withNames`${sender} hat ${change.target.displayName} eingeladen.`;
      case 'removed':
        return withNames`${sender} hat ${change.target.displayName} entfernt.`;
      case 'banned':
        return withNames`${sender} hat ${change.target.displayName} ausgeschlossen.`;
      case 'unbanned':
        return withNames`${sender} hat den Ausschluss von ${change.target.displayName} aufgehoben.`;
      case 'knocked':
        return withNames`${change.target.displayName} bittet um Einlass.`;
      case 'inviteDeclined':
        return withNames`${change.target.displayName} hat die Einladung abgelehnt.`;
      case 'inviteWithdrawn':
        return withNames`${sender} hat die Einladung an ${change.target.displayName} zurückgezogen.`;
      case 'displayName':
        return withNames`${change.previous} heißt jetzt ${change.target.displayName}.`;
      case 'name':
        return withNames`${sender} hat den Raum in „${change.name}“ umbenannt.`;
      case 'topic':
        return change.topic
          ? withNames`${sender} hat das Thema geändert: ${change.topic}`
          : withNames`${sender} hat das Thema entfernt.`;
      case 'encryption':
        return 'Nachrichten in diesem Raum sind Ende-zu-Ende-verschlüsselt.';
      case 'federation':
        return change.federation === 'internal'
          ? withNames`${sender} hat den Raum auf die eigene Organisation beschränkt.`
          : withNames`${sender} hat den Raum für andere Behörden geöffnet.`;
      case 'userAvatar':
        return withNames`${change.target.displayName} hat das Profilbild geändert.`;
      case 'avatar':
        return withNames`${sender} hat das Bild des Raums geändert.`;
      case 'pinned':
        return withNames`${sender} hat die angehefteten Nachrichten geändert.`;
      case 'upgraded':
        return 'Dieser Raum wird an anderer Stelle fortgesetzt.';
      case 'joinRule':
        return {
          public: withNames`${sender} hat den Raum für alle geöffnet.`,
          knock: withNames`${sender} lässt Beitrittsanfragen zu.`,
          invite: withNames`${sender} hat den Beitritt auf Eingeladene beschränkt.`,
          restricted: withNames`${sender} hat den Beitritt auf Mitglieder bestimmter Räume beschränkt.`,
        }[change.joinRule];
      case 'historyVisibility':
        return {
          world_readable: withNames`${sender} hat den Verlauf für alle lesbar gemacht.`,
          shared: withNames`${sender} hat den ganzen Verlauf für Mitglieder lesbar gemacht.`,
          invited: withNames`${sender} hat den Verlauf ab der Einladung lesbar gemacht.`,
          joined: withNames`${sender} hat den Verlauf ab dem Beitritt lesbar gemacht.`,
        }[change.visibility];
      case 'roles':
        return change.changes
          .map(
            ({ target, powerLevel }) => withNames`${target.displayName} hat jetzt die Rolle ${roleName(powerLevel)}.`,
          )
          .join(' ');
    }
  },
  writeMessage: 'Nachricht',
  writeMessageTo: (room) => `Nachricht an „${room}“`,
  send: 'Senden',
} satisfies Partial<Words>;

/** The three roles of BundesMessenger, by power level. */
function roleName(powerLevel: number): string {
  if (powerLevel >= 100) return 'Administration';
  return powerLevel >= 50 ? 'Moderation' : 'Mitglied';
}
