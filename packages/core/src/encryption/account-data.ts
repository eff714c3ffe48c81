/** The user's global account data: as the sync has told it, and ahead of the sync as this device has written it. */
import { toBmError } from '../network/matrix-error.ts';
import type { AuthenticatedRequest } from '../network/client-server-api.ts';
import type { Rooms } from '../rooms/rooms.ts';
import type { JsonObject } from '../sync/client-event.ts';

export interface AccountData {
  /** What is known without asking. `{}` where it was deleted: account data cannot be removed. */
  get(type: string): JsonObject | undefined;
  /** Asks the server: for secrets, where an old answer could overwrite a new key. */
  fetch(type: string): Promise<JsonObject | undefined>;
  set(type: string, content: JsonObject): Promise<void>;
  /** Called with the types that changed, by the sync or by `set`. */
  onChange(listener: (types: ReadonlySet<string>) => void): () => void;
  stop(): void;
}

/** What another device wrote at the same moment wins after this time, in milliseconds: longer than a slow sync takes. */
const ownWriteHoldsMs = 5_000;

export function createAccountData(
  request: AuthenticatedRequest,
  userId: string,
  rooms: Pick<Rooms, 'accountData' | 'onChange'>,
  now: () => number = Date.now,
): AccountData {
  const written = new Map<string, { readonly content: JsonObject; readonly at: number }>();
  const listeners = new Set<(types: ReadonlySet<string>) => void>();
  const announce = (types: ReadonlySet<string>): void => {
    for (const listener of [...listeners]) listener(types);
  };
  const path = (type: string): string =>
    `/_matrix/client/v3/user/${encodeURIComponent(userId)}/account_data/${encodeURIComponent(type)}`;

  const stop = rooms.onChange(({ accountData: types }) => {
    if (types.size === 0) return;
    for (const type of types) {
      const own = written.get(type);
      const arrived = own && JSON.stringify(own.content) === JSON.stringify(rooms.accountData(type));
      if (own && (arrived || now() - own.at > ownWriteHoldsMs)) written.delete(type);
    }
    announce(types);
  });

  return {
    get: (type) => written.get(type)?.content ?? rooms.accountData(type),
    async fetch(type) {
      try {
        return await request({ method: 'GET', path: path(type) });
      } catch (error) {
        if (toBmError(error).errcode === 'M_NOT_FOUND') return undefined;
        throw error;
      }
    },
    async set(type, content) {
      await request({ method: 'PUT', path: path(type), body: content });
      written.set(type, { content, at: now() });
      announce(new Set([type]));
    },
    onChange(listener) {
      listeners.add(listener);
      return () => void listeners.delete(listener);
    },
    stop() {
      stop();
      listeners.clear();
    },
  };
}
