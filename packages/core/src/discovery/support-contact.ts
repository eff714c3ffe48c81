/** Whom to ask for help: `/.well-known/matrix/support` (client-server API, "Getting server administrator contacts"). Pure. */
import { shownAddress, shownLink } from '../network/shown-link.ts';
import { parseServerName, serverNameIn } from '../whitelist/server-name.ts';
import { isObject, member } from '../whitelist/strict-json.ts';

/** At least one of them is there. */
export interface SupportContact {
  readonly pageUrl?: string;
  readonly email?: string;
  readonly userId?: string;
}

/** Real ones have a few hundred bytes. */
export const maxSupportBytes = 65_536;
/** More than anybody reads; bounds the work. */
const maxContacts = 32;

/** `undefined` for any answer that names nobody. An administrator goes before everybody else. */
export function readSupportContact(body: string): SupportContact | undefined {
  let answer: unknown;
  try {
    answer = JSON.parse(body);
  } catch {
    return undefined;
  }
  const pageUrl = shownLink(member(answer, 'support_page'));
  const named = member(answer, 'contacts');
  const contacts = (Array.isArray(named) ? (named as unknown[]).slice(0, maxContacts) : []).filter(isObject);
  const administrators = contacts.filter((contact) => member(contact, 'role') === 'm.role.admin');
  const [person] = [...administrators, ...contacts].map(readContact).filter((contact) => contact !== undefined);
  const found = { ...(pageUrl !== undefined && { pageUrl }), ...person };
  return Object.keys(found).length > 0 ? found : undefined;
}

function readContact(contact: unknown): SupportContact | undefined {
  const email = shownAddress(member(contact, 'email_address'));
  const matrixId = member(contact, 'matrix_id');
  const userId = parseServerName(serverNameIn(matrixId, '@')) ? (matrixId as string) : undefined;
  if (email === undefined && userId === undefined) return undefined;
  return { ...(email !== undefined && { email }), ...(userId !== undefined && { userId }) };
}
