/**
 * Every failure of the SDK has one stable code from this file. Code and Matrix errcode may be shown and logged;
 * the message is for developers, may change, and never holds a secret, a URL with a query or a server's free text.
 */

/** Refusals of the whitelist: one code for each way a rule of docs/whitelist.md can be broken. */
export const whitelistCodes = [
  'WL_CONFIG',
  'WL_FROZEN',
  'WL_URL_INVALID',
  'WL_SCHEME',
  'WL_USERINFO',
  'WL_IP_LITERAL',
  'WL_HOST',
  'WL_PORT',
  'WL_PATH',
  'WL_SERVER_NAME',
  'WL_DELEGATION',
  'WL_WELLKNOWN',
  'WL_REDIRECT',
  'WL_MXC',
  'WL_CALLBACK',
  'WL_ISSUER',
  'WL_TURN',
  'WL_FEATURE_OFF',
  'WL_LIST_SIZE',
  'WL_LIST_ALG',
  'WL_LIST_KID',
  'WL_LIST_TYPE',
  'WL_LIST_HEADER',
  'WL_LIST_SIGNATURE',
  'WL_LIST_FORMAT',
  'WL_LIST_ISSUER',
  'WL_LIST_AUDIENCE',
  'WL_LIST_CLOCK',
  'WL_LIST_NOT_YET',
  'WL_LIST_EXPIRED',
  'WL_LIST_LIFETIME',
  'WL_LIST_ROLLBACK',
  'WL_LIST_FETCH',
  'WL_TOKEN_NO_KEYS',
  'WL_TOKEN_FETCH_FAILED',
  'WL_TOKEN_BAD_RESPONSE',
  'WL_TOKEN_BAD_SIGNATURE',
  'WL_TOKEN_WRONG_HOST',
  'WL_TOKEN_EXPIRED',
  'WL_TOKEN_WEAK_KEY',
  'WL_TOKEN_SHORT_KEY',
  'WL_INSECURE_CONTEXT',
  'WL_NOT_LISTED',
] as const;

/** Everything else that can go wrong. */
export const generalCodes = [
  /** No answer: no network, server down, connection cut. Also of whoever serves the files of the host. */
  'OFFLINE',
  /** The server answered, but with 5xx. */
  'SERVER_ERROR',
  /** The operator has announced maintenance that wants no requests; `retryAfterMs` says how long it goes on. */
  'MAINTENANCE',
  /** The operator has switched the homeserver off for a while (`M_RESOURCE_LIMIT_EXCEEDED`, `hs_disabled`). The login stays. */
  'HOMESERVER_DISABLED',
  /** The homeserver has reached a limit of its operator's (`M_RESOURCE_LIMIT_EXCEEDED`), such as a number of users. */
  'RESOURCE_LIMIT',
  /** Another homeserver, which the request needs, does not answer the own one. */
  'REMOTE_UNREACHABLE',
  /** The own homeserver does not federate with the one that the request names, or that one does not with it. */
  'FEDERATION_REFUSED',
  /** The room's server ACL does not admit the user's server. */
  'ROOM_INTERNAL',
  /** The answer is not what the Matrix specification describes: HTML, cut JSON, wrong shape. */
  'BAD_RESPONSE',
  /** User name or password is wrong (`M_FORBIDDEN` at login). */
  'LOGIN_FORBIDDEN',
  /** The server does not take the portal's token (`M_FORBIDDEN` at login): expired, for another server, not signed as agreed. Or the portal gives none. */
  'LOGIN_TOKEN_REFUSED',
  /** The user has ended the sign-in at the issuer, or has not agreed to it (`access_denied`). */
  'LOGIN_CANCELLED',
  /** What the sign-in has brought is not taken: it was used before, or is too old (`invalid_grant`; `M_FORBIDDEN` for a login token). */
  'LOGIN_REFUSED',
  /** The issuer does not take this page as a client: `registration_endpoint` refuses it, or there is none and no `oauth.clientId`. */
  'LOGIN_CLIENT_REFUSED',
  /** The account is deactivated, locked or expired. */
  'LOGIN_ACCOUNT_DISABLED',
  /** The server offers no login flow that this SDK can use, or the page asks for one that it does not know. */
  'LOGIN_UNSUPPORTED',
  /** The access token is no longer valid; keys on this device are kept only if `softLogout`. */
  'TOKEN_UNKNOWN',
  /** The server refuses this action to this user (`M_FORBIDDEN`). */
  'FORBIDDEN',
  /** Too many requests (`M_LIMIT_EXCEEDED`); `retryAfterMs` says how long to wait. */
  'RATE_LIMITED',
  /** The command needs a logged-in session. */
  'NOT_LOGGED_IN',
  /** A login is running or done already. */
  'ALREADY_LOGGED_IN',
  /** The room is not known to this session. */
  'ROOM_UNKNOWN',
  /** The event is not known to this session, or is not of the kind the command needs. */
  'EVENT_UNKNOWN',
  /** The room may not be used because it is not encrypted and the SDK never sends plaintext. */
  'ROOM_NOT_ENCRYPTED',
  /** The message could not be encrypted; it was not sent. */
  'ENCRYPTION_FAILED',
  /** This device has not got the user's keys yet: `unlock` first. */
  'ENCRYPTION_LOCKED',
  /** The text is no recovery key: a letter is missing or wrong. */
  'RECOVERY_KEY_INVALID',
  /** The recovery key or passphrase does not open the user's secrets. */
  'RECOVERY_KEY_WRONG',
  /** The account has no recovery that could be unlocked or checked. */
  'RECOVERY_NOT_SET',
  /** The passphrase is too easy to guess. */
  'PASSPHRASE_WEAK',
  /** No verification is under way, or not in a phase that knows this command. */
  'VERIFICATION_NONE',
  /** Nobody can answer: no other own device, no room with the user, or the user has no identity. */
  'VERIFICATION_IMPOSSIBLE',
  /** The code that was read is not of this verification. */
  'QR_INVALID',
  /** The user has ended the sign-in that the server asked for; nothing was changed. */
  'REAUTHENTICATION_CANCELLED',
  /** The server wants a sign-in again that this account does not have. */
  'REAUTHENTICATION_IMPOSSIBLE',
  /** Nothing waits for the user to sign in again. */
  'REAUTHENTICATION_NONE',
  /** The device in use is ended by logging out. */
  'DEVICE_CURRENT',
  /** The message is empty or larger than the 65,536 bytes an event may have. */
  'MESSAGE_INVALID',
  /** The file is larger than the server takes (`/media/config`). */
  'FILE_TOO_LARGE',
  /** The bytes of a file that waited to be sent are not there any more. */
  'FILE_LOST',
  /** The server does not have this file, or the event names none. */
  'MEDIA_UNAVAILABLE',
  /** The file is not what its sender encrypted: it was changed on the way, or is damaged. */
  'MEDIA_CORRUPT',
  /** The content scanner has found malware in the file. */
  'MEDIA_INFECTED',
  /** The organisation lets nobody have files of this type. */
  'MEDIA_TYPE_FORBIDDEN',
  /** No content scanner could check the file, and without that it is not taken. Another try may work. */
  'MEDIA_UNSCANNED',
  /** The key store cannot be opened or was written by another device. */
  'STORE_UNUSABLE',
  /** The browser's storage is full. */
  'STORE_FULL',
  /** The browser's storage was cleared while the session ran. */
  'STORE_LOST',
  /** The browser lacks something the SDK cannot do without (secure context, WebAssembly, Web Locks …). */
  'UNSUPPORTED_BROWSER',
  /** The worker file could not be loaded, or a file of the host does not run. */
  'HOST_LOAD_FAILED',
  /** A file of the host is not where it should be: whoever serves it says 404 or 410, or sends something else. */
  'HOST_FILE_MISSING',
  /** Another tab runs the host with other options or another version. */
  'HOST_CONFLICT',
  /** The host ended while the command was under way; whether it took effect is unknown. */
  'DISCONNECTED',
  /** The command does not have the shape the protocol describes. */
  'COMMAND_INVALID',
  /** Anything unforeseen. The cause is never sent across a port. */
  'UNEXPECTED',
] as const;

