/** French words of keys, devices, accounts, members and settings of rooms. Vouvoiement. */
import { countIn } from './count.ts';
import { frenchEmoji } from './fr.emoji.ts';
import type { TrustWords } from './trust-words.ts';
import { whenNeeded } from './when-needed.ts';
import { withNames } from './with-names.ts';

const number = whenNeeded(() => new Intl.NumberFormat('fr'));
const count = countIn('fr');

export const frenchTrust: TrustWords = {
  recoveryTitle: (prompt) =>
    ({
      setUp: 'Protégez vos messages',
      notConfirmed: 'Avez-vous conservé votre clé ?',
      unlock: 'Déverrouiller les anciens messages',
      reset: 'Les anciens messages ne peuvent plus être déverrouillés',
      deadEnd: 'Cet appareil ne peut pas être déverrouillé',
    })[prompt],
  recoveryText: (prompt) =>
    ({
      setUp:
        'Une clé de récupération vous permet de lire vos messages aussi sur un nouvel appareil. Personne d’autre ne la connaît, pas même l’opérateur.',
      notConfirmed:
        'Une clé de récupération a été créée. Veuillez confirmer que vous l’avez conservée : sans elle, vos messages sont perdus si vous changez d’appareil.',
      unlock:
        'Vos anciens messages sont chiffrés. Vérifiez cet appareil pour les lire et pour que les autres lui fassent confiance.',
      reset:
        'Aucun autre appareil et aucune clé de récupération ne peut déverrouiller vos anciens messages. Une nouvelle identité vous permet d’écrire à nouveau en toute sécurité.',
      deadEnd:
        'Votre compte ne permet pas de se reconnecter, aucune nouvelle identité ne peut donc être créée ici. Votre administration peut vous aider. Vous pouvez toujours lire et écrire de nouveaux messages.',
    })[prompt],
  recoveryStart: (prompt) =>
    ({
      setUp: 'Protéger maintenant',
      notConfirmed: 'Confirmer',
      unlock: 'Déverrouiller',
      reset: 'Recommencer',
      deadEnd: 'En savoir plus',
    })[prompt],
  later: 'Plus tard',
  back: 'Retour',
  next: 'Continuer',
  usePassphrase: 'Définir aussi une phrase secrète',
  usePassphraseHint: 'De préférence plusieurs mots que vous seul connaissez. Pas votre mot de passe.',
  passphrase: 'Phrase secrète',
  passphraseRepeat: 'Répéter la phrase secrète',
  passphraseMissing: 'Veuillez saisir une phrase secrète.',
  passphrasesDiffer: 'Les deux saisies ne sont pas identiques.',
  passphraseStrength: (strength) =>
    ({ weak: 'Trop faible – facile à deviner', medium: 'Moyenne – suffisante', strong: 'Forte' })[strength],
  createKey: 'Créer la clé',
  createNewKey: 'Créer une nouvelle clé',
  creatingKey: 'Création de la clé…',
  keyTitle: 'Votre clé de récupération',
  keyText:
    'Conservez-la comme la clé de votre domicile : dans un gestionnaire de mots de passe ou imprimée en lieu sûr. Elle n’est affichée que maintenant.',
  keyWarning: 'Ne la transmettez jamais. Personne ne vous la demandera.',
  copyKey: 'Copier',
  keyCopied: 'La clé est copiée.',
  copyFailed: 'La copie est impossible. Veuillez imprimer ou enregistrer la clé.',
  printFailed: 'L’impression est impossible : le navigateur n’autorise pas de nouvelle fenêtre.',
  printKey: 'Imprimer',
  downloadKey: 'Enregistrer',
  keyFilename: 'cle-de-recuperation.txt',
  keyDocumentText: (userId) => `Pour le compte ${userId}. À conserver en lieu sûr et à ne donner à personne.`,
  keyIsKept: 'Je l’ai conservée',
  checkTitle: 'Petit contrôle',
  checkText: 'Regardez là où vous avez conservé la clé.',
  checkLabel: (characters) => `Les ${number().format(characters)} derniers caractères de la clé`,
  checkWrong: 'Cela ne correspond pas à la clé. Les majuscules comptent.',
  showKeyAgain: 'Afficher la clé à nouveau',
  finish: 'Terminer',
  recoveryDone: 'Terminé : vos messages sont protégés.',
  recoveryKey: 'Clé de récupération',
  recoveryKeyHint: '12 groupes de 4 caractères. Les espaces sont sans importance.',
  recoveryKeyMissing: 'Veuillez saisir votre clé de récupération.',
  unlock: 'Déverrouiller',
  unlocking: 'Déverrouillage…',
  unlockBy: (method) =>
    ({
      recoveryKey: 'Avec la clé de récupération',
      passphrase: 'Avec la phrase secrète',
      otherDevice: 'Avec un autre appareil',
    })[method],
  otherWays: 'Autres moyens',
  otherDeviceText:
    'Ouvrez la messagerie sur un appareil où vous êtes déjà connecté. Une demande à confirmer y apparaît dans un instant.',
  otherDeviceStart: 'Envoyer la demande',
  noWayLeft: 'Rien de tout cela n’est possible',
  restoring: 'Déverrouillage des anciens messages…',
  restoredKeys: (done, total) => `${number().format(done)} sur ${count(total, 'clé', 'clés')}`,
  resetConsequence: (of) =>
    ({
      history: 'Les anciens messages chiffrés que cet appareil ne peut pas lire restent illisibles pour toujours.',
      contacts: 'Vos contacts voient que votre identité a changé et devraient vous vérifier à nouveau.',
      devices: 'Vous devez vérifier à nouveau vos autres appareils.',
    })[of],
  resetConfirm: 'Créer une nouvelle identité',
  resetting: 'Création de la nouvelle identité…',

  endDeviceTitle: 'Déconnecter auprès du service de connexion',
  endDeviceText:
    'Vous déconnectez les appareils sur la page de votre service de connexion, qui s’ouvre dans un nouvel onglet. Revenez ensuite ici.',
  endDevicePage: 'Ouvrir la page',
  endDeviceDone: 'Je l’ai déconnecté',
  endDeviceRefused: 'L’appareil y est encore connecté.',
  reauthenticationTitle: 'Veuillez vous connecter encore une fois',
  reauthenticationText: (purpose) =>
    ({
      resetIdentity: 'Pour que personne d’autre que vous ne puisse créer une nouvelle identité.',
      signOutDevices: 'Pour que personne d’autre que vous ne puisse déconnecter vos appareils.',
    })[purpose],
  reauthenticationRefused: 'Ce n’était pas correct. Veuillez réessayer.',
  reauthenticationChecking: 'Vérification de la connexion…',
  reauthenticationPageText: 'La connexion s’ouvre dans un nouvel onglet. Revenez ensuite ici.',
  reauthenticationPage: 'Ouvrir la connexion',
  reauthenticationPageDone: 'Je me suis connecté',
  confirmIdentity: 'Confirmer',

  verificationTitle: (name) => (name === undefined ? 'Vérifier un appareil' : withNames`Vérifier ${name}`),
  verificationIncoming: (name, device) =>
    name === undefined
      ? `${device === undefined ? 'Un autre de vos appareils' : withNames`Votre appareil « ${device} »`} demande à être vérifié. Venez-vous de vous y connecter ?`
      : withNames`${name} souhaite que vous vous vérifiiez mutuellement. Rencontrez-vous ou appelez-vous pour cela.`,
  verificationOutgoing: (name) =>
    name === undefined
      ? 'Ouvrez la messagerie sur votre autre appareil et acceptez-y la demande.'
      : withNames`En attente de l’acceptation par ${name}.`,
  verificationChoose: 'Comment souhaitez-vous comparer ?',
  verificationEndsIn: (minutes) => `La demande prend fin dans ${count(minutes, 'minute', 'minutes')}.`,
  compareEmoji: 'Comparer sept images',
  compareEmojiHint: 'Fonctionne sur tous les appareils.',
  showQr: 'Faire scanner un code QR',
  showQrHint: 'Pointez l’appareil photo de l’autre appareil sur ce code.',
  scanQr: 'Scanner un code QR',
  scanQrHint: 'Lisez le code de l’autre appareil avec l’appareil photo.',
  scanQrNow: 'Présentez le code QR de l’autre appareil devant l’appareil photo.',
  openCamera: 'Ouvrir l’appareil photo',
  closeCamera: 'Fermer l’appareil photo',
  cameraView: 'Image de l’appareil photo',
  cameraProblem: (problem) =>
    ({
      notFound: 'Aucun appareil photo n’est disponible ici. Comparez plutôt les images.',
      notAllowed:
        'Le navigateur n’autorise pas l’appareil photo. Autorisez-le dans les paramètres de ce site, ou comparez les images.',
      failed:
        'L’appareil photo ne peut pas être utilisé pour le moment. Fermez les autres programmes qui l’utilisent, ou comparez les images.',
    })[problem],
  qrCode: 'Code QR pour la vérification',
  compareTitle: 'Ces images sont-elles identiques ?',
  compareText: (name) =>
    name === undefined
      ? 'Comparez les images et leur ordre avec votre autre appareil.'
      : withNames`Comparez les images et leur ordre avec ${name}, en personne ou par téléphone, pas dans la messagerie.`,
  compareNumbers: 'Comparer plutôt des nombres',
  emojiMatch: 'Elles sont identiques',
  emojiDiffer: 'Elles sont différentes',
  sasEmoji: (name) => frenchEmoji[name.toLowerCase()] ?? name,
  qrScannedText: 'L’autre appareil a lu le code. Indique-t-il que tout est en ordre ?',
  qrScannedYes: 'Oui',
  qrScannedNo: 'Non',
  verificationWaiting: (name) =>
    name === undefined ? 'En attente de votre autre appareil…' : withNames`En attente de ${name}…`,
  verificationDone: (name) =>
    name === undefined
      ? 'L’appareil est vérifié.'
      : withNames`${name} est vérifié. Vos messages ne parviennent qu’à cette personne.`,
  verificationEnded: 'Non vérifié',
  verificationEnd: (reason, byMe) =>
    ({
      declined: byMe ? 'Vous avez annulé la vérification.' : 'L’autre partie a annulé la vérification.',
      timedOut: 'La vérification a duré trop longtemps. Vous pouvez recommencer.',
      mismatch:
        'Les images n’étaient pas identiques. Il se peut que quelqu’un intercepte vos messages. Recommencez ; si cela se reproduit, adressez-vous à votre service informatique.',
      answeredElsewhere: 'La demande a été traitée sur un autre de vos appareils.',
      failed: 'Les deux appareils ne se sont pas compris. Veuillez les mettre à jour et recommencer.',
      interrupted: 'La connexion a été interrompue. Veuillez recommencer.',
    })[reason],
  startAgain: 'Recommencer',
  notMe: 'Ce n’était pas moi',

  devices: 'Appareils',
  devicesText:
    'Vous êtes connecté ici. Déconnectez les appareils que vous n’utilisez plus ou que vous ne connaissez pas.',
  devicesLoading: 'Chargement des appareils…',
  devicesFailed: 'Vos appareils ne peuvent pas être chargés pour le moment.',
  thisDevice: 'Cet appareil',
  unnamedDevice: 'Appareil sans nom',
  deviceTrust: (trust) => ({ verified: 'Vérifié', unverified: 'Non vérifié', noEncryption: 'Sans chiffrement' })[trust],
  lastSeen: (time) => `Dernière activité : ${time}`,
  lastSeenUnknown: 'Dernière activité : inconnue',
  otherDevices: (devices) => count(devices, 'autre appareil', 'autres appareils'),
  noOtherDevices: 'Vous n’êtes connecté sur aucun autre appareil.',
  deviceActions: (device) => `Actions pour ${device}`,
  verifyDevice: 'Vérifier l’appareil',
  renameDevice: 'Renommer',
  deviceName: 'Nom de l’appareil',
  signOutDevice: 'Déconnecter',
  signOutOthers: 'Déconnecter tous les autres',
  signOutQuestion: (device) => withNames`Déconnecter « ${device} » ?`,
  signOutOthersQuestion: (devices) => `Déconnecter ${count(devices, 'autre appareil', 'autres appareils')} ?`,
  signOutText: 'Les messages y seront supprimés. Une nouvelle connexion est possible à tout moment.',

  accountSettings: 'Compte et appareils',
  legal: 'Informations légales et aide',
  accessibility: 'Accessibilité',
  logoutRiskTitle: (risk) =>
    ({
      keysNotBackedUp: 'La sauvegarde est en cours',
      noRecovery: 'Vos messages ne sont pas protégés',
      recoveryNotConfirmed: 'Avez-vous votre clé de récupération ?',
    })[risk],
  logoutRiskText: (risk) =>
    ({
      keysNotBackedUp:
        'Les clés des derniers messages sont en cours de sauvegarde. Veuillez patienter un instant, sinon vous ne pourrez plus lire ces messages.',
      noRecovery:
        'Si vous vous déconnectez maintenant, vous ne pourrez plus jamais lire vos messages. Protégez-les d’abord.',
      recoveryNotConfirmed:
        'Sans elle, vous ne pourrez plus jamais lire vos messages après la déconnexion. Veuillez vérifier que vous l’avez conservée.',
    })[risk],
  logoutSafeText:
    'Tous les messages et toutes les clés seront supprimés de cet appareil. Votre clé de récupération vous permet de les relire après la prochaine connexion.',
  logoutAnyway: 'Se déconnecter quand même',
  secureFirst: 'Protéger d’abord',

  filesTitle: 'Fichiers',
  filesLoading: 'Recherche de fichiers…',
  files: (files) => count(files, 'fichier', 'fichiers'),
  noFiles: 'Il n’y a aucun fichier dans ce salon',
  noFilesYet: 'Il n’y a aucun fichier parmi les messages les plus récents',
  olderFiles: 'Chercher des fichiers plus anciens',
  newerFiles: 'Afficher les fichiers plus récents',
  showMessage: 'Afficher dans le salon',
  showMessageOf: (filename) => withNames`Afficher ${filename} dans le salon`,
  searchedTo: (time) => `Recherche effectuée jusqu’au ${time}`,

  searchMessages: 'Recherche',
  searchLabel: 'Rechercher dans les messages',
  searchHint: 'La recherche se fait sur cet appareil : le serveur ne sait pas ce que vous cherchez.',
  searchGo: 'Rechercher',
  searching: 'Recherche dans les messages…',
  found: (found) => count(found, 'message trouvé', 'messages trouvés'),
  noneFound: 'Aucun message trouvé',
  noneFoundYet: 'Aucun message trouvé pour l’instant',
  searchOlder: 'Rechercher plus loin',
  newerFound: 'Afficher les plus récents',

  ignorePerson: 'Bloquer cette personne',
  ignoreQuestion: (name) => withNames`Bloquer ${name} ?`,
  ignoreText:
    'Vous ne verrez plus, dans aucun salon, ce que cette personne écrit, ni ses invitations. Elle n’en sera pas informée. Vous pourrez la débloquer dans votre compte.',
  ignoreConfirm: 'Bloquer',
  ignoredNow: (name) => withNames`${name} : personne bloquée.`,
  ignoredNoMore: (name) => withNames`${name} : personne débloquée.`,
  isIgnored: 'Personne que vous avez bloquée',
  ignoredPeople: 'Personnes bloquées',
  ignoredPeopleText: 'Vous ne voyez dans aucun salon ce que ces personnes écrivent. Elles n’en sont pas informées.',
  nobodyIgnored: 'Vous n’avez bloqué personne.',
  ignoreNoMore: 'Débloquer',
  ignoreNoMoreOf: (name) => `Débloquer ${name}`,

  membersTitle: 'Membres',
  searchMembers: 'Rechercher des membres',
  membersLoading: 'Chargement des membres…',
  membersFailed: 'Tous les membres n’ont pas pu être chargés.',
  noMembersFound: 'Aucun résultat',
  moreMembers: (members) => `En afficher ${number().format(members)} de plus`,
  role: (role) => ({ administrator: 'Administration', moderator: 'Modération', member: 'Membre' })[role],
  roleOf: (name) => `Rôle de ${name}`,
  membership: (membership) => ({ invite: 'Invité', knock: 'Demande à entrer', ban: 'Exclu' })[membership],
  foreign: (server) => `Externe : ${server}`,
  memberActions: (name) => `Actions pour ${name}`,
  showProfile: 'Afficher le profil',
  copyUserId: 'Copier l’identifiant',
  memberReason: (reason) => withNames`Motif : ${reason}`,
  verifyMember: 'Vérifier la personne',
  admitMember: 'Laisser entrer',
  refuseKnock: 'Refuser la demande',
  withdrawInvite: 'Retirer l’invitation',
  removeMember: 'Retirer du salon',
  removeQuestion: (name) => withNames`Retirer ${name} du salon ?`,
  removeText: 'Cette personne ne lira plus les nouveaux messages. Elle peut être invitée à nouveau.',
  banMember: 'Exclure durablement',
  banQuestion: (name) => withNames`Exclure ${name} durablement ?`,
  banText: 'Cette personne ne peut plus être invitée tant que l’exclusion n’est pas levée.',
  unbanMember: 'Lever l’exclusion',
  changeRole: 'Changer le rôle',
  changeRoleText: (name) => withNames`Quel rôle attribuer à ${name} dans ce salon ?`,
  ownRoleQuestion: 'Abandonner votre propre rôle ?',
  ownRoleText: 'Vous ne pourrez pas vous rendre ce rôle.',

  roomSettings: 'Paramètres',
  settingsLoading: 'Chargement des paramètres…',
  saved: 'Enregistré.',
  roomTopic: 'Sujet',
  roomTopicNone: 'Aucun sujet',
  notifications: 'Notifications',
  notificationsChoice: (notifications) =>
    ({ all: 'Pour tous les messages', mentions: 'Uniquement si je suis mentionné', none: 'Jamais' })[notifications],
  favourite: 'Favori',
  favouriteHint: 'Figure parmi les favoris de votre liste.',
  federationOpen: 'Ouvrir à d’autres administrations',
  federationOpenHint: 'Des personnes d’autres organisations peuvent être invitées.',
  federatesNever: 'Ce salon a été créé pour votre organisation et ne peut pas être ouvert.',
  federationQuestion: (to) =>
    to === 'federated' ? 'Ouvrir le salon à d’autres administrations ?' : 'Réserver le salon à votre organisation ?',
  federationAnnouncement: (to) =>
    to === 'federated'
      ? 'Les personnes invitées d’autres organisations pourront alors lire et écrire, selon les paramètres aussi l’historique. Tout le salon voit un avis.'
      : 'Les personnes d’autres organisations ne recevront plus de nouveaux messages. Elles gardent ce qu’elles ont déjà reçu. Tout le salon voit un avis.',
  federationConfirm: (to) => (to === 'federated' ? 'Ouvrir le salon' : 'Réserver le salon'),
  joinRule: 'Accès',
  joinRuleChoice: (rule) =>
    ({
      public: 'Tout le monde',
      invite: 'Sur invitation uniquement',
      knock: 'Sur invitation ou sur demande',
      restricted: 'Membres de certains salons',
      knock_restricted: 'Membres de certains salons ou sur demande',
      private: 'Personne',
      other: 'Autre règle',
    })[rule],
  history: 'Historique lisible',
  historyChoice: (visibility) =>
    ({
      world_readable: 'Par tous, même sans rejoindre',
      shared: 'Par les membres, depuis le début',
      invited: 'Par les membres, à partir de leur invitation',
      joined: 'Par les membres, à partir de leur arrivée',
    })[visibility],
  ownRole: 'Votre rôle',
  onlyAdministrators: 'Ce que vous ne pouvez pas modifier ici, l’administration du salon le peut.',
  encryptionFact: 'Seules les personnes de ce salon peuvent lire les messages et les fichiers.',
  scannerFact:
    'Seules les personnes de ce salon peuvent lire les messages. Les fichiers sont déchiffrés sur le serveur et vérifiés contre les logiciels malveillants lors du téléchargement.',
};
