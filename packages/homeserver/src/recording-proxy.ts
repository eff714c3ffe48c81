/**
 * An HTTP proxy for a browser that records every origin it is asked for and lets only loopback through: proof that a
 * page contacts nobody else. Can lead made-up hosts there, for homeservers, too. Chromium: `--proxy-server=<url> --proxy-bypass-list=<-loopback>`, because it would not
 * send loopback through a proxy otherwise.
 */
import { once } from 'node:events';
import { createServer, request as httpRequest, type IncomingMessage, type ServerResponse } from 'node:http';
import { connect, type AddressInfo } from 'node:net';
import type { Duplex } from 'node:stream';
import { loopbackAddress } from './free-port.ts';

export interface RecordingProxy extends AsyncDisposable {
  readonly url: string;
  /** Each origin once, in the order of first contact, such as `https://matrix.org`. */
  readonly contacted: readonly string[];
  stop(): Promise<void>;
}

export interface RecordingProxyOptions {
  /** Made-up hosts and the port of loopback that each leads to over TLS; read anew for each connection. */
  readonly hosts?: ReadonlyMap<string, number>;
}

export async function startRecordingProxy({ hosts = new Map() }: RecordingProxyOptions = {}): Promise<RecordingProxy> {
  const contacted: string[] = [];
  const record = (origin: string) => {
    if (!contacted.includes(origin)) contacted.push(origin);
  };
  const tunnels = new Set<Duplex>();

  const server = createServer((incoming, outgoing) => {
    const url = URL.canParse(incoming.url ?? '') ? new URL(incoming.url ?? '') : undefined;
    if (!url) return void outgoing.writeHead(400).end('This is a proxy; it answers only requests for a whole URL.');
    record(url.origin);
    if (isLoopback(url.hostname)) forward(incoming, outgoing, url);
    else outgoing.writeHead(502).end();
  });
  server.on('connect', (incoming, client: Duplex, head: Buffer) => {
    const url = new URL(`https://${incoming.url}`);
    record(url.origin);
    tunnels.add(client.on('close', () => tunnels.delete(client)));
    client.on('error', () => client.destroy());
    const port = url.port === '' ? hosts.get(url.hostname) : undefined;
    if (port !== undefined) openTunnel(client, head, { host: loopbackAddress, port });
    else if (isLoopback(url.hostname))
      openTunnel(client, head, { host: addressOf(url), port: Number(url.port || 443) });
    else client.end('HTTP/1.1 502 Bad Gateway\r\n\r\n', () => client.destroy());
  });
  server.listen(0, loopbackAddress);
  await once(server, 'listening');

  const stop = async () => {
    if (!server.listening) return;
    const closed = new Promise((resolve) => server.close(resolve));
    server.closeAllConnections();
    for (const tunnel of tunnels) tunnel.destroy();
    await closed;
  };
  const { port } = server.address() as AddressInfo;
  return { url: `http://${loopbackAddress}:${port}`, contacted, stop, [Symbol.asyncDispose]: stop };
}

/** By name, not by lookup: a name of somebody else's that points to loopback is still somebody else's. */
function isLoopback(hostname: string): boolean {
  return /^(localhost|.+\.localhost|127(\.\d+){3}|\[::1\])$/.test(hostname);
}

function addressOf(url: URL): string {
  return url.hostname.endsWith('.localhost') ? 'localhost' : url.hostname.replace(/^\[|\]$/g, '');
}

function forward(incoming: IncomingMessage, outgoing: ServerResponse, url: URL): void {
  const { 'proxy-connection': _, ...headers } = incoming.headers;
  const path = url.pathname + url.search;
  const options = {
    hostname: addressOf(url),
    port: url.port || 80,
    path,
    method: incoming.method,
    headers,
    agent: false,
  };
  const upstream = httpRequest(options, (response) => {
    outgoing.writeHead(response.statusCode ?? 502, response.headers);
    response.pipe(outgoing);
    response.on('error', () => outgoing.destroy());
  });
  upstream.on('error', () => (outgoing.headersSent ? outgoing.destroy() : outgoing.writeHead(502).end()));
  outgoing.on('close', () => upstream.destroy());
  incoming.pipe(upstream);
}

function openTunnel(client: Duplex, head: Buffer, target: { readonly host: string; readonly port: number }): void {
  const upstream = connect(target);
  upstream.once('connect', () => {
    client.write('HTTP/1.1 200 Connection Established\r\n\r\n');
    upstream.write(head);
    client.pipe(upstream).pipe(client);
  });
  upstream.on('error', () => client.destroy());
  client.on('close', () => upstream.destroy());
}
