/**
 * An OAuth 2.0 issuer that stands in for the Matrix Authentication Service: its wire format towards clients (client-server API,
 * "OAuth 2.0 API") and towards Synapse (discovery, introspection, provisioning), with people who need no password. As strict
 * as the specification: what it does not allow fails here, too.
 */
import { createHash, randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { loopbackAddress } from './free-port.ts';
import { createGrants, type Consent, type Grants } from './oauth-grants.ts';

export interface OAuthIssuer extends AsyncDisposable {
  /** As metadata and answers spell it, with a slash at the end. */
  readonly issuer: string;
  /** `http://localhost:<port>`: where Synapse asks. */
  readonly baseUrl: string;
  /** What Synapse and the issuer know each other by: `matrix_authentication_service.secret`. */
  readonly secret: string;
  /** What it has given: who is logged in, with which tokens. */
  readonly grants: Grants;
  /** Each request as `GET /path`, without query. */
  readonly requests: readonly string[];
  /** How long access tokens count from now on, in seconds. At first five minutes, as in the service. */
  lifetimeS: number;
  /** Whom it provisions accounts and devices at. */
  serve(homeserver: { readonly baseUrl: string }): void;
  createUser(localpart: string, displayName?: string): Promise<void>;
  /** As its user does on the account's own page. */
  endDevice(deviceId: string): Promise<void>;
  stop(): Promise<void>;
}

const usualLifetimeS = 300;
const cors = {
  'Access-Control-Allow-Origin': '*',
  'Access-Control-Allow-Methods': 'GET, POST, OPTIONS',
  'Access-Control-Allow-Headers': 'Content-Type, Authorization',
};

interface Client {
  readonly redirectUris: readonly string[];
  readonly name: string;
}

/** @param publicUrl what clients and browsers know it by, where something stands before it */
export async function startOAuthIssuer(publicUrl?: () => string): Promise<OAuthIssuer> {
  const clients = new Map<string, Client>();
  const requests: string[] = [];
  const secret = randomBytes(16).toString('hex');
  const grants = createGrants();
  let homeserverUrl = '';

  const server = createServer((incoming, outgoing) => {
    const url = new URL(incoming.url ?? '/', 'http://localhost');
    requests.push(`${incoming.method} ${url.pathname}`);
    respond(incoming, outgoing, url).catch((error: unknown) => {
      const { status, code } = error instanceof OAuthError ? error : new OAuthError('server_error', 500);
      json(outgoing, { error: code }, status);
    });
  });
  server.listen(0, loopbackAddress);
  await once(server, 'listening');
  const baseUrl = `http://localhost:${(server.address() as AddressInfo).port}`;
  const origin = (): string => publicUrl?.() ?? baseUrl;

  const provision = async (path: string, body: object): Promise<void> => {
    const answer = await fetch(`${homeserverUrl}/_synapse/mas/${path}`, {
      method: 'POST',
      headers: { 'Content-Type': 'application/json', Authorization: `Bearer ${secret}` },
      body: JSON.stringify(body),
    });
    if (!answer.ok) throw new Error(`Synapse refuses ${path}: ${answer.status} ${await answer.text()}`);
  };

  const endSession = async (ended: Consent | undefined): Promise<void> => {
    if (ended) await provision('delete_device', { localpart: ended.localpart, device_id: ended.deviceId });
  };

  async function respond(incoming: IncomingMessage, outgoing: ServerResponse, url: URL): Promise<void> {
    if (incoming.method === 'OPTIONS') return void outgoing.writeHead(204, cors).end();
    const asked = `${incoming.method} ${url.pathname}`;
    switch (asked) {
      case 'GET /.well-known/openid-configuration':
        return json(outgoing, metadata(origin()));
      case 'POST /oauth2/registration':
        return json(outgoing, register(JSON.parse(await bodyOf(incoming)) as Registration), 201);
      case 'GET /authorize':
        return page(outgoing, consentPage(checkAuthorization(url.searchParams), url.search));
      case 'POST /authorize':
        return redirect(outgoing, await authorize(url.searchParams, await formOf(incoming)));
      case 'POST /oauth2/token':
        return json(outgoing, await giveTokens(await formOf(incoming)));
      case 'POST /oauth2/revoke': {
        await endSession(grants.revoke((await formOf(incoming)).get('token') ?? ''));
        return json(outgoing, {});
      }
      case 'POST /oauth2/introspect':
        if (incoming.headers.authorization !== `Bearer ${secret}`) throw new OAuthError('access_denied', 401);
        return json(outgoing, grants.introspect((await formOf(incoming)).get('token') ?? ''));
      default:
        return void outgoing.writeHead(404, cors).end();
    }
  }

  /** RFC 7591, and the rules of the specification for redirect URIs of a web client. */
  function register(asked: Registration): object {
    const { redirect_uris: uris, client_uri: home, client_name: name, token_endpoint_auth_method: method } = asked;
    const isPublic = method === 'none' && typeof name === 'string' && typeof home === 'string';
    const fit = (uri: string): boolean => {
      const { hostname, hash, username } = new URL(uri);
      return hash === '' && username === '' && hostname === new URL(home!).hostname;
    };
    if (!isPublic) throw new OAuthError('invalid_client_metadata');
    if (!Array.isArray(uris) || uris.length === 0 || !uris.every(fit)) throw new OAuthError('invalid_redirect_uri');
    const clientId = `client-${clients.size + 1}`;
    clients.set(clientId, { redirectUris: uris, name });
    return { ...asked, client_id: clientId };
  }

  /** @throws OAuthError: nobody is sent anywhere where client and address do not belong together */
  function checkAuthorization(query: URLSearchParams): Client {
    const client = clients.get(query.get('client_id') ?? '');
    if (!client) throw new OAuthError('invalid_client');
    if (!client.redirectUris.includes(query.get('redirect_uri') ?? '')) throw new OAuthError('invalid_redirect_uri');
    const isS256 = query.get('code_challenge_method') === 'S256' && (query.get('code_challenge') ?? '').length === 43;
    if (query.get('response_type') !== 'code' || query.get('response_mode') !== 'fragment' || !isS256) {
      throw new OAuthError('invalid_request');
    }
    if ((query.get('state') ?? '') === '') throw new OAuthError('invalid_request');
    return client;
  }

  async function authorize(query: URLSearchParams, form: URLSearchParams): Promise<string> {
    checkAuthorization(query);
    const answer = new URLSearchParams({ state: query.get('state')!, iss: `${origin()}/` });
    const scope = query.get('scope') ?? '';
    const deviceId = /(?:^| )urn:matrix:client:device:([A-Za-z0-9._~-]{10,255})(?: |$)/.exec(scope)?.[1];
    const localpart = form.get('user') ?? '';
    if (form.get('consent') !== 'yes') answer.set('error', 'access_denied');
    else if (deviceId === undefined || !scope.split(' ').includes('urn:matrix:client:api:*')) {
      answer.set('error', 'invalid_scope');
    } else {
      const display = clients.get(query.get('client_id')!)!.name;
      await provision('upsert_device', { localpart, device_id: deviceId, display_name: display });
      const [clientId, redirectUri] = [query.get('client_id')!, query.get('redirect_uri')!];
      const challenge = query.get('code_challenge')!;
      answer.set('code', grants.begin({ clientId, redirectUri, challenge, localpart, deviceId, scope }));
    }
    return `${query.get('redirect_uri')!}#${answer.toString()}`;
  }

  async function giveTokens(form: URLSearchParams): Promise<object> {
    const text = (name: string): string => form.get(name) ?? '';
    const lifetimeS = issuer.lifetimeS;
    const tokens =
      text('grant_type') === 'refresh_token'
        ? grants.refresh({ refreshToken: text('refresh_token'), clientId: text('client_id'), lifetimeS })
        : grants.exchange({
            code: text('code'),
            clientId: text('client_id'),
            redirectUri: text('redirect_uri'),
            challenge: createHash('sha256').update(text('code_verifier')).digest('base64url'),
            lifetimeS,
          });
    if (!tokens) throw new OAuthError('invalid_grant');
    return tokens;
  }

  const stop = async (): Promise<void> => {
    if (!server.listening) return;
    const closed = new Promise((resolve) => server.close(resolve));
    server.closeAllConnections();
    await closed;
  };
  const issuer: OAuthIssuer = {
    get issuer() {
      return `${origin()}/`;
    },
    baseUrl,
    secret,
    grants,
    requests,
    lifetimeS: usualLifetimeS,
    serve: (homeserver) => void (homeserverUrl = homeserver.baseUrl),
    createUser: (localpart, displayName) =>
      provision('provision_user', { localpart, ...(displayName !== undefined && { set_displayname: displayName }) }),
    endDevice: (deviceId) => endSession(grants.endDevice(deviceId)),
    stop,
    [Symbol.asyncDispose]: stop,
  };
  return issuer;
}

interface Registration {
  readonly redirect_uris?: readonly string[];
  readonly client_uri?: string;
  readonly client_name?: string;
  readonly token_endpoint_auth_method?: string;
}

class OAuthError extends Error {
  readonly code: string;
  readonly status: number;

  constructor(code: string, status = 400) {
    super(code);
    this.code = code;
    this.status = status;
  }
}

/** RFC 8414 with what the client-server API demands. */
function metadata(origin: string): object {
  return {
    issuer: `${origin}/`,
    authorization_endpoint: `${origin}/authorize`,
    token_endpoint: `${origin}/oauth2/token`,
    registration_endpoint: `${origin}/oauth2/registration`,
    revocation_endpoint: `${origin}/oauth2/revoke`,
    account_management_uri: `${origin}/account/`,
    response_types_supported: ['code'],
    response_modes_supported: ['query', 'fragment'],
    grant_types_supported: ['authorization_code', 'refresh_token'],
    code_challenge_methods_supported: ['S256'],
    authorization_response_iss_parameter_supported: true,
  };
}

function consentPage({ name }: Client, query: string): string {
  const escaped = (text: string): string => text.replace(/[&<>"]/g, (letter) => `&#${letter.charCodeAt(0)};`);
  return `<!doctype html>
<html lang="de">
  <head><meta charset="utf-8" /><title>Anmeldedienst</title></head>
  <body>
    <h1>${escaped(name)} möchte auf Ihr Konto zugreifen</h1>
    <form method="post" action="/authorize${escaped(query)}">
      <label>Kennung <input name="user" required /></label>
      <button name="consent" value="yes">Zustimmen</button>
      <button name="consent" value="no" formnovalidate>Ablehnen</button>
    </form>
  </body>
</html>`;
}

function json(outgoing: ServerResponse, body: object, status = 200): void {
  outgoing.writeHead(status, { ...cors, 'Content-Type': 'application/json', 'Cache-Control': 'no-store' });
  outgoing.end(JSON.stringify(body));
}

function page(outgoing: ServerResponse, body: string): void {
  outgoing.writeHead(200, { 'Content-Type': 'text/html; charset=utf-8', 'Cache-Control': 'no-store' }).end(body);
}

/** 303, so that the browser asks for the page with GET (RFC 9700, section 4.12). */
function redirect(outgoing: ServerResponse, location: string): void {
  outgoing.writeHead(303, { Location: location }).end();
}

async function bodyOf(incoming: IncomingMessage): Promise<string> {
  const parts: Buffer[] = [];
  for await (const part of incoming) parts.push(part as Buffer);
  return Buffer.concat(parts).toString();
}

async function formOf(incoming: IncomingMessage): Promise<URLSearchParams> {
  return new URLSearchParams(await bodyOf(incoming));
}
