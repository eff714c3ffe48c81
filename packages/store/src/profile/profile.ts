/** How the user appears to others, as a page sees it. Pure data. */

/** Client-server API "Profiles". Empty until the homeserver has answered, and where the user has set nothing. */
export interface Profile {
  readonly displayName?: string;
  /** `mxc:` URI, for `loadAvatar`. */
  readonly avatarUrl?: string;
}

export const noProfile: Profile = {};
