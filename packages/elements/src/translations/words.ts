/** All words of the elements. A catalogue that lacks one does not compile. Codes and states come in, sentences go out. */
import type { Translation } from '@shoelace-style/localize';
import type { ErrorCode, RoomPreview, SessionState, StateChange, UndecryptableCause } from '@bundesmessenger/store';
import type { ConversationWords } from './conversation-words.ts';
import type { TrustWords } from './trust-words.ts';

export type WhitelistCode = Extract<ErrorCode, `WL_${string}`>;

export interface Words extends Translation, ConversationWords, TrustWords {
  // Start, session and login
  openChat: string;
  chat: string;
  startTitle: string;
  startText: string;
  loginTitle: string;
  /** @param homeserver Matrix server name */
  loginAt: (homeserver: string) => string;
  userName: string;
  userNameHint: string;
  password: string;
  showPassword: string;
  hidePassword: string;
  login: string;
  userNameMissing: string;
  passwordMissing: string;
  loginFailed: string;
  /** In place of the form where a portal logs its users in. */
  loginElsewhere: string;
  loginWith: (provider: string) => string;
  loginLeaves: string;
  /** Between two ways to log in. */
  or: string;
  portalLogin: string;
  imprint: string;
  privacy: string;
  /** Opens in a new tab; said after the text of a link. */
  newTab: string;
  logout: string;
  logoutQuestion: string;
  logoutText: string;
  loggedInAs: string;
  account: string;
  loggedOutReason: (reason: 'loggedOut' | 'tokenUnknown' | 'storeLost') => string;
  sessionStatus: (status: SessionState['status']) => string;
  homeserverStatus: (status: 'checking' | 'reachable' | 'unreachable') => string;
  syncStatus: (status: 'catchingUp' | 'live' | 'offline') => string;
  syncHint: (status: 'catchingUp' | 'live' | 'offline') => string;
  /** @param kind `message`: only the operator's own words follow */
  maintenanceTitle: (kind: 'maintenance' | 'message', status: 'announced' | 'running') => string;
  /** @param start date and time @param end the same, or the time alone where it is on the same day */
  maintenanceTime: (status: 'announced' | 'running', start: string, end: string) => string;
  maintenanceBlocks: (status: 'announced' | 'running') => string;
  maintenanceHide: string;
  /** Leads to whom the operator names for help. */
  support: string;
  deviceStatus: (status: 'unknown' | 'verified' | 'unverified') => string;
  storageStatus: (status: 'persistent' | 'memory') => string;

  // Failures
  retry: string;
  refused: string;
  unreachable: string;
  forAdministrators: string;
  errorCode: string;
  /** What the user can do. Also knows what to say to a code it does not know. */
  error: (code: ErrorCode | (string & {})) => string;
  /** What the administration can do; empty for codes that are not theirs. */
  errorForAdministrators: (code: ErrorCode | (string & {})) => string;

  // Rooms
  rooms: string;
  roomListLoading: string;
  noRooms: string;
  noRoomsHint: string;
  newRoom: string;
  invites: string;
  invitedBy: (name: string) => string;
  accept: string;
  decline: string;
  acceptInvite: (room: string) => string;
  declineInvite: (room: string) => string;
  /** @param atLeast whether there may be more than `count` */
  unread: (count: number, atLeast?: boolean) => string;
  /** @param count rooms with unread messages */
  unreadRooms: (count: number) => string;
  mentions: (count: number) => string;
  you: string;
  previewUndecryptable: string;
  previewNone: string;
  /** In place of messages, where the user waits to be let in. */
  previewKnocked: string;
  searchRooms: string;
  filterRooms: string;
  roomFilter: (filter: 'all' | 'unread' | 'favourite' | 'people' | 'rooms' | 'muted') => string;
  space: string;
  allSpaces: string;
  noRoomsFound: string;
  /** Said while somebody searches or filters. */
  roomsFound: (count: number) => string;
  showAllRooms: string;
  /** What a message without text is. */
  previewContent: (content: Extract<RoomPreview, { kind: 'message' }>['content']) => string;
  roomName: string;
  roomNameMissing: string;
  invitees: string;
  inviteesHint: string;
  invalidUserId: (id: string) => string;
  whoMayJoin: string;
  federationChoice: (federation: 'internal' | 'federated') => string;
  federationHint: (federation: 'internal' | 'federated') => string;
  create: string;
  cancel: string;
  close: string;

  // A room
  /** Stands for the name of a room that has none. */
  unnamedRoom: string;
  chooseRoom: string;
  chooseRoomHint: string;
  roomUnknown: string;
  backToRooms: string;
  members: (count: number) => string;
  encrypted: string;
  notEncrypted: string;
  federation: (federation: 'internal' | 'federated') => string;
  roomMenu: string;
  invite: string;
  userId: string;
  invited: (id: string) => string;
  leave: string;
  leaveQuestion: (room: string) => string;
  leaveText: string;

  // Timeline
  messages: string;
  timelineLoading: string;
  timelineEmpty: string;
  timelineStart: string;
  olderLoading: string;
  olderFailed: string;
  newMessages: (count: number) => string;
  toNewest: string;
  /** What the announcer says of one message. */
  announceMessage: (sender: string, body: string) => string;
  announceDigest: (count: number) => string;
  announceSendFailed: string;
  sending: (waiting: 'turn' | 'network' | 'answer') => string;
  sent: string;
  sendFailed: string;
  resend: string;
  discard: string;
  edited: string;
  clearText: string;
  redacted: string;
  unsupported: string;
  undecryptable: (cause: UndecryptableCause) => string;
  undecryptableHint: (cause: UndecryptableCause) => string;
  /** @param sender who changed it */
  state: (change: StateChange, sender: string) => string;

  // Composer
  writeMessage: string;
  writeMessageTo: (room: string) => string;
  send: string;
}
