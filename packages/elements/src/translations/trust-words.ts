/** The words of keys, devices, accounts, members and settings of rooms. A catalogue that lacks one does not compile. */
import type {
  Device,
  HistoryVisibility,
  JoinRule,
  LogoutRisk,
  Member,
  PassphraseStrength,
  ReauthenticationState,
  Role,
  RoomSummary,
  UnlockMethod,
  VerificationEnd,
} from '@bundesmessenger/store';
import type { CameraProblem } from '../components/verification/qr-scanner.ts';

/** What `<bm-recovery>` asks for; `notConfirmed`: a key was made, and nobody has said that it is kept. */
export type RecoveryPrompt = 'setUp' | 'notConfirmed' | 'unlock' | 'reset' | 'deadEnd';

type Purpose = Extract<ReauthenticationState, { status: 'needed' }>['purpose'];

export interface TrustWords {
  // Recovery
  recoveryTitle: (prompt: RecoveryPrompt) => string;
  /** One or two sentences: why, and what for. */
  recoveryText: (prompt: RecoveryPrompt) => string;
  /** On the button of the notice. */
  recoveryStart: (prompt: RecoveryPrompt) => string;
  later: string;
  back: string;
  next: string;
  usePassphrase: string;
  usePassphraseHint: string;
  passphrase: string;
  passphraseRepeat: string;
  passphraseMissing: string;
  passphrasesDiffer: string;
  passphraseStrength: (strength: PassphraseStrength) => string;
  createKey: string;
  createNewKey: string;
  creatingKey: string;
  keyTitle: string;
  keyText: string;
  keyWarning: string;
  copyKey: string;
  keyCopied: string;
  copyFailed: string;
  printKey: string;
  printFailed: string;
  downloadKey: string;
  keyFilename: string;
  /** Under the key where it is printed and in the file. */
  keyDocumentText: (userId: string) => string;
  keyIsKept: string;
  checkTitle: string;
  checkText: string;
  /** @param count of characters */
  checkLabel: (count: number) => string;
  checkWrong: string;
  showKeyAgain: string;
  finish: string;
  recoveryDone: string;
  recoveryKey: string;
  recoveryKeyHint: string;
  recoveryKeyMissing: string;
  unlock: string;
  unlocking: string;
  unlockBy: (method: UnlockMethod) => string;
  otherWays: string;
  otherDeviceText: string;
  otherDeviceStart: string;
  noWayLeft: string;
  restoring: string;
  /** @param done of `total` room keys */
  restoredKeys: (done: number, total: number) => string;
  resetConsequence: (of: 'history' | 'contacts' | 'devices') => string;
  resetConfirm: string;
  resetting: string;

  // Signing in again
  /** Where an issuer looks after devices. */
  endDeviceTitle: string;
  endDeviceText: string;
  endDevicePage: string;
  endDeviceDone: string;
  endDeviceRefused: string;
  reauthenticationTitle: string;
  reauthenticationText: (purpose: Purpose) => string;
  reauthenticationRefused: string;
  reauthenticationChecking: string;
  reauthenticationPageText: string;
  reauthenticationPage: string;
  reauthenticationPageDone: string;
  confirmIdentity: string;

  // Verification
  /** @param name of the other user; absent for an own device */
  verificationTitle: (name: string | undefined) => string;
  verificationIncoming: (name: string | undefined, device: string | undefined) => string;
  verificationOutgoing: (name: string | undefined) => string;
  verificationChoose: string;
  verificationEndsIn: (minutes: number) => string;
  compareEmoji: string;
  compareEmojiHint: string;
  showQr: string;
  showQrHint: string;
  qrCode: string;
  scanQr: string;
  scanQrHint: string;
  /** While the camera is on. */
  scanQrNow: string;
  openCamera: string;
  closeCamera: string;
  /** The name of the camera's picture. */
  cameraView: string;
  /** What is wrong, and what to do about it. */
  cameraProblem: (problem: CameraProblem) => string;
  compareTitle: string;
  compareText: (name: string | undefined) => string;
  compareNumbers: string;
  emojiMatch: string;
  emojiDiffer: string;
  /** @param name English, as the specification has it */
  sasEmoji: (name: string) => string;
  qrScannedText: string;
  qrScannedYes: string;
  qrScannedNo: string;
  verificationWaiting: (name: string | undefined) => string;
  verificationDone: (name: string | undefined) => string;
  verificationEnded: string;
  verificationEnd: (reason: VerificationEnd, byMe: boolean) => string;
  startAgain: string;
  notMe: string;

