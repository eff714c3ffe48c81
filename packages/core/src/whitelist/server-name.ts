/** The grammar of Matrix server names and user ids, and nothing about which of them are listed. */

/** Longest server name, in bytes. Source: Matrix specification, appendix "Server name" (255 for the DNS name). */
const maxServerNameBytes = 255;
/** Longest user id, in bytes. Source: Matrix specification, appendix "User identifiers". */
const maxUserIdBytes = 255;

const ipv4 = /^\d{1,3}(?:\.\d{1,3}){3}$/;
const bracketed = /^\[[0-9A-Fa-f:.]{2,45}\]$/;
const dnsCharacters = /^[A-Za-z0-9.-]+$/;
const letterOrDigit = /[A-Za-z0-9]/;
/** The port is the part after the last colon that is not inside brackets. */
const hostAndPort = /^(\[[^\]]*\]|[^:]*)(?::(\d{1,5}))?$/;

export interface ServerNameParts {
  readonly host: string;
  readonly port: string | undefined;
  readonly isAddress: boolean;
}

/**
 * The parts of a server name, or `undefined` if it is none. Stricter than the specification in one point (R11): each
 * label needs a letter or digit, so that no server name can be read as a path segment such as `..`.
 */
export function parseServerName(name: unknown): ServerNameParts | undefined {
  if (typeof name !== 'string' || name.length > maxServerNameBytes) return undefined;
  // `$` without the flag m matches at the very end only, so a line break after the name does not slip through.
  const [, host, port] = hostAndPort.exec(name) ?? [];
  if (host === undefined) return undefined;
  if (bracketed.test(host)) return letterOrDigit.test(host) ? { host, port, isAddress: true } : undefined;
  if (!dnsCharacters.test(host) || !host.split('.').every((label) => letterOrDigit.test(label))) return undefined;
  return { host, port, isAddress: ipv4.test(host) };
}

/** The server name in a user id, alias, or room id: what follows the first colon. `undefined` if there is none. */
export function serverNameIn(identifier: unknown, sigil: '@' | '#' | '!'): string | undefined {
  if (typeof identifier !== 'string' || !identifier.startsWith(sigil)) return undefined;
  if (identifier.includes('\0') || new TextEncoder().encode(identifier).length > maxUserIdBytes) return undefined;
  const colon = identifier.indexOf(':');
  return colon === -1 ? undefined : identifier.slice(colon + 1);
}
