/**
 * A reverse proxy before Synapse that writes down each request: the one place through which page and worker, ours and
 * others', all go. It can compress answers, as the web server before a homeserver does.
 */
import { Agent, createServer, request as httpRequest, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { createGzip } from 'node:zlib';

/** Times in ms since 1970: what the pages' `performance.timeOrigin` counts in, too. */
export interface ApiRequest {
  readonly method: string;
  readonly path: string;
  readonly startMs: number;
  /** When the answer began. */
  readonly answerMs: number | undefined;
  /** When its last byte was handed to the network; `undefined` while it runs. */
  readonly endMs: number | undefined;
  /** Of the answer's body, as Synapse gave it. */
  readonly bytes: number;
  readonly status: number | undefined;
}

export interface ApiProxy {
  readonly port: number;
  /** All since the last `clear`, without CORS preflights. */
  requests(): readonly ApiRequest[];
  clear(): void;
  /**
   * Resolves when the client has been answered since the last `clear` (a list from a cache is painted before it asks), and
   * nothing has begun or ended for so long; requests that wait for news may be open.
   */
  quiet(forMs: number, withinMs: number): Promise<void>;
  stop(): Promise<void>;
}

const quietPollMs = 50;

export async function startApiProxy(targetBaseUrl: string, { gzip = false } = {}): Promise<ApiProxy> {
  const target = new URL(targetBaseUrl);
  const agent = new Agent({ keepAlive: true });
  let requests: { -readonly [Key in keyof ApiRequest]: ApiRequest[Key] }[] = [];
  let lastChangeMs = Date.now();

  const server = createServer({ noDelay: true }, (incoming, outgoing) => {
    const { method = 'GET', url = '/' } = incoming;
    const record = {
      method,
      path: url,
      startMs: Date.now(),
      answerMs: undefined,
      endMs: undefined,
      bytes: 0,
      status: undefined,
    } as (typeof requests)[number];
    if (method !== 'OPTIONS') requests.push(record);
    lastChangeMs = record.startMs;
    const upstream = httpRequest(
      { hostname: '127.0.0.1', port: target.port, path: url, method, headers: incoming.headers, agent },
      (response) => {
        record.status = response.statusCode ?? 0;
        record.answerMs = Date.now();
        response.on('data', (chunk: Buffer) => void (record.bytes += chunk.length));
        answer(response, outgoing, gzip && acceptsGzip(incoming));
      },
    );
    upstream.on('error', () => outgoing.destroy());
    outgoing.on('close', () => upstream.destroy());
    outgoing.on('finish', () => {
      record.endMs = Date.now();
      lastChangeMs = record.endMs;
    });
    incoming.pipe(upstream);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));

  return {
    port: (server.address() as AddressInfo).port,
    requests: () => requests,
    clear: () => void (requests = []),
    async quiet(forMs, withinMs) {
      const deadlineMs = Date.now() + withinMs;
      const isQuiet = (): boolean =>
        requests.some(({ endMs }) => endMs !== undefined) && Date.now() - lastChangeMs >= forMs;
      while (!isQuiet() && Date.now() < deadlineMs) {
        await new Promise((resolve) => setTimeout(resolve, quietPollMs));
      }
    },
    stop: () =>
      new Promise((resolve) => {
        agent.destroy();
        server.closeAllConnections();
        server.close(() => resolve());
      }),
  };
}

const acceptsGzip = ({ headers }: IncomingMessage): boolean => /\bgzip\b/.test(String(headers['accept-encoding']));

function answer(response: IncomingMessage, outgoing: ServerResponse, gzip: boolean): void {
  if (!gzip) {
    outgoing.writeHead(response.statusCode ?? 502, response.headers);
    return void response.pipe(outgoing);
  }
  const { 'content-length': _length, ...headers } = response.headers;
  outgoing.writeHead(response.statusCode ?? 502, { ...headers, 'content-encoding': 'gzip', vary: 'Accept-Encoding' });
  response.pipe(createGzip()).pipe(outgoing);
}
