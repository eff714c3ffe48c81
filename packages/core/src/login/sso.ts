/** Single sign-on of the homeserver (client-server API, "SSO client login/authentication"): where the page goes, and what it offers. */
import { isObject, member } from '../whitelist/strict-json.ts';

/** What a user chooses from. Its icon is left out: it would be loaded from anywhere before anybody is logged in. */
export interface IdentityProvider {
  readonly id: string;
  readonly name: string;
}

/** More than anybody would scroll through. */
const mostProviders = 50;
const longestName = 100;

/** @param flows of `GET /login` */
export function identityProviders(flows: readonly unknown[]): readonly IdentityProvider[] {
  const sso = flows.find((flow) => member(flow, 'type') === 'm.login.sso');
  const listed = member(sso, 'identity_providers');
  if (!Array.isArray(listed)) return [];
  return listed.slice(0, mostProviders).flatMap((provider: unknown) => {
    const [id, name] = [member(provider, 'id'), member(provider, 'name')];
    return typeof id === 'string' && typeof name === 'string' && id !== '' && name !== ''
      ? [{ id, name: name.slice(0, longestName) }]
      : [];
  });
}

/** Whether the homeserver has the OAuth 2.0 API, and single sign-on only for clients that know no better. */
export function prefersOAuth(flows: readonly unknown[]): boolean {
  return flows.some(
    (flow) =>
      isObject(flow) &&
      (flow['oauth_aware_preferred'] === true || flow['org.matrix.msc3824.delegated_oidc_compatibility'] === true),
  );
}

/** @param redirectUrl where the page comes back to; `state` in it ties the login token to this browser */
export function ssoUrl(baseUrl: string, idpId: string | undefined, redirectUrl: string): string {
  const idp = idpId === undefined ? '' : `/${encodeURIComponent(idpId)}`;
  const query = new URLSearchParams({ redirectUrl });
  return `${baseUrl.replace(/\/$/, '')}/_matrix/client/v3/login/sso/redirect${idp}?${query.toString()}`;
}
