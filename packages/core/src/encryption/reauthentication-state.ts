/**
 * The server asks the user to sign in again before it does something grave (client-server API 5.3, User-Interactive
 * Authentication). Plain data: the command that caused it waits, `reauthenticate` goes on, `cancelReauthentication` ends it.
 */
import type { Readable } from '../readable.ts';

/** How the server lets this user prove who they are. */
export type ReauthenticationMethod =
  | { readonly type: 'password' }
  /** Open the page in a new window; `reauthenticate` without a password when the user is back. The origin is the homeserver's or a listed issuer's. */
  | { readonly type: 'sso' | 'oauth'; readonly url: string };

export type ReauthenticationState =
  | { readonly status: 'none' }
  | {
      readonly status: 'needed';
      readonly purpose: 'resetIdentity' | 'signOutDevices';
      readonly methods: readonly ReauthenticationMethod[];
      /** What was given before was not right. */
      readonly refused?: true;
    }
  /** The server is checking. */
  | { readonly status: 'checking'; readonly purpose: 'resetIdentity' | 'signOutDevices' };

export interface Reauthentication {
  readonly state: Readable<ReauthenticationState>;
  /** @param password absent where the user comes back from the page of the method */
  give(password?: string): Promise<void>;
  cancel(): void;
}
