/** A session whose second stage is loaded from this package, as Node and bundlers find it. Hosts that place it elsewhere use `session/session.ts`. */
import { createSession as createBareSession, type Session, type SessionEnvironment } from './session/session.ts';
import type { SessionOptions } from './types.ts';

/** @throws {BmError} WL_CONFIG naming the field, WL_INSECURE_CONTEXT, WL_… when the homeserver is not on the list */
export function createSession(
  options: SessionOptions,
  environment: Partial<SessionEnvironment> = {},
): Promise<Session> {
  return createBareSession(options, { loadEncryption: () => import('./encryption/index.ts'), ...environment });
}
