/**
 * Invitations that the server has taken and the sync has not brought yet: whoever was just invited counts as a member from
 * the server's answer on, or the next message might be encrypted without them.
 */
export interface PendingInvites {
  /** The server took the invitation of this user; the sync has not brought it yet. */
  add(roomId: string, userId: string): void;
  of(roomId: string): readonly string[];
}

/** How long an invitation may take to come by sync before it counts as withdrawn by somebody else. */
const inviteArrivesWithinMs = 60_000;

export function createPendingInvites(now: () => number = Date.now): PendingInvites {
  const pending = new Map<string, Map<string, number>>();
  return {
    add(roomId, userId) {
      const invited = pending.get(roomId) ?? new Map<string, number>();
      pending.set(roomId, invited.set(userId, now() + inviteArrivesWithinMs));
    },
    of: (roomId) => [...(pending.get(roomId) ?? [])].filter(([, until]) => until > now()).map(([userId]) => userId),
  };
}
