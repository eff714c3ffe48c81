/** R12, second half: which OAuth 2.0 issuers and endpoints may be used. Pure. */
import { isLocalhost, parseUrl, refuse, writtenAuthority } from '../network/web-url.ts';
import { isObject, member } from './strict-json.ts';

/** Members of the metadata that are contacted or opened and do not end in `_endpoint` (RFC 8414, MSC4191). */
const contactedMembers = new Set(['jwks_uri', 'account_management_uri', 'check_session_iframe', 'account']);

/**
 * Refuses metadata with an issuer that is not listed byte by byte, or with an endpoint outside the listed issuers' origins
 * (`WL_ISSUER`). Takes RFC 8414 metadata and the shorter form in `.well-known`. Returns the issuer.
 */
export function checkIssuer(metadata: unknown, issuers: readonly string[], insecureLocalhost = false): string {
  const named = member(metadata, 'issuer');
  const issuer = issuers.find((listed) => listed === named);
  if (issuer === undefined) return refuse('WL_ISSUER', 'the issuer is not on the list');
  const origins = new Set(issuers.map((listed) => new URL(listed).origin));
  const check = (url: unknown): void => {
    let target: URL | undefined;
    try {
      target = parseUrl(url);
    } catch {
      // refused below with the code of this rule
    }
    const secure =
      target?.protocol === 'https:' ||
      (insecureLocalhost && target?.protocol === 'http:' && isLocalhost(target.hostname));
    if (!target || !secure || !origins.has(target.origin) || writtenAuthority(url as string).includes('@')) {
      refuse('WL_ISSUER', 'an endpoint is not on the origin of a listed issuer');
    }
  };
  for (const [name, value] of Object.entries(metadata as object)) {
    if (name.endsWith('_endpoint') || contactedMembers.has(name)) check(value);
  }
  const aliases = member(metadata, 'mtls_endpoint_aliases');
  if (isObject(aliases)) for (const value of Object.values(aliases)) check(value);
  return issuer;
}
