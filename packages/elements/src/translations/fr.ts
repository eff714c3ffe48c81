/** French. Vouvoiement. */
import { countIn } from './count.ts';
import { frenchConversation } from './fr.conversation.ts';
import { frenchErrors, frenchErrorsForAdministrators } from './fr.errors.ts';
import { frenchTrust } from './fr.trust.ts';
import type { Words } from './words.ts';
import { withNames } from './with-names.ts';

const count = countIn('fr');

export const fr: Words = {
  $code: 'fr',
  $name: 'Français',
  $dir: 'ltr',

  ...frenchConversation,
  ...frenchTrust,

  openChat: 'Ouvrir la messagerie',
  chat: 'Messagerie',
  startTitle: 'Messagerie sécurisée',
  startText: 'Vos messages sont chiffrés de bout en bout. Rien n’est chargé avant que vous n’ouvriez la messagerie.',
  loginTitle: 'Connexion',
  loginAt: (homeserver) => `Serveur : ${homeserver}`,
  userName: 'Nom d’utilisateur',
  userNameHint: 'Par exemple max.muster',
  password: 'Mot de passe',
  showPassword: 'Afficher le mot de passe',
  hidePassword: 'Masquer le mot de passe',
  login: 'Se connecter',
  userNameMissing: 'Veuillez saisir votre nom d’utilisateur.',
  passwordMissing: 'Veuillez saisir votre mot de passe.',
  loginElsewhere: 'Vous vous connectez sur la page de votre organisation, puis vous revenez ici.',
  loginWith: (provider) => `Se connecter avec ${provider}`,
  loginLeaves: 'Redirection en cours…',
  or: 'ou',
  portalLogin: 'La connexion se fait avec votre compte du portail.',
  loginFailed: 'Connexion impossible',
  imprint: 'Mentions légales',
  privacy: 'Protection des données',
  newTab: 's’ouvre dans un nouvel onglet',
  logout: 'Se déconnecter',
  logoutQuestion: 'Voulez-vous vous déconnecter ?',
  logoutText:
    'Tous les messages et toutes les clés seront supprimés de cet appareil. Il se peut que vous ne puissiez plus lire les anciens messages après votre prochaine connexion.',
  loggedInAs: 'Connecté en tant que',
  account: 'Compte',
  loggedOutReason: (reason) =>
    ({
      loggedOut: 'Vous êtes déconnecté. Aucun message n’est plus enregistré sur cet appareil.',
      tokenUnknown: 'Votre connexion n’est plus valable. Veuillez vous reconnecter.',
      storeLost: 'Les données enregistrées dans ce navigateur ont été supprimées. Veuillez vous reconnecter.',
    })[reason],
  sessionStatus: (status) =>
    ({
      starting: 'Préparation de la messagerie…',
      waitingForOtherPage:
        'La messagerie est ouverte dans un autre onglet. Elle démarrera ici dès que vous fermerez l’autre onglet.',
      loggedOut: 'Vous n’êtes pas connecté.',
      loggingIn: 'Connexion en cours…',
      loggedIn: 'Vous êtes connecté.',
      loggingOut: 'Déconnexion en cours…',
      refused: 'La messagerie ne peut pas démarrer.',
    })[status],
  homeserverStatus: (status) =>
    ({
      checking: 'Vérification de la connexion au serveur…',
      reachable: 'Le serveur est joignable.',
      unreachable: 'Le serveur n’est pas joignable pour le moment. De nouveaux essais ont lieu automatiquement.',
    })[status],
  syncStatus: (status) =>
    ({ catchingUp: 'Mise à jour des messages…', live: 'Connecté.', offline: 'Aucune connexion.' })[status],
  syncHint: (status) =>
    ({
      catchingUp: 'Vous verrez les derniers messages dans un instant.',
      live: 'Les nouveaux messages apparaissent aussitôt.',
      offline: 'Vous pouvez continuer à lire et à écrire. Les messages seront envoyés dès le retour de la connexion.',
    })[status],
  maintenanceTitle: (kind, status) =>
    kind === 'message'
      ? 'Message de votre service informatique'
      : { announced: 'Maintenance annoncée', running: 'La messagerie est en maintenance' }[status],
  maintenanceTime: (status, start, end) =>
    ({
      announced: `La messagerie sera en maintenance à partir de : ${start}, jusqu’à : ${end}.`,
      running: `Fin prévue de la maintenance : ${end}.`,
    })[status],
  maintenanceBlocks: (status) =>
    ({
      announced: 'Pendant ce temps, vous ne pourrez ni vous connecter, ni envoyer ou recevoir quoi que ce soit.',
      running:
        'D’ici là, rien n’est envoyé ni reçu. La messagerie reprendra ensuite d’elle-même, et rien ne sera perdu.',
    })[status],
  maintenanceHide: 'Masquer ce message',
  support: 'Aide',
  deviceStatus: (status) =>
    ({
      unknown: 'Vérification de l’état de cet appareil.',
      verified: 'Cet appareil est vérifié.',
      unverified: 'Cet appareil n’est pas encore vérifié.',
    })[status],
  storageStatus: (status) =>
    ({
      persistent: 'Les messages restent sur cet appareil jusqu’à votre déconnexion.',
      memory: 'Ce navigateur n’enregistre rien : fermer la page vous déconnecte.',
    })[status],

  retry: 'Réessayer',
  refused: 'La messagerie ne peut pas démarrer',
  unreachable: 'Serveur injoignable',
  forAdministrators: 'Indication pour l’administration',
  errorCode: 'Code d’erreur',
  error: (code) => (frenchErrors as Record<string, string>)[code] ?? frenchErrors.UNEXPECTED,
  errorForAdministrators: (code) => (frenchErrorsForAdministrators as Record<string, string>)[code] ?? '',

  rooms: 'Discussions',
  roomListLoading: 'Chargement des discussions…',
  noRooms: 'Pas encore de discussion',
  noRoomsHint: 'Créez un salon et invitez vos collègues.',
  newRoom: 'Nouveau salon',
  invites: 'Invitations',
  invitedBy: (name) => withNames`Invitation de ${name}`,
  accept: 'Accepter',
  decline: 'Refuser',
  acceptInvite: (room) => `Accepter l’invitation dans « ${room} »`,
  declineInvite: (room) => `Refuser l’invitation dans « ${room} »`,
  unread: (number, atLeast) => (atLeast ? 'au moins ' : '') + count(number, 'message non lu', 'messages non lus'),
  unreadRooms: (number) => count(number, 'discussion non lue', 'discussions non lues'),
  mentions: (number) => count(number, 'mention', 'mentions'),
  you: 'Vous',
  previewUndecryptable: 'Message chiffré',
  previewNone: 'Pas encore de message',
  previewKnocked: 'Vous avez demandé à entrer.',
  searchRooms: 'Rechercher une discussion',
  filterRooms: 'Filtrer les discussions',
  roomFilter: (filter) =>
    ({
      all: 'Toutes',
      unread: 'Non lues',
      favourite: 'Favoris',
      muted: 'En sourdine',
      people: 'Personnes',
      rooms: 'Salons',
    })[filter],
  space: 'Espace',
  allSpaces: 'Tous les espaces',
  noRoomsFound: 'Aucune discussion ne correspond',
  roomsFound: (rooms) => count(rooms, 'discussion', 'discussions'),
  showAllRooms: 'Afficher toutes les discussions',
  previewContent: (content) =>
    ({
      text: 'Message',
      emote: 'Message',
      notice: 'Information',
      image: 'Image',
      file: 'Fichier',
      audio: 'Audio',
      video: 'Vidéo',
      location: 'Position',
      sticker: 'Autocollant',
      poll: 'Sondage',
    })[content],
  roomName: 'Nom du salon',
  roomNameMissing: 'Veuillez donner un nom au salon.',
  invitees: 'Inviter des personnes (facultatif)',
  inviteesHint: 'Identifiants comme @max.muster:behoerde.example, séparés par des espaces ou des virgules.',
  invalidUserId: (id) => withNames`« ${id} » n’est pas un identifiant. Il commence par @ et contient un deux-points.`,
  whoMayJoin: 'Qui peut participer ?',
  federationChoice: (federation) =>
    ({ internal: 'Uniquement votre organisation', federated: 'Aussi d’autres administrations' })[federation],
  federationHint: (federation) =>
    ({
      internal: 'Seules les personnes de votre propre serveur peuvent participer.',
      federated: 'Les personnes d’autres serveurs autorisés peuvent aussi participer.',
    })[federation],
  create: 'Créer le salon',
  cancel: 'Annuler',
  close: 'Fermer',

  unnamedRoom: 'Salon sans nom',
  chooseRoom: 'Choisissez une discussion',
  chooseRoomHint: 'Tous les messages sont chiffrés de bout en bout.',
  roomUnknown: 'Ce salon n’est pas (ou plus) disponible.',
  backToRooms: 'Retour à la liste',
  members: (number) => count(number, 'personne', 'personnes'),
  encrypted: 'Chiffré de bout en bout',
  notEncrypted: 'Non chiffré',
  federation: (federation) => ({ internal: 'Interne', federated: 'Inter-organisations' })[federation],
  roomMenu: 'Menu du salon',
  invite: 'Inviter une personne',
  userId: 'Identifiant',
  invited: (id) => withNames`Invitation envoyée à ${id}.`,
  leave: 'Quitter le salon',
  leaveQuestion: (room) => withNames`Quitter « ${room} » ?`,
  leaveText: 'Vous ne recevrez plus de messages de ce salon. Pour revenir, il vous faudra une nouvelle invitation.',

  messages: 'Messages',
  timelineLoading: 'Chargement des messages…',
  timelineEmpty: 'Pas encore de message. Écrivez le premier.',
  timelineStart: 'Le salon commence ici.',
  olderLoading: 'Chargement des messages plus anciens…',
  olderFailed: 'Les messages plus anciens n’ont pas pu être chargés.',
  newMessages: (number) => count(number, 'nouveau message', 'nouveaux messages'),
  toNewest: 'Aux derniers messages',
  announceMessage: (sender, body) => `${sender} : ${body}`,
  announceDigest: (number) => count(number, 'nouveau message', 'nouveaux messages'),
  announceSendFailed: 'Un message n’a pas pu être envoyé.',
  sending: (waiting) =>
    ({ turn: 'En attente du message précédent', network: 'En attente de connexion', answer: 'Envoi en cours' })[
      waiting
    ],
  sent: 'Envoyé',
  sendFailed: 'Non envoyé',
  resend: 'Renvoyer',
  discard: 'Supprimer',
  edited: 'modifié',
  clearText: 'Ce message a été envoyé sans chiffrement. Ne vous y fiez pas sans vérifier auprès de son auteur.',
  redacted: 'Message supprimé',
  unsupported: 'Ce type de message ne peut pas encore être affiché ici.',
  undecryptable: (cause) =>
    ({
      beforeLogin: 'Ce message est antérieur à votre connexion sur cet appareil.',
      beforeJoin: 'Ce message a été écrit avant votre arrivée dans le salon.',
      waitingForKeys: 'Ce message est en cours de déchiffrement…',
      withheld: 'Ce message n’a pas été partagé avec cet appareil.',
      withheldUnverified: 'Ce message n’a été partagé qu’avec des appareils vérifiés.',
      backupLocked: 'Ce message se trouve dans la sauvegarde des clés, verrouillée sur cet appareil.',
      senderNotTrusted: 'Ce message vient d’un appareil qui n’est pas digne de confiance.',
      unknown: 'Ce message ne peut pas être déchiffré.',
    })[cause],
  undecryptableHint: (cause) =>
    ({
      beforeLogin: 'Vous pouvez le lire sur un autre appareil sur lequel vous êtes connecté.',
      beforeJoin: 'Demandez à une personne du salon de vous le transférer.',
      waitingForKeys: 'Il apparaîtra de lui-même.',
      withheld: 'Demandez à son auteur de vérifier votre appareil.',
      withheldUnverified: 'Vérifiez cet appareil pour pouvoir lire les prochains messages.',
      backupLocked: 'Déverrouillez la sauvegarde avec votre clé de récupération.',
      senderNotTrusted: 'Demandez à son auteur de vérifier son appareil.',
      unknown: 'Demandez à son auteur de l’envoyer à nouveau.',
    })[cause],
  state: (change, sender) => {
    switch (change.type) {
      case 'created':
        return withNames`${sender} a créé le salon.`;
      case 'joined':
        return withNames`${change.target.displayName} a rejoint le salon.`;
      case 'left':
        return withNames`${change.target.displayName} a quitté le salon.`;
      case 'invited':
        return withNames`${sender} a invité ${change.target.displayName}.`;
      case 'removed':
        return withNames`${sender} a retiré ${change.target.displayName}.`;
      case 'banned':
        return withNames`${sender} a exclu ${change.target.displayName}.`;
      case 'unbanned':
        return withNames`${sender} a levé l’exclusion de ${change.target.displayName}.`;
      case 'knocked':
        return withNames`${change.target.displayName} demande à entrer.`;
      case 'inviteDeclined':
        return withNames`${change.target.displayName} a refusé l’invitation.`;
      case 'inviteWithdrawn':
        return withNames`${sender} a retiré l’invitation adressée à ${change.target.displayName}.`;
      case 'displayName':
        return withNames`${change.previous} s’appelle désormais ${change.target.displayName}.`;
      case 'name':
        return withNames`${sender} a renommé le salon en « ${change.name} ».`;
      case 'topic':
        return change.topic
          ? withNames`${sender} a changé le sujet : ${change.topic}`
          : withNames`${sender} a retiré le sujet.`;
      case 'encryption':
        return 'Les messages de ce salon sont chiffrés de bout en bout.';
      case 'federation':
        return change.federation === 'internal'
          ? withNames`${sender} a limité le salon à votre organisation.`
          : withNames`${sender} a ouvert le salon à d’autres administrations.`;
      case 'userAvatar':
        return withNames`${change.target.displayName} a changé de photo.`;
      case 'avatar':
        return withNames`${sender} a changé l’image du salon.`;
      case 'pinned':
        return withNames`${sender} a modifié les messages épinglés.`;
      case 'upgraded':
        return 'Ce salon continue ailleurs.';
      case 'joinRule':
        return {
          public: withNames`${sender} a ouvert le salon à tout le monde.`,
          knock: withNames`${sender} autorise les demandes d’accès.`,
          invite: withNames`${sender} a réservé l’accès aux personnes invitées.`,
          restricted: withNames`${sender} a réservé l’accès aux membres de certains salons.`,
        }[change.joinRule];
      case 'historyVisibility':
        return {
          world_readable: withNames`${sender} a rendu l’historique lisible par tout le monde.`,
          shared: withNames`${sender} a rendu tout l’historique lisible par les membres.`,
          invited: withNames`${sender} a rendu l’historique lisible à partir de l’invitation.`,
          joined: withNames`${sender} a rendu l’historique lisible à partir de l’arrivée.`,
        }[change.visibility];
      case 'roles':
        return change.changes
          .map(
            ({ target, powerLevel }) => withNames`${target.displayName} a désormais le rôle ${roleName(powerLevel)}.`,
          )
          .join(' ');
    }
  },

  writeMessage: 'Message',
  writeMessageTo: (room) => `Message à « ${room} »`,
  send: 'Envoyer',
};

/** The three roles of BundesMessenger, by power level. */
function roleName(powerLevel: number): string {
  if (powerLevel >= 100) return 'administration';
  return powerLevel >= 50 ? 'modération' : 'membre';
}
