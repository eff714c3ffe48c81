/**
 * The answer of a sign-in in the page's address: recognised by the beginning of its `state`, which the store chooses, so that answers
 * to logins of the page's own are left alone. It is taken out of the address bar before anything else happens.
 */

/** What OAuth 2.0 (RFC 6749, RFC 9207) adds to the fragment, and single sign-on (client-server API) to the query. */
const oauthParameters = ['state', 'code', 'iss', 'error', 'error_description', 'error_uri', 'session_state'];
const ssoParameters = ['state', 'loginToken'];

/** Of addresses that were cleaned before somebody could take the answer. By session. */
const taken = new Map<string, string>();

/** Cleans the address bar. @param sessionName see `SessionOptions`; `undefined`: of any session */
export function keepSignInAnswer(sessionName?: string): void {
  const url = new URL(location.href);
  const inFragment = new URLSearchParams(url.hash.slice(1));
  const from = [inFragment, url.searchParams].find((part) => sessionIn(part) !== undefined);
  const name = from && sessionIn(from);
  if (!from || name === undefined || (sessionName !== undefined && name !== sessionName)) return;
  taken.set(name, location.href);
  for (const parameter of from === inFragment ? oauthParameters : ssoParameters) from.delete(parameter);
  // The fragment was the answer; with a portal's own in it, what is left stays.
  if (from === inFragment) url.hash = inFragment.toString();
  history.replaceState(history.state, '', url);
}

/** Counts once. @returns the address that the page came back at */
export function takeSignInAnswer(sessionName?: string): string | undefined {
  keepSignInAnswer(sessionName);
  const name = sessionName ?? taken.keys().next().value;
  const answer = name === undefined ? undefined : taken.get(name);
  if (name !== undefined) taken.delete(name);
  return answer;
}

/** As `beginLogin` writes it: `bm.SESSION.RANDOM`. */
function sessionIn(part: URLSearchParams): string | undefined {
  const [mark, name, random] = part.get('state')?.split('.') ?? [];
  return mark === 'bm' && random ? name : undefined;
}
