/**
 * What stands before Synapse in a BundesMessenger deployment: serves server tokens (PS512) at `/_bum/client/v1/verify`,
 * signed with a key made for this run, and passes everything else on. Can serve them wrong, too.
 */
import { constants, generateKeyPair, type KeyObject, sign } from 'node:crypto';
import { promisify } from 'node:util';
import { type FaultProxy, startFaultProxy } from './fault-proxy.ts';

/** BSI TR-02102-1 asks for 3,000 bits; BundesMessenger's own test keys have 2,048. */
const keyBits = 3072;
const saltBytes = 64; // as long as the hash
const hourS = 3600;

export type ServedTokens =
  /** `expiresInS` counts from now and may be negative; `host` is what the token is for. */
  | { readonly kind: 'token'; readonly expiresInS?: number; readonly host?: string }
  /** What a web server without the location answers. */
  | { readonly kind: 'notFound' }
  /** Any other answer, with status 200. */
  | { readonly kind: 'body'; readonly body: string }
  /** The connection is cut without an answer. */
  | { readonly kind: 'silent' };

export interface BundesMessengerFront extends AsyncDisposable {
  readonly baseUrl: string;
  /** SPKI, for `whitelist.serverToken.keys`. */
  readonly publicKeyPem: string;
  /** For further faults, and for the record of requests. */
  readonly proxy: FaultProxy;
  /** What is served from now on. At first a token for the own host that counts for a day. */
  serve(tokens: ServedTokens): void;
  stop(): Promise<void>;
}

const tokenPath = '/_bum/client/v1/verify';

export async function startBundesMessengerFront(homeserverBaseUrl: string): Promise<BundesMessengerFront> {
  const { publicKey, privateKey } = await promisify(generateKeyPair)('rsa', { modulusLength: keyBits });
  const proxy = await startFaultProxy(homeserverBaseUrl);
  const ownHost = new URL(proxy.baseUrl).hostname;
  let stopServing = (): void => undefined;

  const serve = (tokens: ServedTokens): void => {
    stopServing();
    const answer = (status: number, body: string | object) =>
      proxy.rule({ path: tokenPath }, { kind: 'answer', status, body });
    switch (tokens.kind) {
      case 'token': {
        const { expiresInS = 24 * hourS, host = ownHost } = tokens;
        stopServing = answer(200, [signToken({ sub: host, exp: Date.now() / 1000 + expiresInS }, privateKey)]);
        return;
      }
      case 'body':
        stopServing = answer(200, tokens.body);
        return;
      case 'notFound':
        stopServing = answer(404, '<h1>404 Not Found</h1>');
        return;
      case 'silent':
        stopServing = proxy.rule({ path: tokenPath }, { kind: 'dropRequest' });
    }
  };
  serve({ kind: 'token' });

  return {
    baseUrl: proxy.baseUrl,
    publicKeyPem: publicKey.export({ type: 'spki', format: 'pem' }).toString(),
    proxy,
    serve,
    stop: proxy.stop,
    [Symbol.asyncDispose]: proxy.stop,
  };
}

/** A compact JWS (RFC 7515) with RSASSA-PSS and SHA-512 (RFC 7518, section 3.5). */
function signToken(claims: object, key: KeyObject): string {
  const encode = (part: object) => Buffer.from(JSON.stringify(part)).toString('base64url');
  const content = `${encode({ alg: 'PS512', typ: 'JWT' })}.${encode(claims)}`;
  const padding = constants.RSA_PKCS1_PSS_PADDING;
  const signature = sign('sha512', Buffer.from(content), { key, padding, saltLength: saltBytes });
  return `${content}.${signature.toString('base64url')}`;
}
