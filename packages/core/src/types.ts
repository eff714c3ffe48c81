/** The data types of a session that any layer may name: no code but the marker symbol, so that it weighs nothing in a page. */
import type { AccountFacts } from './discovery/ask-operator.ts';
import type { AnnouncedDeployment } from './discovery/deployment.ts';
import type { Maintenance } from './discovery/maintenance.ts';
import type { SupportContact } from './discovery/support-contact.ts';
import type { IdentityProvider } from './login/sso.ts';
import type { ErrorData } from './errors.ts';

export type { Decryption, EncryptedContent, Shield, UndecryptableCause } from './encryption/encryption.ts';
export type { Device, DeviceList } from './encryption/device-list.ts';
export type { ReauthenticationMethod, ReauthenticationState } from './encryption/reauthentication-state.ts';
export type {
  BackupState,
  DeadEndReason,
  EncryptionState,
  EncryptionStatus,
  LogoutRisk,
  PassphraseStrength,
  UnlockMethod,
  UnlockSecret,
} from './encryption/recovery-state.ts';
export type {
  IdentityState,
  SasEmoji,
  VerificationEnd,
  VerificationMethod,
  VerificationPeer,
  VerificationState,
} from './encryption/verification-state.ts';
export type { Capabilities, Limits, PasswordPolicy } from './discovery/capabilities.ts';
export type { AnnouncedFederation } from './discovery/deployment.ts';
export type { Downtime, Maintenance } from './discovery/maintenance.ts';
export type { SupportContact } from './discovery/support-contact.ts';
export type { IdentityProvider } from './login/sso.ts';
export type { LiveTimeline, Receipt, Room, Rooms, RoomsChange, RoomsCoverage } from './rooms/rooms.ts';
export type { ClientEvent, JsonObject, StateEvent, StrippedStateEvent, TypedContent } from './sync/client-event.ts';
export type { Hero, Membership } from './sync/sync-update.ts';

/**
 * Lets the whitelist name `http://localhost`, `http://127.0.0.1` and `http://[::1]` (any port). For development only:
 * everything else stays https. A symbol can neither come out of JSON nor cross a MessagePort.
 */
export const allowInsecureLocalhost: unique symbol = Symbol('allowInsecureLocalhost');

/** One approved homeserver: who it is and where its client-server API is. */
export interface ListedServer {
  /** Matrix server name, as in `@user:SERVER`. Compared byte by byte. `*.schule.example` stands for one label. */
  readonly serverName: string;
  /** Base URL of the client-server API, https. A wildcard here has to match the one in `serverName`. */
  readonly baseUrl: string;
}

/** BundesMessenger's server token: a PS512 JWS that the homeserver serves at `/_bum/client/v1/verify`. */
export interface ServerTokenPolicy {
  /** RSA public keys, as PEM (SPKI) or as JWK in JSON. None is built in. */
  readonly keys: readonly string[];
  /** `all` (default): list and token must both agree. `any`: one of them is enough. */
  readonly mode?: 'all' | 'any';
  /** Hours between two checks while the session runs. @default 12 */
  readonly recheckHours?: number;
}

/** A central list of servers, signed by its issuer (compact JWS, ES256 or EdDSA). */
export interface SignedListPolicy {
  /** Where it is served. https. */
  readonly url: string;
  /** Its claim `iss`, byte by byte. */
  readonly issuer: string;
  /** What has to be among its claim `aud`. */
  readonly audience: string;
  /** Public keys, each with a `kid` of its own: EC P-256 for ES256, Ed25519 for EdDSA. None is built in. */
  readonly keys: readonly JsonWebKey[];
}

