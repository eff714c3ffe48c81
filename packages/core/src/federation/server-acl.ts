/**
 * `m.room.server_acl`: which servers may take part in a room (client-server API, "Server Access Control Lists"), and
 * BundesMessenger's way of using it: a room is internal or open to the federation. Pure; hostile until read.
 */
import type { JsonObject } from '../sync/client-event.ts';
import { serverNameIn, parseServerName } from '../whitelist/server-name.ts';
import type { Federation } from '../whitelist/rooms.ts';

/** The content of the event, as the SDK writes it and as it reads what others have written. */
export interface ServerAcl {
  readonly allow: readonly string[];
  readonly deny: readonly string[];
  readonly allow_ip_literals: boolean;
}

/**
 * Everybody, or only the server of `userId`. Its name stands there without port, as servers compare it, and with it,
 * because Synapse refuses an ACL that does not admit its own full name.
 */
export function serverAcl(federation: Federation, userId: string): ServerAcl {
  const serverName = serverNameIn(userId, '@') ?? '';
  const allow = federation === 'federated' ? ['*'] : [...new Set([withoutPort(serverName), serverName])];
  return { allow_ip_literals: false, deny: [], allow };
}

/** `undefined` where the room has none, which admits everybody. A list that is no list admits nobody, as servers read it. */
export function readServerAcl(content: JsonObject | undefined): ServerAcl | undefined {
  if (content === undefined) return undefined;
  return {
    allow: texts(content['allow']),
    deny: texts(content['deny']),
    allow_ip_literals: content['allow_ip_literals'] !== false,
  };
}

/** Whether a server may take part. */
export function admits(acl: ServerAcl | undefined, serverName: string): boolean {
  if (acl === undefined) return true;
  const name = parseServerName(serverName);
  if (name === undefined || (name.isAddress && !acl.allow_ip_literals)) return false;
  const isMeant = (pattern: string): boolean => matchesGlob(pattern.toLowerCase(), name.host.toLowerCase());
  return !acl.deny.some(isMeant) && acl.allow.some(isMeant);
}

const texts = (value: unknown): readonly string[] =>
  Array.isArray(value) ? value.filter((entry): entry is string => typeof entry === 'string') : [];

const withoutPort = (serverName: string): string => serverName.replace(/:\d+$/, '');

/** `*` for any characters, `?` for one. No regular expression: a pattern of many stars would keep one busy for hours. */
function matchesGlob(pattern: string, text: string): boolean {
  let [atPattern, atText] = [0, 0];
  let [star, resumeAt] = [-1, 0];
  while (atText < text.length) {
    if (pattern[atPattern] === '*') {
      star = atPattern++;
      resumeAt = atText;
    } else if (pattern[atPattern] === '?' || pattern[atPattern] === text[atText]) {
      atPattern += 1;
      atText += 1;
    } else if (star !== -1) {
      atPattern = star + 1;
      atText = ++resumeAt;
    } else {
      return false;
    }
  }
  while (pattern[atPattern] === '*') atPattern += 1;
  return atPattern === pattern.length;
}
