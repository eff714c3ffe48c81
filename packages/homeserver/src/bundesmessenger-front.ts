/**
 * What stands before Synapse in a BundesMessenger deployment: serves server tokens (PS512) at `/_bum/client/v1/verify`,
 * signed with a key made for this run, maintenance at `/_matrix/cmaintenance`, the support contact and a content scanner;
 * passes everything else on. Can serve all of it wrong, too. Where BM_CONTENT_SCANNER names a Python that has the Matrix Content
 * Scanner, that scans.
 */
import { constants, generateKeyPair, type KeyObject, sign } from 'node:crypto';
import { promisify } from 'node:util';
import { contentScannerRoute, startContentScanner } from './content-scanner.ts';
import { type FaultProxy, startFaultProxy } from './fault-proxy.ts';
import type { Fault } from './fault-rule.ts';
import { startMatrixContentScanner } from './matrix-content-scanner.ts';

/** BSI TR-02102-1 asks for 3,000 bits; BundesMessenger's own test keys have 2,048. */
const keyBits = 3072;
const saltBytes = 64; // as long as the hash
const hourS = 3600;

export type Served =
  /** What a web server without the location answers. */
  | { readonly kind: 'notFound' }
  /** Any answer with status 200: an object as JSON, a text as HTML. */
  | { readonly kind: 'body'; readonly body: string | object }
  /** The connection is cut without an answer. */
  | { readonly kind: 'silent' };

export type ServedTokens =
  | Served
  /** `expiresInS` counts from now and may be negative; `host` is what the token is for. */
  | { readonly kind: 'token'; readonly expiresInS?: number; readonly host?: string };

/** One entry of what an operator announces: `additionalConfig.maintenance.downtime` of the chart. Times are ISO 8601. */
export interface Downtime {
  readonly warning_start_time: string;
  readonly start_time: string;
  readonly end_time: string;
  readonly type: 'MAINTENANCE' | 'ADHOC_MESSAGE';
  readonly description?: string;
  /** Clients shall make no request but for maintenance. */
  readonly blocking: boolean;
}

export interface BundesMessengerFront extends AsyncDisposable {
  readonly baseUrl: string;
  /** SPKI, for `whitelist.serverToken.keys`. */
  readonly publicKeyPem: string;
  /** For further faults, and for the record of requests. */
  readonly proxy: FaultProxy;
  /** What is served from now on. At first a token for the own host that counts for a day. */
  serve(tokens: ServedTokens): void;
  /** The same for maintenance. At first `{}`: nothing is planned. */
  serveMaintenance(maintenance: Served | { readonly kind: 'downtime'; readonly downtime: readonly Downtime[] }): void;
  /** The same for the well-known file of clients. At first what the homeserver says. */
  serveWellKnown(wellKnown: Served | { readonly kind: 'own' }): void;
  /** The same for the content scanner. At first one that works. */
  serveContentScanner(scanner: Served | { readonly kind: 'own' }): void;
  stop(): Promise<void>;
}

const tokenPath = '/_bum/client/v1/verify';
/** Any path below gives the same answer, as the chart's web server does it. */
const maintenancePath = /^\/_matrix\/cmaintenance(?:\/|$)/;
const contentScannerPath = new RegExp(`^${contentScannerRoute}`);
const wellKnownPath = '/.well-known/matrix/client';
const supportPath = '/.well-known/matrix/support';

/** `wellknown.extraData` of the chart; client-server API, "Getting contact details of the server administrator". */
const support = {
  contacts: [{ email_address: 'it-service@behoerde.example', role: 'm.role.admin' }],
  support_page: 'https://behoerde.example/hilfe',
};

export async function startBundesMessengerFront(homeserverBaseUrl: string): Promise<BundesMessengerFront> {
  return makeBundesMessengerFront(await startFaultProxy(homeserverBaseUrl));
}

/** Makes a front of a proxy that runs. @param ownHosts of its base URLs: there is a token for each */
export async function makeBundesMessengerFront(
  proxy: FaultProxy,
  ownHosts = [new URL(proxy.baseUrl).hostname],
): Promise<BundesMessengerFront> {
  const { publicKey, privateKey } = await promisify(generateKeyPair)('rsa', { modulusLength: keyBits });

  const servedAt = (path: string | RegExp) => {
    let stopServing = (): void => undefined;
    return (served: Served | undefined): void => {
      stopServing();
      stopServing = served ? proxy.rule({ path }, faultOf(served)) : () => undefined;
    };
  };
  const token = servedAt(tokenPath);
  const maintenance = servedAt(maintenancePath);
  const wellKnown = servedAt(wellKnownPath);
  const python = process.env.BM_CONTENT_SCANNER;
  const scanner = await (python
    ? startMatrixContentScanner(python, proxy.targetBaseUrl)
    : startContentScanner(proxy.targetBaseUrl));
  proxy.rule({ path: contentScannerPath }, { kind: 'pass', toBaseUrl: scanner.baseUrl });
  const scanning = servedAt(contentScannerPath);
  const stop = async (): Promise<void> => void (await Promise.all([proxy.stop(), scanner.stop()]));
  servedAt(supportPath)({ kind: 'body', body: support });

  const front: BundesMessengerFront = {
    baseUrl: proxy.baseUrl,
    publicKeyPem: publicKey.export({ type: 'spki', format: 'pem' }).toString(),
    proxy,
    serve(tokens) {
      if (tokens.kind !== 'token') return token(tokens);
      const { expiresInS = 24 * hourS, host } = tokens;
      const exp = Date.now() / 1000 + expiresInS;
      const hosts = host === undefined ? ownHosts : [host];
      token({ kind: 'body', body: hosts.map((sub) => signToken({ sub, exp }, privateKey)) });
    },
    serveMaintenance(served) {
      const { kind } = served;
      maintenance(kind === 'downtime' ? { kind: 'body', body: { downtime: served.downtime } } : served);
    },
    serveWellKnown: (served) => wellKnown(served.kind === 'own' ? undefined : served),
    serveContentScanner: (served) => scanning(served.kind === 'own' ? undefined : served),
    stop,
    [Symbol.asyncDispose]: stop,
  };
  front.serve({ kind: 'token' });
  front.serveMaintenance({ kind: 'body', body: {} });
  return front;
}

function faultOf(served: Served): Fault {
  switch (served.kind) {
    case 'body':
      return { kind: 'answer', status: 200, body: served.body };
    case 'notFound':
      return { kind: 'answer', status: 404, body: '<h1>404 Not Found</h1>' };
    case 'silent':
      return { kind: 'dropRequest' };
  }
}

/** A compact JWS (RFC 7515) with RSASSA-PSS and SHA-512 (RFC 7518, section 3.5). */
function signToken(claims: object, key: KeyObject): string {
  const encode = (part: object) => Buffer.from(JSON.stringify(part)).toString('base64url');
  const content = `${encode({ alg: 'PS512', typ: 'JWT' })}.${encode(claims)}`;
  const padding = constants.RSA_PKCS1_PSS_PADDING;
  const signature = sign('sha512', Buffer.from(content), { key, padding, saltLength: saltBytes });
  return `${content}.${signature.toString('base64url')}`;
}
