/**
 * Whose devices this one knows: of everybody something is encrypted for or came from. Whoever is new is looked up; from then
 * on the sync tells of changes.
 */
import { UserId, type OlmMachine } from '@matrix-org/matrix-sdk-crypto-wasm';

export interface TrackedUsers {
  /** Resolves when the server was asked for those who are new. Never throws: the engine asks again. */
  follow(userIds: readonly string[]): Promise<void>;
  isFollowed(userId: string): boolean;
}

/** @param processRequests makes the requests that the engine has got ready */
export function createTrackedUsers(machine: OlmMachine, processRequests: () => Promise<void>): TrackedUsers {
  const followed = new Set<string>();
  let batch: { readonly userIds: Set<string>; readonly done: Promise<void> } | undefined;
  const restored = machine.trackedUsers().then(
    (users: ReadonlySet<UserId>) => {
      for (const user of users) followed.add(user.toString());
    },
    () => undefined,
  );

  const lookUp = async (userIds: ReadonlySet<string>): Promise<void> => {
    await restored;
    batch = undefined;
    const newcomers = [...userIds].flatMap((userId) => (followed.has(userId) ? [] : parse(userId)));
    if (newcomers.length === 0) return;
    for (const user of newcomers) followed.add(user.toString());
    await machine.updateTrackedUsers(newcomers);
    await processRequests();
  };

  return {
    follow(userIds) {
      if (!batch) {
        const collected = new Set<string>();
        batch = { userIds: collected, done: lookUp(collected).catch(() => undefined) };
      }
      for (const userId of userIds) batch.userIds.add(userId);
      return batch.done;
    },
    isFollowed: (userId) => followed.has(userId),
  };
}

/** Servers name senders that are no users. */
function parse(userId: string): UserId[] {
  try {
    return [new UserId(userId)];
  } catch {
    return [];
  }
}
