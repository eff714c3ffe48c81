/**
 * A reverse proxy on loopback before a homeserver that misbehaves as told: other answers, delays, cut connections, a
 * server that is down. What no rule matches passes unchanged. It also records every request.
 */
import { once } from 'node:events';
import { request as httpRequest, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Certificate } from './certificate.ts';
import { createFaultRules, type Fault, type RecordedRequest, type RequestMatch } from './fault-rule.ts';
import { loopbackAddress } from './free-port.ts';
import { createPlainAndTlsServer } from './plain-and-tls-server.ts';

export interface FaultProxy extends AsyncDisposable {
  /** `http://localhost:<port>`; the well-known file and the log-in answer name it in place of the server. */
  readonly baseUrl: string;
  /** Of the server behind it. */
  readonly targetBaseUrl: string;
  readonly requests: readonly RecordedRequest[];
  /** The newest rule that matches counts. `times` ends it after so many requests. @returns ends it now */
  rule(match: RequestMatch, fault: Fault, options?: { readonly times?: number }): () => void;
  clearRules(): void;
  /** Closes the port and cuts all connections. */
  down(): Promise<void>;
  /** Opens the same port again. */
  up(): Promise<void>;
  stop(): Promise<void>;
}

export interface FaultProxyOptions {
  /** Answers TLS on the same port, too. Who asks without it is told to use the plain base URL. */
  readonly secure?: { readonly baseUrl: string; readonly certificate: Certificate };
  /** Default: a free one. */
  readonly port?: number;
}

export async function startFaultProxy(
  targetBaseUrl: string,
  { secure, port = 0 }: FaultProxyOptions = {},
): Promise<FaultProxy> {
  const target = new URL(targetBaseUrl);
  const requests: RecordedRequest[] = [];
  const rules = createFaultRules();
  let ownPort = port;

  /** The same server's base URLs for anybody but this one. */
  const otherBaseUrls = (isSecure: boolean) =>
    secure && !isSecure ? [target.origin, secure.baseUrl] : [target.origin];

  const server = createPlainAndTlsServer(secure?.certificate, (incoming, outgoing) => {
    const recorded = recordRequest(incoming);
    requests.push(recorded);
    const fault = rules.take(recorded);
    const replaced = namesTheServer(recorded.path) ? otherBaseUrls(recorded.isSecure) : [];
    const ownBaseUrl = recorded.isSecure && secure ? secure.baseUrl : `http://localhost:${ownPort}`;
    const forward = () => forwardRequest({ incoming, outgoing, target, replaced, ownBaseUrl, fault });
    if (fault.kind === 'answer') answer(incoming, outgoing, fault);
    else if (fault.kind === 'dropRequest') incoming.socket.destroy();
    else if (fault.kind === 'delay') {
      const timer = setTimeout(forward, fault.delayMs);
      outgoing.on('close', () => clearTimeout(timer)); // the client has gone
    } else forward();
  });

  const up = async () => {
    if (server.listening) return;
    server.listen(ownPort, loopbackAddress);
    await once(server, 'listening');
    ownPort = (server.address() as AddressInfo).port;
  };
  const down = async () => {
    if (!server.listening) return;
    const closed = new Promise((resolve) => server.close(resolve));
    server.closeAllConnections();
    await closed;
  };
  await up();

  return {
    baseUrl: `http://localhost:${ownPort}`,
    targetBaseUrl,
    requests,
    rule: rules.add,
    clearRules: rules.clear,
    down,
    up,
    stop: down,
    [Symbol.asyncDispose]: down,
  };
}

function recordRequest(incoming: IncomingMessage): RecordedRequest {
  const url = new URL(`http://localhost${incoming.url}`);
  const { host, origin, authorization } = incoming.headers;
  return {
    method: incoming.method ?? 'GET',
    path: url.pathname,
    query: url.search,
    host,
    origin,
    hasAuthorization: authorization !== undefined,
    isSecure: 'encrypted' in incoming.socket,
  };
}

// What Synapse sends with every answer; without it a browser hides the status from the page.
const permissiveCors = {
  'Access-Control-Allow-Origin': '*',
  'Access-Control-Allow-Methods': 'GET, HEAD, POST, PUT, DELETE, OPTIONS',
  'Access-Control-Allow-Headers': 'X-Requested-With, Content-Type, Authorization, Date',
};

function answer(incoming: IncomingMessage, outgoing: ServerResponse, fault: Extract<Fault, { kind: 'answer' }>): void {
  const isText = typeof fault.body === 'string';
  const body = isText ? fault.body : fault.body === undefined ? '' : JSON.stringify(fault.body);
  const contentType = isText ? 'text/html; charset=utf-8' : 'application/json';
  incoming.resume(); // an answer before the body is read would cut an upload
  outgoing.writeHead(fault.status, { ...permissiveCors, 'Content-Type': contentType, ...fault.headers }).end(body);
}

interface Forwarding {
  readonly incoming: IncomingMessage;
  readonly outgoing: ServerResponse;
  readonly target: URL;
  /** What in the answer is replaced by `ownBaseUrl`. */
  readonly replaced: readonly string[];
  readonly ownBaseUrl: string;
  readonly fault: Fault;
}

function forwardRequest({ incoming, outgoing, target, replaced, ownBaseUrl, fault }: Forwarding): void {
  const { hostname, port } = fault.kind === 'pass' && fault.toBaseUrl ? new URL(fault.toBaseUrl) : target;
  // No kept-alive connections: one that dies with a restarted server would be a fault nobody asked for.
  const options = {
    hostname,
    port,
    path: incoming.url,
    method: incoming.method,
    headers: incoming.headers,
    agent: false,
  };
  const upstream = httpRequest(options, (response) => {
    if (fault.kind === 'dropAnswer') {
      response.resume().on('end', () => outgoing.destroy());
    } else if (replaced.length > 0) {
      void readText(response).then((text) => {
        const told = replaced.reduce((answered, other) => renameBaseUrl(answered, other, ownBaseUrl), text);
        const body = Buffer.from(told);
        const { 'transfer-encoding': _, ...headers } = response.headers;
        outgoing.writeHead(response.statusCode ?? 502, { ...headers, 'content-length': body.length }).end(body);
      });
    } else {
      outgoing.writeHead(response.statusCode ?? 502, response.headers);
      response.pipe(outgoing);
      response.on('error', () => outgoing.destroy());
    }
  });
  upstream.on('error', () => {
    if (outgoing.headersSent || outgoing.destroyed) outgoing.destroy();
    else answer(incoming, outgoing, { kind: 'answer', status: 502, body: '<h1>502 Bad Gateway</h1>' });
  });
  outgoing.on('close', () => upstream.destroy());
  incoming.pipe(upstream);
}

/** As a whole text of the JSON only: a link below the same origin, such as an imprint, stays. */
function renameBaseUrl(json: string, from: string, to: string): string {
  return json.replaceAll(`"${from}/"`, `"${to}/"`).replaceAll(`"${from}"`, `"${to}"`);
}

/** Answers that tell the client which base URL to use. */
function namesTheServer(path: string): boolean {
  return path.startsWith('/.well-known/matrix/') || /^\/_matrix\/client\/[^/]+\/login$/.test(path);
}

async function readText(response: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of response) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks).toString('utf8');
}
