/** The echoes of own messages come with the timeline that shows them: a store is open long before, for its list of rooms. */
import type { Connection } from '@bundesmessenger/store/own-echoes';

type Through = (connection: Connection) => Connection;

let withEchoes: Through | undefined;

/** What watches and sends from now on has them. @param through the store's `withOwnEchoes` */
export function bringOwnEchoes(through: Through): void {
  withEchoes = through;
}

/** For `openStore`. */
export function withLaterEchoes(connection: Connection): Connection {
  let echoing: Connection | undefined;
  const current = (): Connection => (echoing ??= withEchoes?.(connection)) ?? connection;
  return { ...connection, watch: (topic) => current().watch(topic), call: (command) => current().call(command) };
}