/** Where the SDK may connect to. There is no default, and an empty one refuses to start. */
export interface Whitelist {
  /** At least one server. What counts as long as no `signedList` does: a valid signed list replaces it, so that it can remove servers, too. */
  readonly servers: readonly ListedServer[];
  readonly serverToken?: ServerTokenPolicy;
  readonly signedList?: SignedListPolicy;
  /** Origins a homeserver may redirect media downloads to, once and without the access token. */
  readonly mediaOrigins?: readonly string[];
  /** OAuth 2.0 issuers, each exactly as its metadata spells it. */
  readonly issuers?: readonly string[];
  /** DNS names of relays for calls, without scheme and port. The SDK has no calls; `checkTurnUri` holds them to the list. */
  readonly turnHosts?: readonly string[];
}

/** What an organisation wants of encryption beyond the specification. What a server says never makes any of it weaker. */
export interface EncryptionPolicy {
  /**
   * Whether users set up recovery at their first login. `required`: before anything else. `offered`: they may put it off.
   * `off`: they are not asked. @default `required` where the homeserver's well-known file says so or offers no sign-in that
   * can be repeated (JWT only), and where the user came by a JWT; else `offered`
   */
  readonly recovery?: 'required' | 'offered' | 'off';
  /**
   * `portal`: users see no prompt; the page's own code calls `setUpRecovery`, keeps the key for them (escrow) and confirms.
   * Who holds that key reads the history. For accounts that cannot sign in again, as with JWT. @default 'user'
   */
  readonly recoveryKeeper?: 'user' | 'portal';
  /** `exclude`: nothing is sent to, and nothing shown of, devices that their owners have not verified (MSC4153). @default 'include' */
  readonly insecureDevices?: 'include' | 'exclude';
  /** A room key encrypts at most so many messages, for at most so many milliseconds, whatever the room says. @default what the room says */
  readonly rotation?: { readonly messages?: number; readonly ms?: number };
  /** `onInvite`: who is invited to a room with shared history can read what was said before (MSC4268). @default 'never' */
  readonly shareHistory?: 'never' | 'onInvite';
  /** PEM of the certificate authorities whose X.509 certificates vouch for users, who then count as verified. */
  readonly caCertificates?: string;
}

/** What an issuer knows of the page, where it does not learn that by itself. */
export interface OAuthPolicy {
  /** For issuers that register no clients by themselves. @default the page registers with the issuer before each login */
  readonly clientId?: string;
  /** Where the issuer, or single sign-on, sends the page back to: a page of this origin with the chat in it. @default the page that begins the login, without its fragment */
  readonly redirectUrl?: string;
}

export interface SessionOptions {
  /** Matrix server name of the homeserver to log in at; must be on the whitelist. */
  readonly homeserver: string;
  /** Copied and frozen at start; later changes have no effect. */
  readonly whitelist: Whitelist;
  /**
   * `internal`: rooms, members, inviters and media have to be of listed servers, and rooms made here never federate.
   * `federated`: the homeserver decides. What a server says about itself never widens this. @default 'internal'
   */
  readonly federation?: 'internal' | 'federated';
  /** Separates two sessions of one origin. Letters, digits, `-` and `_`, at most 32. @default 'default' */
  readonly name?: string;
  /** Extra headers for each API request, such as a border gateway wants. */
  readonly requestHeaders?: Readonly<Record<string, string>>;
  /**
   * Whether files are taken through the content scanner at the homeserver's base URL, which looks inside encrypted ones and
   * therefore learns their keys. `auto`: where there is one; `required`: no file is taken without. @default 'off'
   */
  readonly contentScanner?: 'auto' | 'required' | 'off';
  readonly encryption?: EncryptionPolicy;
  readonly oauth?: OAuthPolicy;
  readonly [allowInsecureLocalhost]?: true;
}

/**
 * What the homeserver and its operator say of the deployment, cleaned. Members come as they become known; what is absent was
 * not said. What holds for an account is absent while nobody is logged in.
 */
