/**
 * Rule R14 as the session asks it: with which servers users may have to do, in invitations, joins, knocks, aliases, space
 * children, upgrades and as members. Joins the whitelist, what the homeserver tells of its own federation, and a room's
 * server ACL. Pure. What a server says narrows, never widens.
 */
import { toErrorData } from '../errors.ts';
import { barredServer, type Barred } from '../whitelist/barred.ts';
import { checkUserId, type ListedServers } from '../whitelist/listed-servers.ts';
import type { Federation, RoomReference } from '../whitelist/rooms.ts';
import { parseServerName, serverNameIn } from '../whitelist/server-name.ts';
import { isObject, member } from '../whitelist/strict-json.ts';
import { admits, type ServerAcl } from './server-acl.ts';

export interface FederationPolicy {
  /** Of the session. */
  readonly federation: Federation;
  /** The servers that an internal session knows. */
  readonly listed: ListedServers;
  /** Whom the homeserver federates with, itself included. Absent: it does not tell. */
  readonly partners?: readonly string[] | undefined;
}

/** More names than any federation of authorities has; bounds the work. */
const maxPartners = 10_000;

/** `GET /_synapse/client/v1/config/federation_whitelist`. `undefined`: the homeserver tells nothing, or federates with everybody. */
export function projectPartners(answer: unknown): readonly string[] | undefined {
  const names = member(answer, 'whitelist');
  if (!isObject(answer) || answer['whitelist_enabled'] !== true || !Array.isArray(names)) return undefined;
  return (names as unknown[])
    .slice(0, maxPartners)
    .filter((name): name is string => parseServerName(name) !== undefined);
}

/** Why users may have nothing to do with another one, in a room with this ACL; `undefined` where they may. */
export function judgeMember(policy: FederationPolicy, userId: string, acl?: ServerAcl): Barred | undefined {
  const serverName = serverNameIn(userId, '@');
  const named = serverName === undefined ? {} : { serverName };
  if (policy.federation === 'internal') {
    try {
      checkUserId(policy.listed, userId);
    } catch (error) {
      return { code: toErrorData(error).code, ...named };
    }
  }
  if (parseServerName(serverName) === undefined) return { code: 'WL_SERVER_NAME', ...named };
  return (
    judgeNames(policy, [serverName!]) ?? (admits(acl, serverName!) ? undefined : { code: 'ROOM_INTERNAL', ...named })
  );
}

/** The same for everything that names servers on the way into a room. */
export function judgeRoom(policy: FederationPolicy, reference: RoomReference): Barred | undefined {
  const { room, via, sender } = reference;
  const named = [
    typeof room === 'string' ? (serverNameIn(room, '#') ?? serverNameIn(room, '!')) : undefined,
    ...(Array.isArray(via) ? (via as unknown[]) : []),
    serverNameIn(sender, '@'),
  ];
  return (
    barredServer(policy.listed, reference, policy.federation) ??
    judgeNames(
      policy,
      named.filter((name): name is string => typeof name === 'string'),
    )
  );
}

/** What the homeserver tells of its federation. */
function judgeNames({ partners }: FederationPolicy, names: readonly string[]): Barred | undefined {
  if (partners === undefined) return undefined;
  const refused = names.find((name) => !partners.includes(name));
  return refused === undefined ? undefined : { code: 'FEDERATION_REFUSED', serverName: refused };
}