export type WhitelistCode = (typeof whitelistCodes)[number];
export type ErrorCode = WhitelistCode | (typeof generalCodes)[number];

/** What of an error may cross a MessagePort: no stack, no cause, no server text. */
export interface ErrorData {
  readonly code: ErrorCode;
  /** For developers, in English. */
  readonly message: string;
  /** The Matrix error code (`M_…`) where the server gave one. */
  readonly errcode?: string;
  /** How long the server asked to wait, in milliseconds. */
  readonly retryAfterMs?: number;
  /** With `HOMESERVER_DISABLED` and `RESOURCE_LIMIT`, where the operator names one: a https or mailto URI. */
  readonly adminContact?: string;
  /** With `TOKEN_UNKNOWN`: the device may log in again with its keys. */
  readonly softLogout?: true;
  /** With `BAD_RESPONSE`: 404 without a word of Matrix, as whatever stands before a homeserver says it of a path it does not pass on. */
  readonly notFound?: true;
  /** With `WL_CONFIG`: the option that is wrong, such as `whitelist.servers[0].baseUrl`. */
  readonly field?: string;
}

type ErrorDetails = Omit<ErrorData, 'code' | 'message'>;

const crossing = [
  'code',
  'message',
  'errcode',
  'retryAfterMs',
  'adminContact',
  'softLogout',
  'notFound',
  'field',
] satisfies (keyof ErrorData)[];

/** Two built files of the SDK each hold a copy of the class; what one throws the other has to know. */
const brand = Symbol.for('bundesmessenger.error');

/** The only error class of the SDK. `instanceof` holds across copies of a package. */
export class BmError extends Error implements ErrorData {
  static override [Symbol.hasInstance](value: unknown): value is BmError {
    return (value as Partial<BmError> | null | undefined)?.[brand] === true;
  }

  readonly [brand] = true;
  override readonly name = 'BmError';
  readonly code: ErrorCode;
  declare readonly errcode?: string;
  declare readonly retryAfterMs?: number;
  declare readonly adminContact?: string;
  declare readonly softLogout?: true;
  declare readonly notFound?: true;
  declare readonly field?: string;

  constructor(code: ErrorCode, message: string, details: ErrorDetails = {}) {
    super(message);
    this.code = code;
    Object.assign(this, details);
  }

  /** The plain data of this error, for a MessagePort. */
  toData(): ErrorData {
    // JSON takes these members alone, and leaves out what there is none of.
    return JSON.parse(JSON.stringify(this, crossing)) as ErrorData;
  }

  static fromData({ code, message, ...details }: ErrorData): BmError {
    return new BmError(code, message, details);
  }
}

/** Anything thrown, as data. What is no `BmError` becomes `UNEXPECTED` without its text, which could hold a secret. */
export function toErrorData(error: unknown): ErrorData {
  return error instanceof BmError ? error.toData() : { code: 'UNEXPECTED', message: 'unexpected failure' };
}
