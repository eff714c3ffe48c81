/** Which logins the homeserver offers, as far as the whitelist lets anybody use them. */
import { BmError } from '../errors.ts';
import { requestApi } from '../network/client-server-api.ts';
import { allowInsecureLocalhost, type HomeserverState, type SessionOptions } from '../types.ts';
import { member } from '../whitelist/strict-json.ts';
import type { LoginSetting } from './login.ts';
import { findOAuthServer, type Issuers } from './oauth2.ts';
import { identityProviders, prefersOAuth } from './sso.ts';

/** What of it a page shows. */
export type Logins = Omit<Extract<HomeserverState, { status: 'reachable' }>, 'status'>;

/** Flows for which nobody has to leave the page. */
const inThePage: readonly string[] = ['m.login.password', 'org.matrix.login.jwt'];

export function issuersOf(options: SessionOptions): Issuers {
  return { issuers: options.whitelist.issuers ?? [], insecureLocalhost: options[allowInsecureLocalhost] === true };
}

/** @throws {BmError} WL_ISSUER where nothing else is offered, BAD_RESPONSE, OFFLINE, SERVER_ERROR */
export async function findLogins(
  { fetch, baseUrl, options }: Pick<LoginSetting, 'fetch' | 'baseUrl' | 'options'>,
  signal: AbortSignal,
): Promise<Logins> {
  // Before a homeserver with the OAuth 2.0 API there may be nothing that answers for the legacy one.
  const asked = await askFlows(fetch, baseUrl, signal).catch((error: unknown) => asError(error));
  const listed = asked instanceof BmError ? [] : asked;
  const flows = typesIn(listed);
  const usable = flows.some((flow) => inThePage.includes(flow));
  // Most homeservers do not have it, and browsers show each 404 to whoever looks into their console.
  if (usable && !prefersOAuth(listed)) return withProviders(listed, flows);
  let refusal: unknown;
  const server = await findOAuthServer(fetch, baseUrl, issuersOf(options), signal).catch((error: unknown) => {
    refusal = error;
    return undefined;
  });
  if (server) return { flows: flows.filter((flow) => flow !== 'm.login.sso'), issuer: server.issuer };
  if (asked instanceof BmError) throw refusal ?? asked;
  // Its single sign-on leads to the same issuer.
  if (refusal !== undefined && !usable) throw refusal;
  return prefersOAuth(listed)
    ? { flows: flows.filter((flow) => flow !== 'm.login.sso') }
    : withProviders(listed, flows);
}

/** The login types the server offers (`GET /login`). */
export async function loginFlows(
  fetch: typeof globalThis.fetch,
  baseUrl: string,
  signal: AbortSignal,
): Promise<readonly string[]> {
  return typesIn(await askFlows(fetch, baseUrl, signal));
}

async function askFlows(
  fetch: typeof globalThis.fetch,
  baseUrl: string,
  signal: AbortSignal,
): Promise<readonly unknown[]> {
  const { flows } = await requestApi(fetch, baseUrl, { method: 'GET', path: '/_matrix/client/v3/login', signal });
  if (!Array.isArray(flows)) throw new BmError('BAD_RESPONSE', 'the answer lists no login flows');
  return flows;
}

function typesIn(flows: readonly unknown[]): readonly string[] {
  return flows.flatMap((flow) => {
    const type = member(flow, 'type');
    return typeof type === 'string' ? [type] : [];
  });
}

function withProviders(listed: readonly unknown[], flows: readonly string[]): Logins {
  const providers = identityProviders(listed);
  return { flows, ...(providers.length > 0 && { identityProviders: providers }) };
}

/** That the homeserver does not know the path is no failure yet; every other error is. */
function asError(error: unknown): BmError {
  if (error instanceof BmError && (error.errcode === 'M_UNRECOGNIZED' || error.notFound)) return error;
  throw error;
}
