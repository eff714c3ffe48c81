/** English. */
import { countIn } from './count.ts';
import { englishConversation } from './en.conversation.ts';
import { englishErrors, englishErrorsForAdministrators } from './en.errors.ts';
import { englishTrust } from './en.trust.ts';
import type { Words } from './words.ts';
import { withNames } from './with-names.ts';

const count = countIn('en');

export const en: Words = {
  $code: 'en',
  $name: 'English',
  $dir: 'ltr',

  ...englishConversation,
  ...englishTrust,

  openChat: 'Open chat',
  chat: 'Chat',
  startTitle: 'Secure chat',
  startText: 'Your messages are end-to-end encrypted. Nothing is loaded until you open the chat.',
  loginTitle: 'Log in',
  loginAt: (homeserver) => `Server: ${homeserver}`,
  userName: 'User name',
  userNameHint: 'For example max.muster',
  password: 'Password',
  showPassword: 'Show password',
  hidePassword: 'Hide password',
  login: 'Log in',
  userNameMissing: 'Please enter your user name.',
  passwordMissing: 'Please enter your password.',
  loginElsewhere: 'You log in on the page of your organisation and then come back here.',
  loginWith: (provider) => `Log in with ${provider}`,
  loginLeaves: 'You are being forwarded …',
  or: 'or',
  portalLogin: 'You are logged in with your login at the portal.',
  loginFailed: 'Login not possible',
  imprint: 'Legal notice',
  privacy: 'Privacy',
  newTab: 'opens in a new tab',
  logout: 'Log out',
  logoutQuestion: 'Do you want to log out?',
  logoutText:
    'All messages and keys on this device will be deleted. You may not be able to read earlier messages after your next login.',
  loggedInAs: 'Logged in as',
  account: 'Account',
  loggedOutReason: (reason) =>
    ({
      loggedOut: 'You are logged out. No messages are stored on this device any more.',
      tokenUnknown: 'Your login is no longer valid. Please log in again.',
      storeLost: 'The stored data of this browser was deleted. Please log in again.',
    })[reason],
  sessionStatus: (status) =>
    ({
      starting: 'Preparing the chat …',
      waitingForOtherPage: 'The chat is open in another tab. It starts here as soon as you close the other tab.',
      loggedOut: 'You are not logged in.',
      loggingIn: 'Logging in …',
      loggedIn: 'You are logged in.',
      loggingOut: 'Logging out …',
      refused: 'The chat cannot be started.',
    })[status],
  homeserverStatus: (status) =>
    ({
      checking: 'Checking the connection to the server …',
      reachable: 'The server can be reached.',
      unreachable: 'The server cannot be reached at the moment. Trying again automatically.',
    })[status],
  syncStatus: (status) =>
    ({ catchingUp: 'Updating messages …', live: 'Connected.', offline: 'No connection.' })[status],
  syncHint: (status) =>
    ({
      catchingUp: 'You will see the latest messages in a moment.',
      live: 'New messages appear at once.',
      offline: 'You can go on reading and writing. Messages are sent as soon as the connection is back.',
    })[status],
  maintenanceTitle: (kind, status) =>
    kind === 'message'
      ? 'Note from your IT department'
      : { announced: 'Maintenance announced', running: 'The messenger is under maintenance' }[status],
  maintenanceTime: (status, start, end) =>
    ({
      announced: `The messenger will be under maintenance from ${start} to ${end}.`,
      running: `The maintenance is expected to last until ${end}.`,
    })[status],
  maintenanceBlocks: (status) =>
    ({
      announced: 'During this time you cannot log in, and nothing is sent or received.',
      running: 'Until then nothing is sent or received. Afterwards it goes on by itself, and nothing is lost.',
    })[status],
  maintenanceHide: 'Hide this note',
  support: 'Help',
  deviceStatus: (status) =>
    ({
      unknown: 'Checking whether this device is verified.',
      verified: 'This device is verified.',
      unverified: 'This device is not verified yet.',
    })[status],
  storageStatus: (status) =>
    ({
      persistent: 'Messages stay on this device until you log out.',
      memory: 'This browser stores nothing: closing the page logs you out.',
    })[status],

  retry: 'Try again',
  refused: 'The chat cannot be started',
  unreachable: 'Server cannot be reached',
  forAdministrators: 'Note for administrators',
  errorCode: 'Error code',
  error: (code) => (englishErrors as Record<string, string>)[code] ?? englishErrors.UNEXPECTED,
  errorForAdministrators: (code) => (englishErrorsForAdministrators as Record<string, string>)[code] ?? '',

  rooms: 'Chats',
  roomListLoading: 'Loading chats …',
  noRooms: 'No chats yet',
  noRoomsHint: 'Create a room and invite your colleagues.',
  newRoom: 'New room',
  invites: 'Invitations',
  invitedBy: (name) => withNames`Invited by ${name}`,
  accept: 'Accept',
  decline: 'Decline',
  acceptInvite: (room) => `Accept the invitation to “${room}”`,
  declineInvite: (room) => `Decline the invitation to “${room}”`,
  unread: (number, atLeast) => (atLeast ? 'at least ' : '') + count(number, 'unread message', 'unread messages'),
  unreadRooms: (number) => count(number, 'unread chat', 'unread chats'),
  mentions: (number) => count(number, 'mention', 'mentions'),
  you: 'You',
  previewUndecryptable: 'Encrypted message',
  previewNone: 'No messages yet',
  previewKnocked: 'You have asked to be let in.',
  searchRooms: 'Search chats',
  filterRooms: 'Filter chats',
  roomFilter: (filter) =>
    ({
      all: 'All',
      unread: 'Unread',
      favourite: 'Favourites',
      muted: 'Muted',
      people: 'People',
      rooms: 'Rooms',
    })[filter],
  space: 'Space',
  allSpaces: 'All spaces',
  noRoomsFound: 'No chat matches',
  roomsFound: (rooms) => count(rooms, 'chat', 'chats'),
  showAllRooms: 'Show all chats',
  previewContent: (content) =>
    ({
      text: 'Message',
      emote: 'Message',
      notice: 'Notice',
      image: 'Image',
      file: 'File',
      audio: 'Audio',
      video: 'Video',
      location: 'Location',
      sticker: 'Sticker',
      poll: 'Poll',
    })[content],
  roomName: 'Name of the room',
  roomNameMissing: 'Please give the room a name.',
  invitees: 'Invite people (optional)',
  inviteesHint: 'User IDs such as @max.muster:behoerde.example, separated by spaces or commas.',
  invalidUserId: (id) => withNames`“${id}” is not a user ID. It starts with @ and contains a colon.`,
  whoMayJoin: 'Who may join?',
  federationChoice: (federation) =>
    ({ internal: 'Only your own organisation', federated: 'Other authorities as well' })[federation],
  federationHint: (federation) =>
    ({
      internal: 'Only people on your own server can join.',
      federated: 'People on other approved servers can join as well.',
    })[federation],
  create: 'Create room',
  cancel: 'Cancel',
  close: 'Close',

  unnamedRoom: 'Room without a name',
  chooseRoom: 'Choose a chat',
  chooseRoomHint: 'All messages are end-to-end encrypted.',
  roomUnknown: 'This room is not available (any more).',
  backToRooms: 'Back to the list',
  members: (number) => count(number, 'person', 'people'),
  encrypted: 'End-to-end encrypted',
  notEncrypted: 'Not encrypted',
  federation: (federation) => ({ internal: 'Internal', federated: 'Cross-organisation' })[federation],
  roomMenu: 'Room menu',
  invite: 'Invite a person',
  userId: 'User ID',
  invited: (id) => withNames`${id} is invited.`,
  leave: 'Leave room',
  leaveQuestion: (room) => withNames`Leave “${room}”?`,
  leaveText: 'You will receive no new messages from this room. To come back, you need a new invitation.',

  messages: 'Messages',
  timelineLoading: 'Loading messages …',
  timelineEmpty: 'No messages yet. Write the first one.',
  timelineStart: 'The room starts here.',
  olderLoading: 'Loading older messages …',
  olderFailed: 'Older messages could not be loaded.',
  newMessages: (number) => count(number, 'new message', 'new messages'),
  toNewest: 'To the newest messages',
  announceMessage: (sender, body) => `${sender}: ${body}`,
  announceDigest: (number) => count(number, 'new message', 'new messages'),
  announceSendFailed: 'A message could not be sent.',
  sending: (waiting) =>
    ({ turn: 'Waiting for the previous message', network: 'Waiting for a connection', answer: 'Sending' })[waiting],
  sent: 'Sent',
  sendFailed: 'Not sent',
  resend: 'Send again',
  discard: 'Discard',
  edited: 'edited',
  clearText: 'This message was sent unencrypted. Do not trust its content without asking the sender.',
  redacted: 'Message deleted',
  unsupported: 'This kind of message cannot be shown here yet.',
  undecryptable: (cause) =>
    ({
      beforeLogin: 'This message is older than your login on this device.',
      beforeJoin: 'This message was written before you were in the room.',
      waitingForKeys: 'This message is being decrypted …',
      withheld: 'This message was not shared with this device.',
      withheldUnverified: 'This message was shared with verified devices only.',
      backupLocked: 'This message is in the key backup, which is locked on this device.',
      senderNotTrusted: 'This message comes from a device that is not trusted.',
      unknown: 'This message cannot be decrypted.',
    })[cause],
  undecryptableHint: (cause) =>
    ({
      beforeLogin: 'You can read it on another device on which you are logged in.',
      beforeJoin: 'Ask a person in the room to forward it to you.',
      waitingForKeys: 'It will appear by itself.',
      withheld: 'Ask the sender to verify your device.',
      withheldUnverified: 'Verify this device so that you can read future messages.',
      backupLocked: 'Unlock the backup with your recovery key.',
      senderNotTrusted: 'Ask the sender to verify their device.',
      unknown: 'Ask the sender to send it again.',
    })[cause],
  state: (change, sender) => {
    switch (change.type) {
      case 'created':
        return withNames`${sender} created the room.`;
      case 'joined':
        return withNames`${change.target.displayName} joined.`;
      case 'left':
        return withNames`${change.target.displayName} left the room.`;
      case 'invited':
        return withNames`${sender} invited ${change.target.displayName}.`;
      case 'removed':
        return withNames`${sender} removed ${change.target.displayName}.`;
      case 'banned':
        return withNames`${sender} banned ${change.target.displayName}.`;
      case 'unbanned':
        return withNames`${sender} lifted the ban on ${change.target.displayName}.`;
      case 'knocked':
        return withNames`${change.target.displayName} asks to join.`;
      case 'inviteDeclined':
        return withNames`${change.target.displayName} declined the invitation.`;
      case 'inviteWithdrawn':
        return withNames`${sender} withdrew the invitation to ${change.target.displayName}.`;
      case 'displayName':
        return withNames`${change.previous} is now called ${change.target.displayName}.`;
      case 'name':
        return withNames`${sender} renamed the room to “${change.name}”.`;
      case 'topic':
        return change.topic
          ? withNames`${sender} changed the topic: ${change.topic}`
          : withNames`${sender} removed the topic.`;
      case 'encryption':
        return 'Messages in this room are end-to-end encrypted.';
      case 'federation':
        return change.federation === 'internal'
          ? withNames`${sender} restricted the room to your own organisation.`
          : withNames`${sender} opened the room to other authorities.`;
      case 'userAvatar':
        return withNames`${change.target.displayName} changed their picture.`;
      case 'avatar':
        return withNames`${sender} changed the picture of the room.`;
      case 'pinned':
        return withNames`${sender} changed the pinned messages.`;
      case 'upgraded':
        return 'This room continues elsewhere.';
      case 'joinRule':
        return {
          public: withNames`${sender} opened the room to everybody.`,
          knock: withNames`${sender} allows requests to join.`,
          invite: withNames`${sender} restricted joining to invited people.`,
          restricted: withNames`${sender} restricted joining to members of certain rooms.`,
        }[change.joinRule];
      case 'historyVisibility':
        return {
          world_readable: withNames`${sender} made the history readable for everybody.`,
          shared: withNames`${sender} made the whole history readable for members.`,
          invited: withNames`${sender} made the history readable from the invitation on.`,
          joined: withNames`${sender} made the history readable from joining on.`,
        }[change.visibility];
      case 'roles':
        return change.changes
          .map(({ target, powerLevel }) => withNames`${target.displayName} is now ${roleName(powerLevel)}.`)
          .join(' ');
    }
  },

  writeMessage: 'Message',
  writeMessageTo: (room) => `Message to “${room}”`,
  send: 'Send',
};

/** The three roles of BundesMessenger, by power level. */
function roleName(powerLevel: number): string {
  if (powerLevel >= 100) return 'an administrator';
  return powerLevel >= 50 ? 'a moderator' : 'a member';
}
