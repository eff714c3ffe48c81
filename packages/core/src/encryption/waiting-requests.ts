/** Verifications that somebody asked for while another one was under way. Pure. */

/** More than a person answers one after the other; whoever floods is not kept. */
const maxWaiting = 10;

interface Asked {
  readonly otherUserId: string;
  readonly otherDeviceId?: string | undefined;
}

export interface WaitingRequests<Request extends Asked> {
  /** The newest of a device takes the place of those before it; beyond the bound the oldest goes. */
  add(request: Request): void;
  /** Takes out the one that has waited longest. */
  next(): Request | undefined;
  clear(): void;
}

export function createWaitingRequests<Request extends Asked>(): WaitingRequests<Request> {
  const waiting = new Map<string, Request>();
  const takeFirst = (): Request | undefined => {
    for (const [key, request] of waiting) {
      waiting.delete(key);
      return request;
    }
    return undefined;
  };
  return {
    add(request) {
      const key = JSON.stringify([request.otherUserId, request.otherDeviceId]);
      waiting.delete(key);
      waiting.set(key, request);
      if (waiting.size > maxWaiting) takeFirst();
    },
    next: takeFirst,
    clear: () => waiting.clear(),
  };
}
