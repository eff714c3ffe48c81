/** French words of a conversation. */
import { countIn } from './count.ts';
import type { ContentKind, ConversationWords } from './conversation-words.ts';
import { whenNeeded } from './when-needed.ts';
import { isolated, withNames } from './with-names.ts';

const list = whenNeeded(() => new Intl.ListFormat('fr'));
const number = whenNeeded(() => new Intl.NumberFormat('fr'));
const degrees = whenNeeded(() => new Intl.NumberFormat('fr', { minimumFractionDigits: 5, maximumFractionDigits: 5 }));
const count = countIn('fr');
const people = (names: readonly string[], others: number): string =>
  list().format(
    others > 0 ? [...names.map(isolated), count(others, 'autre personne', 'autres personnes')] : names.map(isolated),
  );

const kinds: Readonly<Record<ContentKind, string>> = {
  'm.text': 'Message',
  'm.notice': 'Information',
  'm.emote': 'Message',
  'm.image': 'Image',
  'm.file': 'Fichier',
  'm.audio': 'Fichier audio',
  'm.video': 'Vidéo',
  'm.sticker': 'Autocollant',
  'm.location': 'Position',
  'm.poll': 'Sondage',
  voice: 'Message vocal',
  redacted: 'Message supprimé',
  undecryptable: 'Message chiffré',
  unsupported: 'Message impossible à afficher',
};

