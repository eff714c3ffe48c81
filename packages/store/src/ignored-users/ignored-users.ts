/** Whom the user ignores, as a page sees it, and the command that changes it. Pure data. */
import type { Sender } from '../timeline/timeline.ts';

/** Account data `m.ignored_user_list`, for all devices of the account. */
export interface IgnoredUsers {
  /** By name: as the rooms know them, else their ids. */
  readonly users: readonly Sender[];
}

export const nobodyIgnored: IgnoredUsers = { users: [] };

export interface IgnoredUsersCommands {
  /**
   * What they send is not shown any more, nor their invitations; they do not learn of it. Once that is taken back, the server
   * is asked for what it has left out. Throws COMMAND_INVALID for the user's own id and for what is none.
   */
  setIgnored: { parameters: { userId: string; isIgnored: boolean }; result: undefined };
}
