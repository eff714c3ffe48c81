/** English words of keys, devices, accounts, members and settings of rooms. */
import { countIn } from './count.ts';
import type { TrustWords } from './trust-words.ts';
import { whenNeeded } from './when-needed.ts';
import { withNames } from './with-names.ts';

const number = whenNeeded(() => new Intl.NumberFormat('en'));
const count = countIn('en');

export const englishTrust: TrustWords = {
  recoveryTitle: (prompt) =>
    ({
      setUp: 'Keep your messages safe',
      notConfirmed: 'Have you kept your key?',
      unlock: 'Unlock earlier messages',
      reset: 'Earlier messages can no longer be unlocked',
      deadEnd: 'This device cannot be unlocked',
    })[prompt],
  recoveryText: (prompt) =>
    ({
      setUp:
        'With a recovery key you can read your messages on a new device, too. Nobody else knows it – not even the operator.',
      notConfirmed:
        'A recovery key was created. Please confirm that you have kept it: without it your messages are lost when you change devices.',
      unlock: 'Your earlier messages are encrypted. Verify this device to read them and so that others trust it.',
      reset:
        'No other device and no recovery key can unlock your earlier messages. With a new identity you can write securely again.',
      deadEnd:
        'Your account has no way to log in again, so no new identity can be created here either. Your administration can help. You can still read and write new messages.',
    })[prompt],
  recoveryStart: (prompt) =>
    ({
      setUp: 'Set up now',
      notConfirmed: 'Confirm',
      unlock: 'Unlock',
      reset: 'Start over',
      deadEnd: 'Learn more',
    })[prompt],
  later: 'Later',
  back: 'Back',
  next: 'Continue',
  usePassphrase: 'Also set a passphrase',
  usePassphraseHint: 'Several words that only you know are best. Not your login password.',
  passphrase: 'Passphrase',
  passphraseRepeat: 'Repeat the passphrase',
  passphraseMissing: 'Please enter a passphrase.',
  passphrasesDiffer: 'The two entries are not the same.',
  passphraseStrength: (strength) =>
    ({ weak: 'Too weak – easy to guess', medium: 'Medium – sufficient', strong: 'Strong' })[strength],
  createKey: 'Create key',
  createNewKey: 'Create a new key',
  creatingKey: 'Creating the key …',
  keyTitle: 'Your recovery key',
  keyText:
    'Keep it like the key to your home: in a password manager, or printed in a safe place. It is shown only now.',
  keyWarning: 'Never pass it on. Nobody will ask you for it.',
  copyKey: 'Copy',
  keyCopied: 'The key was copied.',
  copyFailed: 'Copying is not possible. Please print or save the key.',
  printFailed: 'Printing is not possible: the browser does not allow a new window.',
  printKey: 'Print',
  downloadKey: 'Save',
  keyFilename: 'recovery-key.txt',
  keyDocumentText: (userId) => `For the account ${userId}. Please keep it safe and give it to nobody.`,
  keyIsKept: 'I have kept it',
  checkTitle: 'A quick check',
  checkText: 'Look it up where you have kept the key.',
  checkLabel: (characters) => `The last ${number().format(characters)} characters of the key`,
  checkWrong: 'This does not match the key. Upper and lower case matter.',
  showKeyAgain: 'Show the key again',
  finish: 'Finish',
  recoveryDone: 'Done: your messages are safe.',
  recoveryKey: 'Recovery key',
  recoveryKeyHint: '12 groups of 4 characters each. Spaces do not matter.',
  recoveryKeyMissing: 'Please enter your recovery key.',
  unlock: 'Unlock',
  unlocking: 'Unlocking …',
  unlockBy: (method) =>
    ({
      recoveryKey: 'With the recovery key',
      passphrase: 'With the passphrase',
      otherDevice: 'With another device',
    })[method],
  otherWays: 'Other ways',
  otherDeviceText:
    'Open the messenger on a device where you are logged in already. A request that you confirm appears there in a moment.',
  otherDeviceStart: 'Send request',
  noWayLeft: 'None of these works for me',
  restoring: 'Unlocking earlier messages …',
  restoredKeys: (done, total) => `${number().format(done)} of ${count(total, 'key', 'keys')}`,
  resetConsequence: (of) =>
    ({
      history: 'Earlier encrypted messages that this device cannot read stay unreadable forever.',
      contacts: 'Your contacts see that your identity has changed and should verify you again.',
      devices: 'You have to verify your other devices again.',
    })[of],
  resetConfirm: 'Create a new identity',
  resetting: 'Creating the new identity …',

  endDeviceTitle: 'Log out at the login service',
  endDeviceText:
    'You log out devices on the page of your login service, which opens in a new tab. Then come back here.',
  endDevicePage: 'Open the page',
  endDeviceDone: 'I have logged it out',
  endDeviceRefused: 'The device is still logged in there.',
  reauthenticationTitle: 'Please log in once more',
  reauthenticationText: (purpose) =>
    ({
      resetIdentity: 'So that nobody but you can create a new identity.',
      signOutDevices: 'So that nobody but you can log your devices out.',
    })[purpose],
  reauthenticationRefused: 'That was not right. Please try again.',
  reauthenticationChecking: 'Checking …',
  reauthenticationPageText: 'The login opens in a new tab. Come back here afterwards.',
  reauthenticationPage: 'Open the login',
  reauthenticationPageDone: 'I have logged in',
  confirmIdentity: 'Confirm',

  verificationTitle: (name) => (name === undefined ? 'Verify a device' : withNames`Verify ${name}`),
  verificationIncoming: (name, device) =>
    name === undefined
      ? `${device === undefined ? 'Another device of yours' : withNames`Your device “${device}”`} wants to be verified. Have you just logged in there?`
      : withNames`${name} would like you to verify each other. Meet in person or call each other to do so.`,
  verificationOutgoing: (name) =>
    name === undefined
      ? 'Open the messenger on your other device and accept the request there.'
      : withNames`Waiting for ${name} to accept the request.`,
  verificationChoose: 'How would you like to compare?',
  verificationEndsIn: (minutes) => `The request ends in ${count(minutes, 'minute', 'minutes')}.`,
  compareEmoji: 'Compare seven pictures',
  compareEmojiHint: 'Works on every device.',
  showQr: 'Show a QR code',
  showQrHint: 'Point the camera of the other device at this code.',
  scanQr: 'Scan a QR code',
  scanQrHint: 'Read the code of the other device with the camera.',
  scanQrNow: 'Hold the QR code of the other device in front of the camera.',
  openCamera: 'Open the camera',
  closeCamera: 'Close the camera',
  cameraView: 'What the camera sees',
  cameraProblem: (problem) =>
    ({
      notFound: 'There is no camera here. Compare the pictures instead.',
      notAllowed:
        'The browser does not allow the camera. Allow it in the settings of this website, or compare the pictures.',
      failed: 'The camera cannot be used at the moment. Close other programs that use it, or compare the pictures.',
    })[problem],
  qrCode: 'QR code for verification',
  compareTitle: 'Are these pictures the same?',
  compareText: (name) =>
    name === undefined
      ? 'Compare the pictures and their order with your other device.'
      : withNames`Compare the pictures and their order with ${name} – in person or by phone, not in the chat.`,
  compareNumbers: 'Compare numbers instead',
  emojiMatch: 'They are the same',
  emojiDiffer: 'They are different',
  sasEmoji: (name) => name.slice(0, 1).toUpperCase() + name.slice(1),
  qrScannedText: 'The other device has read the code. Does it show that everything is all right?',
  qrScannedYes: 'Yes',
  qrScannedNo: 'No',
  verificationWaiting: (name) =>
    name === undefined ? 'Waiting for your other device …' : withNames`Waiting for ${name} …`,
  verificationDone: (name) =>
    name === undefined
      ? 'The device is verified.'
      : withNames`${name} is verified. Your messages reach this person alone.`,
  verificationEnded: 'Not verified',
  verificationEnd: (reason, byMe) =>
    ({
      declined: byMe ? 'You have cancelled the verification.' : 'The other side has cancelled the verification.',
      timedOut: 'The verification took too long. You can start again.',
      mismatch:
        'The pictures were not the same. Somebody may be listening in. Start again; if it happens again, contact your IT department.',
      answeredElsewhere: 'The request was answered on another device of yours.',
      failed: 'The two devices did not understand each other. Please update both and start again.',
      interrupted: 'The connection was interrupted. Please start again.',
    })[reason],
  startAgain: 'Start again',
  notMe: 'That was not me',

  devices: 'Devices',
  devicesText: 'You are logged in here. Log out devices that you no longer use or do not know.',
  devicesLoading: 'Loading devices …',
  devicesFailed: 'Your devices cannot be loaded at the moment.',
  thisDevice: 'This device',
  unnamedDevice: 'Device without a name',
  deviceTrust: (trust) =>
    ({ verified: 'Verified', unverified: 'Not verified', noEncryption: 'Without encryption' })[trust],
  lastSeen: (time) => `Last active: ${time}`,
  lastSeenUnknown: 'Last active: unknown',
  otherDevices: (devices) => count(devices, 'other device', 'other devices'),
  noOtherDevices: 'You are not logged in on any other device.',
  deviceActions: (device) => `Actions for ${device}`,
  verifyDevice: 'Verify device',
  renameDevice: 'Rename',
  deviceName: 'Name of the device',
  signOutDevice: 'Log out',
  signOutOthers: 'Log out all others',
  signOutQuestion: (device) => withNames`Log out “${device}”?`,
  signOutOthersQuestion: (devices) => `Log out ${count(devices, 'other device', 'other devices')}?`,
  signOutText: 'Its messages are deleted. You can log in there again at any time.',

  accountSettings: 'Account and devices',
  legal: 'Legal information and help',
  accessibility: 'Accessibility',
  logoutRiskTitle: (risk) =>
    ({
      keysNotBackedUp: 'The backup is still running',
      noRecovery: 'Your messages are not backed up',
      recoveryNotConfirmed: 'Do you have your recovery key?',
    })[risk],
  logoutRiskText: (risk) =>
    ({
      keysNotBackedUp:
        'The keys of the newest messages are being backed up. Please wait a moment; otherwise you will no longer be able to read these messages.',
      noRecovery: 'If you log out now, you will never be able to read your messages again. Back them up first.',
      recoveryNotConfirmed:
        'Without it you will never be able to read your messages again after logging out. Please check that you have kept it.',
    })[risk],
  logoutSafeText:
    'All messages and keys are deleted from this device. With your recovery key you can read them again after the next login.',
  logoutAnyway: 'Log out anyway',
  secureFirst: 'Back up first',

  filesTitle: 'Files',
  filesLoading: 'Looking for files …',
  files: (files) => count(files, 'file', 'files'),
  noFiles: 'There are no files in this room',
  noFilesYet: 'There is no file among the newest messages',
  olderFiles: 'Look for older files',
  newerFiles: 'Show newer files',
  showMessage: 'Show in the room',
  showMessageOf: (filename) => withNames`Show ${filename} in the room`,
  searchedTo: (time) => `Searched back to ${time}`,

  searchMessages: 'Search',
  searchLabel: 'Search messages',
  searchHint: 'This device does the search: the server does not learn what you look for.',
  searchGo: 'Search',
  searching: 'Searching messages …',
  found: (found) => count(found, 'message found', 'messages found'),
  noneFound: 'No message found',
  noneFoundYet: 'No message found so far',
  searchOlder: 'Search further back',
  newerFound: 'Show newer ones',

  ignorePerson: 'Block person',
  ignoreQuestion: (name) => withNames`Block ${name}?`,
  ignoreText:
    'You will no longer see what this person writes in any room, nor invitations from them. They will not be told. You can unblock them in your account.',
  ignoreConfirm: 'Block',
  ignoredNow: (name) => withNames`${name} is blocked.`,
  ignoredNoMore: (name) => withNames`${name} is no longer blocked.`,
  isIgnored: 'Blocked by you',
  ignoredPeople: 'Blocked people',
  ignoredPeopleText: 'You do not see what these people write in any room. They are not told.',
  nobodyIgnored: 'You have not blocked anybody.',
  ignoreNoMore: 'Unblock',
  ignoreNoMoreOf: (name) => `Unblock ${name}`,

  membersTitle: 'Members',
  searchMembers: 'Search members',
  membersLoading: 'Loading members …',
  membersFailed: 'Not all members could be loaded.',
  noMembersFound: 'Nobody found',
  moreMembers: (members) => `Show ${number().format(members)} more`,
  role: (role) => ({ administrator: 'Administrator', moderator: 'Moderator', member: 'Member' })[role],
  roleOf: (name) => `Role of ${name}`,
  membership: (membership) => ({ invite: 'Invited', knock: 'Asks to join', ban: 'Banned' })[membership],
  foreign: (server) => `External: ${server}`,
  memberActions: (name) => `Actions for ${name}`,
  showProfile: 'Show profile',
  copyUserId: 'Copy user ID',
  memberReason: (reason) => withNames`Reason: ${reason}`,
  verifyMember: 'Verify person',
  admitMember: 'Let in',
  refuseKnock: 'Decline request',
  withdrawInvite: 'Withdraw invitation',
  removeMember: 'Remove from the room',
  removeQuestion: (name) => withNames`Remove ${name} from the room?`,
  removeText: 'This person no longer reads new messages, and can be invited again.',
  banMember: 'Ban',
  banQuestion: (name) => withNames`Ban ${name}?`,
  banText: 'This person cannot be invited until the ban is lifted.',
  unbanMember: 'Lift the ban',
  changeRole: 'Change role',
  changeRoleText: (name) => withNames`Which role should ${name} have in this room?`,
  ownRoleQuestion: 'Give up your own role?',
  ownRoleText: 'You cannot give this role back to yourself.',

  roomSettings: 'Settings',
  settingsLoading: 'Loading settings …',
  saved: 'Saved.',
  roomTopic: 'Topic',
  roomTopicNone: 'No topic',
  notifications: 'Notifications',
  notificationsChoice: (notifications) =>
    ({ all: 'For all messages', mentions: 'Only when I am mentioned', none: 'Never' })[notifications],
  favourite: 'Favourite',
  favouriteHint: 'Is among the favourites in your list.',
  federationOpen: 'Open to other authorities',
  federationOpenHint: 'People from other organisations can be invited.',
  federatesNever: 'This room was created for your own organisation and cannot be opened.',
  federationQuestion: (to) =>
    to === 'federated' ? 'Open the room to other authorities?' : 'Restrict the room to your own organisation?',
  federationAnnouncement: (to) =>
    to === 'federated'
      ? 'People invited from other organisations can then read and write; depending on the settings, they can also read earlier messages. Everybody in the room sees a notice.'
      : 'People from other organisations then get no new messages. They keep what they have received. Everybody in the room sees a notice.',
  federationConfirm: (to) => (to === 'federated' ? 'Open the room' : 'Restrict the room'),
  joinRule: 'Joining',
  joinRuleChoice: (rule) =>
    ({
      public: 'Everybody',
      invite: 'By invitation only',
      knock: 'By invitation or on request',
      restricted: 'Members of certain rooms',
      knock_restricted: 'Members of certain rooms or on request',
      private: 'Nobody',
      other: 'Another rule',
    })[rule],
  history: 'History can be read',
  historyChoice: (visibility) =>
    ({
      world_readable: 'By everybody, also without joining',
      shared: 'By members, from the beginning',
      invited: 'By members, from their invitation on',
      joined: 'By members, from joining on',
    })[visibility],
  ownRole: 'Your role',
  onlyAdministrators: 'What you cannot change here, the administrators of the room can.',
  encryptionFact: 'Only people in this room can read its messages and files.',
  scannerFact:
    'Only people in this room can read its messages. Files are decrypted on the server and checked for malware when they are downloaded.',
};
