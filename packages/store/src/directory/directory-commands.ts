/** What a page can ask of the homeserver's directories: one row per command, with parameters and result. */
import type { DirectoryPage, FoundUsers } from './directory.ts';

export interface DirectoryCommands {
  /**
   * Public rooms whose name, topic or alias has the words. `server`: of another homeserver, as far as the session's policy
   * admits it (else WL_SERVER_NAME). `since`: `nextBatch` of the page before. `limit`: at most 100, default 20.
   */
  searchDirectory: {
    parameters: { search?: string; server?: string; since?: string; limit?: number };
    result: DirectoryPage;
  };
  /** Users the homeserver lets the user find. `limit`: at most 50, default 10. */
  searchUsers: { parameters: { search: string; limit?: number | undefined }; result: FoundUsers };
}
