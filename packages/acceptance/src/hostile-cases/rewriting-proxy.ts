/** A dishonest server: the real one behind a proxy that changes the answers of the sync as a case says. */
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { buffer } from 'node:stream/consumers';
import type { Json } from './format.ts';

export interface SeenRequest {
  readonly method: string;
  readonly path: string;
  readonly hasAuthorization: boolean;
  /** Milliseconds since 1970. */
  readonly atMs: number;
}

export type MutableJson = { [name: string]: MutableJson | Json };

export interface RewritingProxy {
  readonly baseUrl: string;
  readonly requests: readonly SeenRequest[];
  /** Changes each answer of the sync in place, as long as it is set. */
  patch: ((answer: MutableJson) => void) | undefined;
  /** Given to the next requests of the sync in place of the server's answers. */
  readonly answers: { status: number; body: string }[];
  /** Values of the Authorization header that get the server's answers as they are. */
  readonly spared: Set<string>;
  /** Requests that get no answer while it says so. */
  holds: ((request: SeenRequest) => boolean) | undefined;
  stop(): Promise<void>;
}

const cors = {
  'Access-Control-Allow-Origin': '*',
  'Access-Control-Allow-Methods': 'GET, HEAD, POST, PUT, DELETE, OPTIONS',
  'Access-Control-Allow-Headers': 'X-Requested-With, Content-Type, Authorization, Date',
};

/** @param target asked with each request: the server is told the proxy's address before it starts */
export async function startRewritingProxy(target: () => string): Promise<RewritingProxy> {
  const requests: SeenRequest[] = [];
  const server = createServer((incoming, outgoing) => {
    serve(incoming, outgoing).catch(() => outgoing.destroy());
  });

  const serve = async (incoming: IncomingMessage, outgoing: ServerResponse): Promise<void> => {
    const { method = 'GET', url = '/', headers } = incoming;
    if (method === 'OPTIONS') return void outgoing.writeHead(204, cors).end();
    const path = url.split('?', 1)[0]!;
    const seen = { method, path, hasAuthorization: headers.authorization !== undefined, atMs: Date.now() };
    if (!proxy.spared.has(headers.authorization ?? '')) requests.push(seen);
    const body = await buffer(incoming);
    const isSpared = proxy.spared.has(headers.authorization ?? '');
    if (!isSpared && proxy.holds?.(seen)) return;
    const isSync = path.endsWith('/sync') && !isSpared;
    const made = isSync ? proxy.answers.shift() : undefined;
    if (made) {
      const type = made.body.startsWith('<') ? 'text/html' : 'application/json';
      return void outgoing.writeHead(made.status, { ...cors, 'Content-Type': type }).end(made.body);
    }
    const gone = new AbortController();
    outgoing.on('close', () => gone.abort());
    const { host: _host, connection: _connection, 'content-length': _length, ...kept } = headers;
    const answer = await fetch(target() + url, {
      method,
      headers: kept as Record<string, string>,
      ...(body.length > 0 && { body }),
      redirect: 'manual',
      signal: gone.signal,
    });
    let content: Buffer | string = Buffer.from(await answer.arrayBuffer());
    if (isSync && answer.ok && proxy.patch) {
      const json = JSON.parse(content.toString('utf8')) as MutableJson;
      proxy.patch(json);
      content = JSON.stringify(json);
    }
    const type = answer.headers.get('content-type') ?? 'application/json';
    outgoing.writeHead(answer.status, { ...cors, 'Content-Type': type }).end(content);
  };

  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const proxy: RewritingProxy = {
    baseUrl: `http://localhost:${(server.address() as AddressInfo).port}`,
    requests,
    patch: undefined,
    answers: [],
    spared: new Set(),
    holds: undefined,
    stop: () =>
      new Promise((resolve) => {
        server.closeAllConnections();
        server.close(() => resolve());
      }),
  };
  return proxy;
}
