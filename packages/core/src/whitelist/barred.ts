/** R14 as a question: what keeps a room out of reach, so that it can be shown before anybody tries. Pure. */
import { toErrorData, type ErrorCode } from '../errors.ts';
import type { ListedServers } from './listed-servers.ts';
import { checkRoom, type Federation, type RoomReference } from './rooms.ts';
import { serverNameIn } from './server-name.ts';

export interface Barred {
  readonly code: ErrorCode;
  /** Absent where what should name a server does not. */
  readonly serverName?: string;
}

/** A room id of version 12, which names no server. */
const anyRoom = '!room';

/** What {@link checkRoom} would refuse, with the first server that is not listed; `undefined` where it refuses nothing. */
export function barredServer(
  list: ListedServers,
  reference: RoomReference,
  federation: Federation,
): Barred | undefined {
  const { room, via = [], sender } = reference;
  const ways: readonly unknown[] = Array.isArray(via) ? via : [via];
  const named: readonly (readonly [serverName: unknown, part: RoomReference])[] = [
    [typeof room === 'string' ? (serverNameIn(room, '#') ?? serverNameIn(room, '!')) : undefined, { room }],
    ...ways.map((way) => [way, { room: anyRoom, via: Array.isArray(via) ? [way] : via }] as const),
    ...(sender === undefined ? [] : [[serverNameIn(sender, '@'), { room: anyRoom, sender }] as const]),
  ];
  for (const [serverName, part] of named) {
    try {
      checkRoom(list, part, federation);
    } catch (error) {
      return { code: toErrorData(error).code, ...(typeof serverName === 'string' && { serverName }) };
    }
  }
  return undefined;
}
