import { createServer, request, type Server } from 'node:http';
import { connect, type AddressInfo } from 'node:net';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { startRecordingProxy, type RecordingProxy } from './recording-proxy.ts';

let server: Server;
let serverPort: number;
let proxy: RecordingProxy;

beforeEach(async () => {
  server = createServer((incoming, outgoing) => outgoing.end(`${incoming.headers.host}${incoming.url}`));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  serverPort = (server.address() as AddressInfo).port;
  proxy = await startRecordingProxy();
});
afterEach(async () => {
  await proxy.stop();
  server.close();
});

/** Asks as a browser does that has a proxy: with the whole URL. */
function getThroughProxy(url: string): Promise<{ status: number; body: string }> {
  return new Promise((resolve, reject) => {
    const { hostname, port } = new URL(proxy.url);
    request({ hostname, port, path: url, headers: { host: new URL(url).host } }, (response) => {
      let body = '';
      response
        .on('data', (chunk) => (body += chunk))
        .on('end', () => resolve({ status: response.statusCode ?? 0, body }));
    })
      .on('error', reject)
      .end();
  });
}

function tunnel(target: string, then: string): Promise<string> {
  return new Promise((resolve, reject) => {
    const { hostname, port } = new URL(proxy.url);
    let received = '';
    const socket = connect(Number(port), hostname, () =>
      socket.write(`CONNECT ${target} HTTP/1.1\r\nHost: ${target}\r\n\r\n`),
    );
    socket.once('data', () => socket.write(then));
    socket.on('data', (chunk) => (received += chunk.toString()));
    socket.on('close', () => resolve(received));
    socket.on('error', reject);
  });
}

describe('the recording proxy', () => {
  it('forwards to loopback', async () => {
    const answer = await getThroughProxy(`http://localhost:${serverPort}/page?a=1`);
    expect(answer).toEqual({ status: 200, body: `localhost:${serverPort}/page?a=1` });
  });

  it('answers 502 for everybody else', async () => {
    expect((await getThroughProxy('http://matrix.org/')).status).toBe(502);
    expect((await getThroughProxy('http://localhost.evil.example/')).status).toBe(502);
  });

  it('tunnels to loopback and to nobody else', async () => {
    const get = 'GET /inside HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n';
    expect(await tunnel(`localhost:${serverPort}`, get)).toMatch(/ 200 Connection Established[^]*x\/inside/);
    expect(await tunnel('vector.im:443', get)).toMatch(/^HTTP\/1.1 502 /);
  });

  it('records each origin once, reachable or not', async () => {
    await getThroughProxy(`http://localhost:${serverPort}/1`);
    await getThroughProxy(`http://localhost:${serverPort}/2`);
    await getThroughProxy('http://matrix.org/');
    await tunnel('vector.im:443', '');
    expect(proxy.contacted).toEqual([`http://localhost:${serverPort}`, 'http://matrix.org', 'https://vector.im']);
  });

  it('refuses to answer as an ordinary server', async () => {
    expect((await fetch(proxy.url)).status).toBe(400);
    expect(proxy.contacted).toEqual([]);
  });

  it('leads made-up hosts to the port of loopback that they have at that moment', async () => {
    const hosts = new Map<string, number>();
    await using named = await startRecordingProxy({ hosts });
    proxy = named;
    const ask = () => tunnel('bund.example:443', 'GET /there HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n');
    expect(await ask()).toContain('502');
    hosts.set('bund.example', serverPort);
    expect(await ask()).toContain('x/there');
    expect(await tunnel('land.example:443', '')).toContain('502');
    expect(named.contacted).toEqual(['https://bund.example', 'https://land.example']);
  });
});