export interface Deployment extends AnnouncedDeployment, AccountFacts {
  /** Whether rooms with other servers may be made at all. Absent until the session says so: then as `internal`. */
  readonly federation?: 'internal' | 'federated';
  /** What the operator wants to be told to users now. Absent: nothing. */
  readonly maintenance?: Exclude<Maintenance, { readonly status: 'none' }>;
  /** Whom to ask for help. */
  readonly supportContact?: SupportContact;
  /** What administrators should look after, though the whitelist approves: a list or token that could not be had, a short key. */
  readonly warnings?: readonly ErrorData[];
}

/** How the homeserver answers before anybody is logged in. */
export type HomeserverState =
  /** Discovery is under way. */
  | { readonly status: 'checking' }
  | {
      /** It answers. */
      readonly status: 'reachable';
      /** The login types of the specification that it offers. */
      readonly flows: readonly string[];
      /** With `m.login.sso`: what users choose from. */
      readonly identityProviders?: readonly IdentityProvider[];
      /** It has the OAuth 2.0 API; who logs its users in. */
      readonly issuer?: string;
    }
  /** It does not answer, or not as a homeserver does. Tried again by itself. */
  | { readonly status: 'unreachable'; readonly error: ErrorData };

/** How current what is shown is. */
export type SyncState =
  /** The first answer since start or login is not here yet. */
  | { readonly status: 'catchingUp' }
  /** New events arrive as they happen. */
  | { readonly status: 'live' }
  /** The server does not answer, or not properly. Tried again by itself; what is shown may be old. */
  | { readonly status: 'offline'; readonly error: ErrorData };

/** The life of a session. Every status has a sentence in every language of the elements. */
export type SessionState =
  /** Stored credentials are being read. */
  | { readonly status: 'starting' }
  /** Another page of this origin owns the session and no host can be shared; it starts here when that page is gone. */
  | { readonly status: 'waitingForOtherPage' }
  /** Nobody is logged in. `reason` says why, where somebody was. */
  | {
      readonly status: 'loggedOut';
      readonly homeserver: HomeserverState;
      readonly reason?: 'loggedOut' | 'tokenUnknown' | 'storeLost';
    }
  /** A login request is under way. */
  | { readonly status: 'loggingIn' }
  | {
      readonly status: 'loggedIn';
      readonly userId: string;
      readonly deviceId: string;
      readonly sync: SyncState;
      /** Whether this device is signed by the user's own cross-signing identity. */
      readonly device: 'unknown' | 'verified' | 'unverified';
      /** `memory`: the browser keeps nothing, so keys and login are gone with the page. */
      readonly storage: 'persistent' | 'memory';
    }
  /** Erasing what the session stored. */
  | { readonly status: 'loggingOut' }
  /** The session does not run: the whitelist refuses, or something essential is missing. Keys and login stay on the device. */
  | {
      readonly status: 'refused';
      readonly error: ErrorData;
      /** Nobody has answered whether the homeserver may be used: asked again by itself, and at once by `reconnect`. Else only a new start helps. */
      readonly retries?: true;
    };

/** How to log in: one member for each flow of the specification. */
export type LoginRequest =
  /** `user` is a user id or its localpart. */
  | { readonly type: 'm.login.password'; readonly user: string; readonly password: string }
  /** A JSON Web Token in which the portal says who the user is. Goes to the homeserver once and is not kept. */
  | { readonly type: 'org.matrix.login.jwt'; readonly token: string }
  /** The address at which the page came back from what `beginLogin` sent it to. Counts once, and only in the browser that began. */
  | { readonly type: 'callback'; readonly url: string };

/** A login for which the page goes elsewhere and comes back. `redirectUrl` is the page's own address. */
export type SignInRequest =
  /** By the OAuth 2.0 API, where the homeserver names an `issuer`. */
  | { readonly type: 'oauth'; readonly redirectUrl: string }
  /** By single sign-on. `idpId` is one of `identityProviders`; without it the homeserver asks. */
  | { readonly type: 'm.login.sso'; readonly redirectUrl: string; readonly idpId?: string };
