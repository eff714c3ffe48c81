/** A session whose second stage is loaded from this package, as Node and bundlers find it. Hosts that place it elsewhere use `session/session.ts`. */
import { completeSession, type Session } from './session/complete-session.ts';
import { createBareSession, type SessionEnvironment } from './session/session.ts';
import type { SessionOptions } from './types.ts';

/** @throws {BmError} WL_CONFIG naming the field, WL_INSECURE_CONTEXT, WL_… when the homeserver is not on the list */
export async function createSession(
  options: SessionOptions,
  environment: Partial<SessionEnvironment> = {},
): Promise<Session> {
  const loadSecondStage: SessionEnvironment['loadSecondStage'] = () => import('./session/second-stage.ts');
  return completeSession(await createBareSession(options, { loadSecondStage, ...environment }));
}
