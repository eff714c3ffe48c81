/** `@bundesmessenger/store/host`: the host face, for workers and Node. */
import { createSession, type Session } from '@bundesmessenger/core';
import { createLocalConnection } from './host/local-connection.ts';
import type { SecondStageParts } from './host/second-stage.ts';
import { initialSnapshots } from './protocol/topics.ts';
import { createStoreOver, type Store } from './store.ts';

export { createHost, type Host, type HostEnvironment } from './host/host.ts';
export { createSession, type Session };

/** The store over a session in this realm: for bots and tests. `close` ends the store, not the session. */
export function createStore(session: Session): Store {
  const load = async () => {
    const { createSecondStage } = await import('./host/second-stage.ts');
    return (parts: SecondStageParts) => createSecondStage({ session, ...parts });
  };
  return createStoreOver(createLocalConnection(session, { load, loaded: Promise.resolve() }, initialSnapshots));
}