export const frenchConversation: ConversationWords = {
  contentKind: (kind) => kinds[kind],
  replyTo: (name) => `Réponse à ${name}`,
  quoteLoading: 'Chargement du message cité…',
  quoteUnavailable: 'Le message cité n’est pas disponible.',
  verificationRequest: (sender, asked, outcome) => {
    if (outcome === 'done') return withNames`${sender} et ${asked} se sont mutuellement vérifiés.`;
    const request = withNames`${sender} a proposé à ${asked} une vérification mutuelle.`;
    return outcome === 'cancelled' ? `${request} La demande a été annulée.` : request;
  },
  mentionsYou: 'Vous êtes mentionné(e)',
  shield: (shield, own) =>
    ({
      authenticityNotGuaranteed: 'L’authenticité de ce message ne peut pas être vérifiée sur cet appareil.',
      unsignedDevice: own
        ? 'Envoyé par un de vos appareils que vous n’avez pas encore vérifié.'
        : 'Envoyé par un appareil que cette personne n’a pas vérifié.',
      unknownDevice: 'Envoyé par un appareil inconnu ou supprimé.',
      verificationViolation: 'L’identité de cette personne a changé depuis que vous l’avez vérifiée.',
      mismatchedSender: 'L’expéditeur indiqué ne correspond pas à la clé. Ne vous fiez pas à ce message.',
    })[shield],
  spoiler: (reason) => (reason ? withNames`Masqué : ${reason}` : 'Texte masqué'),
  showMore: 'Afficher plus',
  showLess: 'Afficher moins',
  readBy: (names, others) => `Lu par ${people(names, others)}`,
  unreadFromHere: 'Nouveaux messages',
  toUnread: 'Vers les messages non lus',
  newerLoading: 'Chargement des messages plus récents…',
  newerFailed: 'Les messages plus récents n’ont pas pu être chargés.',

  reactions: 'Réactions',
  addReaction: 'Ajouter une réaction',
  reaction: (names, total, own) => {
    const known = own ? ['Vous', ...names] : names;
    const others = Math.max(0, total - known.length);
    return known.length === 0 ? count(total, 'personne', 'personnes') : people(known, others);
  },
  moreReactions: (more) => count(more, 'autre réaction', 'autres réactions'),

  thread: 'Fil de discussion',
  openThread: 'Ouvrir le fil',
  closeThread: 'Fermer le fil',
  threadReplies: (replies) => count(replies, 'réponse', 'réponses'),
  threadUnread: (unread) => count(unread, 'non lue', 'non lues'),
  threadEmpty: 'Pas encore de réponse. Écrivez la première.',

  messageActions: 'Actions sur le message',
  moreActions: 'Autres actions',
  react: 'Réagir',
  reply: 'Répondre',
  replyInThread: 'Répondre dans le fil',
  editMessage: 'Modifier',
  copyText: 'Copier le texte',
  copied: 'Texte copié.',
  pin: 'Épingler',
  unpin: 'Désépingler',
  deleteMessage: 'Supprimer',
  deleteQuestion: 'Supprimer ce message ?',
  deleteText: 'Il sera supprimé pour toutes les personnes du salon. Cette action est irréversible.',
  actionFailed: 'L’action a échoué.',

  imageOf: (name, filename) => `Image de ${name}, ${filename}`,
  openImage: (description) => `Agrandir : ${description}`,
  download: (filename) => `Télécharger ${filename}`,
  downloadShort: 'Télécharger',
  downloading: 'Chargement…',
  downloadFailed: 'Le fichier n’a pas pu être chargé.',
  mediaUnavailable: 'Ce fichier n’est pas disponible.',
  noPreview: 'Pas d’aperçu',
  scannerHint:
    'Les fichiers sont déchiffrés sur le serveur et vérifiés contre les logiciels malveillants lorsqu’ils sont chargés. Les textes ne le sont pas.',
  play: (description) => `Lire : ${description}`,
  playFailed: 'Lecture impossible ici. Veuillez télécharger le fichier.',
  uploading: (percent) => `${number().format(percent)} % envoyés`,
  cancelUpload: 'Annuler l’envoi',
  imageViewer: 'Visionneuse d’images',
  zoomIn: 'Agrandir',
  zoomOut: 'Ajuster à la fenêtre',
  previousImage: 'Image précédente',
  nextImage: 'Image suivante',
  imagePosition: (at, total) => `Image ${number().format(at)} sur ${number().format(total)}`,

  coordinates: (latitude, longitude) =>
    `${degrees().format(Math.abs(latitude))}° ${latitude < 0 ? 'sud' : 'nord'}, ${degrees().format(Math.abs(longitude))}° ${longitude < 0 ? 'ouest' : 'est'}`,

  pollVotes: (votes) => count(votes, 'voix', 'voix'),
  pollVoters: (voters) =>
    voters === 0 ? 'Pas encore de vote' : count(voters, 'personne a voté', 'personnes ont voté'),
  pollHidden: 'Le résultat apparaîtra à la fin du sondage.',
  pollEnded: 'Sondage terminé',
  pollChoose: (maxSelections) =>
    maxSelections === 1 ? 'Choisissez une réponse.' : `Choisissez jusqu’à ${number().format(maxSelections)} réponses.`,
  pollOwn: 'Votre vote',
  pollEnd: 'Terminer le sondage',
  pollEndQuestion: 'Terminer le sondage ?',
  pollEndText: 'Ensuite, plus personne ne peut voter et tout le monde voit le résultat.',
  newPoll: 'Nouveau sondage',
  pollQuestion: 'Question',
  pollAnswer: (at) => `Réponse ${number().format(at)}`,
  pollAddAnswer: 'Ajouter une réponse',
  pollRemoveAnswer: (at) => `Retirer la réponse ${number().format(at)}`,
  pollMultiple: 'Autoriser plusieurs réponses',
  pollUndisclosed: 'N’afficher le résultat qu’à la fin',
  pollUndisclosedHint: 'Avant de voter, personne ne voit les votes des autres.',
  pollCreate: 'Envoyer le sondage',
  pollQuestionMissing: 'Veuillez saisir une question.',
  pollAnswersMissing: 'Veuillez saisir au moins deux réponses différentes.',

  attach: 'Joindre',
  attachFile: 'Fichier ou image',
  emoji: 'Insérer un émoji',
  emojiSearch: 'Rechercher un émoji',
  emojiRecent: 'Récemment utilisés',
  emojiNone: 'Aucun émoji correspondant.',
  emojiGroups: 'Groupes',
  emojiGroup: (group) =>
    ({
      0: 'Émoticônes et émotions',
      1: 'Personnes et corps',
      3: 'Animaux et nature',
      4: 'Nourriture et boissons',
      5: 'Voyages et lieux',
      6: 'Activités',
      7: 'Objets',
      8: 'Symboles',
      9: 'Drapeaux',
    })[group],
  emojiLoadFailed: 'Les émojis n’ont pas pu être chargés.',
  replyingTo: (name) => withNames`Réponse à ${name}`,
  editing: 'Modifier le message',
  cancelReply: 'Annuler la réponse',
  cancelEdit: 'Annuler la modification',
  save: 'Enregistrer',
  writeReply: 'Réponse',
  writeInThread: 'Répondre dans le fil',
  dropFiles: 'Déposez les fichiers ici',
  attachments: (files) => count(files, 'pièce jointe', 'pièces jointes'),
  removeAttachment: (filename) => `Retirer ${filename}`,
  attachmentTooLarge: (filename, maxSize) =>
    withNames`« ${filename} » est trop volumineux. La limite est de ${maxSize}.`,
  attachmentsTooMany: (max) =>
    `Vous pouvez envoyer au maximum ${max} fichiers à la fois. Les autres n’ont pas été ajoutés.`,
  mentionSuggestions: 'Mentionner des personnes',
  mentionRoom: 'Tout le monde',
  mentionRoomHint: 'Avertit toutes les personnes de ce salon',
  mentionCount: (found) => count(found, 'suggestion', 'suggestions'),
  composerNotEncrypted: 'Ce salon n’est pas chiffré. Il n’est donc pas possible d’y écrire.',
  composerForbidden: 'Vous n’avez pas le droit d’écrire dans ce salon.',

  typing: (names, others) =>
    names.length + others === 1 ? withNames`${names[0] ?? ''} écrit…` : `${people(names, others)} écrivent…`,
  pinned: 'Épinglé',
  pinnedPosition: (at, total) => `${number().format(at)} sur ${number().format(total)}`,
  nextPinned: 'Message épinglé suivant',
  showPinned: 'Afficher le message épinglé',
  roomDetails: 'Paramètres et membres',
  roomReplaced: 'Ce salon a été remplacé par un nouveau. On n’y écrit plus.',
  openSuccessor: 'Aller au nouveau salon',
  jumpToDate: 'Aller à une date',
  jumpToDateLabel: 'Date',
  jumpToDateGo: 'Aller',
  jumpToDateNone: 'Il n’y a aucun message ce jour-là ni après.',
};