  // Devices
  devices: string;
  devicesText: string;
  devicesLoading: string;
  devicesFailed: string;
  thisDevice: string;
  unnamedDevice: string;
  deviceTrust: (trust: Device['trust']) => string;
  /** @param time as words */
  lastSeen: (time: string) => string;
  lastSeenUnknown: string;
  otherDevices: (count: number) => string;
  noOtherDevices: string;
  deviceActions: (device: string) => string;
  verifyDevice: string;
  renameDevice: string;
  deviceName: string;
  signOutDevice: string;
  signOutOthers: string;
  signOutQuestion: (device: string) => string;
  signOutOthersQuestion: (count: number) => string;
  signOutText: string;

  // Account
  accountSettings: string;
  legal: string;
  accessibility: string;
  logoutRiskTitle: (risk: Exclude<LogoutRisk, 'none'>) => string;
  logoutRiskText: (risk: Exclude<LogoutRisk, 'none'>) => string;
  logoutSafeText: string;
  logoutAnyway: string;
  secureFirst: string;

  // Files
  filesTitle: string;
  filesLoading: string;
  files: (count: number) => string;
  /** In the whole room. */
  noFiles: string;
  /** As far as was searched. */
  noFilesYet: string;
  olderFiles: string;
  newerFiles: string;
  showMessage: string;
  showMessageOf: (filename: string) => string;
  /** How far back files or messages were looked for. @param time of the oldest message, written out */
  searchedTo: (time: string) => string;

  // Search in the messages of a room
  searchMessages: string;
  searchLabel: string;
  searchHint: string;
  searchGo: string;
  searching: string;
  found: (count: number) => string;
  noneFound: string;
  noneFoundYet: string;
  searchOlder: string;
  newerFound: string;

  // People whom the user ignores
  ignorePerson: string;
  ignoreQuestion: (name: string) => string;
  /** What it means, and where it can be taken back. */
  ignoreText: string;
  ignoreConfirm: string;
  /** Said once it is done. */
  ignoredNow: (name: string) => string;
  ignoredNoMore: (name: string) => string;
  /** Beside a name. */
  isIgnored: string;
  ignoredPeople: string;
  ignoredPeopleText: string;
  nobodyIgnored: string;
  ignoreNoMore: string;
  ignoreNoMoreOf: (name: string) => string;

  // Members
  membersTitle: string;
  searchMembers: string;
  membersLoading: string;
  membersFailed: string;
  noMembersFound: string;
  moreMembers: (count: number) => string;
  role: (role: Role) => string;
  roleOf: (name: string) => string;
  membership: (membership: Exclude<Member['membership'], 'join'>) => string;
  /** @param server Matrix server name */
  foreign: (server: string) => string;
  memberActions: (name: string) => string;
  showProfile: string;
  copyUserId: string;
  memberReason: (reason: string) => string;
  verifyMember: string;
  admitMember: string;
  refuseKnock: string;
  withdrawInvite: string;
  removeMember: string;
  removeQuestion: (name: string) => string;
  removeText: string;
  banMember: string;
  banQuestion: (name: string) => string;
  banText: string;
  unbanMember: string;
  changeRole: string;
  changeRoleText: (name: string) => string;
  ownRoleQuestion: string;
  ownRoleText: string;

  // Settings of a room
  roomSettings: string;
  settingsLoading: string;
  saved: string;
  roomTopic: string;
  roomTopicNone: string;
  notifications: string;
  notificationsChoice: (notifications: RoomSummary['notifications']) => string;
  favourite: string;
  favouriteHint: string;
  federationOpen: string;
  federationOpenHint: string;
  federatesNever: string;
  federationQuestion: (to: 'internal' | 'federated') => string;
  /** What it means for everybody in the room. */
  federationAnnouncement: (to: 'internal' | 'federated') => string;
  federationConfirm: (to: 'internal' | 'federated') => string;
  joinRule: string;
  joinRuleChoice: (rule: JoinRule) => string;
  history: string;
  historyChoice: (visibility: HistoryVisibility) => string;
  ownRole: string;
  onlyAdministrators: string;
  encryptionFact: string;
  /** The same where a content scanner looks inside files. */
  scannerFact: string;
}

/** Names of the specification's emoji table, in lower case: one entry for each of the 64. */
export type EmojiNames = Readonly<Record<string, string>>;
