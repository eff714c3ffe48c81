/**
 * Rooms, events and users in links: `matrix.to`, `matrix:` (client-server API, appendix "URIs") and the addresses of web
 * clients, which put the same into their fragment. Pure: nothing is asked of the place a link names.
 */
import { isId } from './identifiers.ts';

export interface RoomLink {
  /** Room id or alias, or absent in a link to a user. */
  readonly room?: string;
  readonly eventId?: string;
  readonly userId?: string;
  /** Servers to join through. */
  readonly via: readonly string[];
}

/** Longest link that is read. */
const maxLinkLength = 2_000;
/** Nobody needs more ways into a room. */
const maxVia = 10;

const sigils: Readonly<Record<string, string>> = {
  r: '#',
  roomid: '!',
  u: '@',
  e: '$',
  room: '#',
  user: '@',
  event: '$',
};

/** What a room id, alias, user id or link names; `undefined` for anything else. */
export function parseRoomLink(text: string): RoomLink | undefined {
  const link = text.trim();
  if (link.length > maxLinkLength || /\s/u.test(link)) return undefined;
  if (/^[#!@]/.test(link)) return fromIdentifiers([link], []);
  if (/^matrix:/i.test(link)) return fromMatrixUri(link);
  return /^https?:/i.test(link) ? fromWebAddress(link) : undefined;
}

function fromMatrixUri(link: string): RoomLink | undefined {
  const [, path = '', query = ''] = /^matrix:([^?#]*)(?:\?([^#]*))?/i.exec(link) ?? [];
  // Every second part says what the next one is.
  const parts = path.split('/');
  if (parts.length !== 2 && parts.length !== 4) return undefined;
  const identifiers: string[] = [];
  for (let at = 0; at < parts.length; at += 2) {
    const sigil = Object.hasOwn(sigils, parts[at]!) ? sigils[parts[at]!] : undefined;
    const name = decode(parts[at + 1]!);
    if (sigil === undefined || name === undefined) return undefined;
    identifiers.push(sigil + name);
  }
  return fromIdentifiers(identifiers, viaIn(query));
}

/** `https://matrix.to/#/…`, `https://web.example/#/room/…`, `https://web.example/#/user/…` */
function fromWebAddress(link: string): RoomLink | undefined {
  const [, path = '', query = ''] = /#\/?([^?]*)(?:\?(.*))?$/.exec(link) ?? [];
  const parts = path.split('/').map(decode);
  if (parts[0] === 'room' || parts[0] === 'user') parts.shift();
  if (parts.length === 0 || parts.length > 2 || parts.includes(undefined)) return undefined;
  return fromIdentifiers(parts as string[], viaIn(query));
}

function fromIdentifiers([first = '', second]: readonly string[], via: readonly string[]): RoomLink | undefined {
  const isRoom = /^#[^\s:]+:\S+$/u.test(first) || /^![^\s:]+(?::\S+)?$/u.test(first);
  const isUser = /^@[^\s:]*:\S+$/u.test(first);
  const isEvent = second === undefined || /^\$\S+$/u.test(second);
  if (!isId(first) || !(second === undefined || isId(second)) || !isEvent) return undefined;
  if (isUser && second === undefined) return { userId: first, via: [] };
  return isRoom ? { room: first, ...(second !== undefined && { eventId: second }), via } : undefined;
}

function viaIn(query: string): readonly string[] {
  const servers = new URLSearchParams(query).getAll('via').filter((server) => /^[\w.:[\]-]{1,255}$/.test(server));
  return servers.slice(0, maxVia);
}

function decode(part: string): string | undefined {
  try {
    return decodeURIComponent(part);
  } catch {
    return undefined;
  }
}
