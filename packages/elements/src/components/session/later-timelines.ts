/** What only timelines need comes with the first of them: a store is open long before, for its list of rooms. */
import type { Connection } from '@bundesmessenger/store/page-timelines';

type Through = (connection: Connection) => Connection;

let withTimelines: Through | undefined;

/** What watches and calls from now on goes through it. @param through the store's `withPageTimelines` */
export function bringTimelines(through: Through): void {
  withTimelines = through;
}

/** For `openStore`. */
export function withLaterTimelines(connection: Connection): Connection {
  let later: Connection | undefined;
  const current = (): Connection => (later ??= withTimelines?.(connection)) ?? connection;
  return {
    watch: (topic) => current().watch(topic),
    call: (command) => current().call(command),
    close: () => (later ?? connection).close(),
  };
}
