import { once } from 'node:events';
import { createServer, type IncomingMessage, type Server } from 'node:http';
import { request as requestHttps } from 'node:https';
import type { AddressInfo } from 'node:net';
import { json } from 'node:stream/consumers';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createCertificate } from './certificate.ts';
import { startFaultProxy, type FaultProxy } from './fault-proxy.ts';

let served: string[]; // what the server behind the proxy did
let server: Server;
let target: string;
let proxy: FaultProxy;

beforeEach(async () => {
  served = [];
  server = createServer((incoming, outgoing) => {
    const chunks: Buffer[] = [];
    incoming.on('data', (chunk: Buffer) => chunks.push(chunk));
    incoming.on('end', () => {
      served.push(`${incoming.method} ${incoming.url} ${Buffer.concat(chunks).toString()}`.trim());
      outgoing.setHeader('Access-Control-Allow-Origin', '*');
      outgoing.end(JSON.stringify({ base_url: `${target}/`, imprint: `${target}/imprint` }));
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  target = `http://localhost:${(server.address() as AddressInfo).port}`;
  proxy = await startFaultProxy(target);
});
afterEach(async () => {
  await proxy.stop();
  server.close();
  server.closeAllConnections();
});

describe('without a rule', () => {
  it('a request passes with its body, and the answer with its headers', async () => {
    const response = await fetch(`${proxy.baseUrl}/send?a=1`, { method: 'PUT', body: 'hello' });
    expect(response.status).toBe(200);
    expect(response.headers.get('access-control-allow-origin')).toBe('*');
    expect(await response.json()).toMatchObject({ base_url: `${target}/` });
    expect(served).toEqual(['PUT /send?a=1 hello']);
  });

  it('every request is recorded, its authorization only as present or not', async () => {
    await fetch(`${proxy.baseUrl}/sync?since=1`, { headers: { Authorization: 'Bearer secret' } });
    expect(proxy.requests).toEqual([
      {
        method: 'GET',
        path: '/sync',
        query: '?since=1',
        host: new URL(proxy.baseUrl).host,
        origin: undefined,
        hasAuthorization: true,
        isSecure: false,
      },
    ]);
    expect(JSON.stringify(proxy.requests)).not.toContain('secret');
  });

  it('the well-known file and the log-in answer name the proxy in place of the server', async () => {
    for (const path of ['/.well-known/matrix/client', '/_matrix/client/v3/login']) {
      const response = await fetch(proxy.baseUrl + path);
      expect(await response.json()).toMatchObject({ base_url: `${proxy.baseUrl}/` });
    }
  });

  it('a server that does not run is a 502 the browser can see', async () => {
    server.close();
    server.closeAllConnections();
    const response = await fetch(`${proxy.baseUrl}/sync`);
    expect(response.status).toBe(502);
    expect(response.headers.get('access-control-allow-origin')).toBe('*');
  });

  it('who asks over TLS is led to the secure base URL, who asks without it to the plain one', async () => {
    const certificate = await createCertificate(['localhost']);
    target = 'https://bund.example'; // what the server calls itself
    const { port } = server.address() as AddressInfo;
    const options = { secure: { baseUrl: 'https://bund.example', certificate } };
    await using named = await startFaultProxy(`http://localhost:${port}`, options);
    const path = '/.well-known/matrix/client';
    expect(await (await fetch(named.baseUrl + path)).json()).toEqual({
      base_url: `${named.baseUrl}/`,
      imprint: 'https://bund.example/imprint', // a link, not where the API is
    });
    const request = requestHttps(named.baseUrl.replace('http:', 'https:') + path, { ca: certificate.cert, family: 4 });
    const [response] = (await once(request.end(), 'response')) as [IncomingMessage];
    expect(await json(response)).toEqual({
      base_url: 'https://bund.example/',
      imprint: 'https://bund.example/imprint',
    });
    expect(named.requests.map(({ isSecure }) => isSecure)).toEqual([false, true]);
  });
});

describe('a rule', () => {
  it('answers in place of the server, with CORS headers', async () => {
    proxy.rule({ path: '/sync' }, { kind: 'answer', status: 500, body: { errcode: 'M_UNKNOWN' } });
    const response = await fetch(`${proxy.baseUrl}/sync`);
    expect(response.status).toBe(500);
    expect(response.headers.get('access-control-allow-origin')).toBe('*');
    expect(await response.json()).toEqual({ errcode: 'M_UNKNOWN' });
    expect(served).toEqual([]);
  });

  it('answers with HTML, or redirects', async () => {
    proxy.rule({ path: '/html' }, { kind: 'answer', status: 200, body: '<h1>Wartung</h1>' });
    proxy.rule({ path: '/away' }, { kind: 'answer', status: 302, headers: { Location: 'https://evil.example/' } });
    expect((await fetch(`${proxy.baseUrl}/html`)).headers.get('content-type')).toContain('text/html');
    const redirect = await fetch(`${proxy.baseUrl}/away`, { redirect: 'manual' });
    expect(redirect.headers.get('location')).toBe('https://evil.example/');
  });

  it('delays a request', async () => {
    proxy.rule({ path: '/slow' }, { kind: 'delay', delayMs: 500 });
    const answered: string[] = [];
    const get = async (path: string): Promise<void> => {
      await fetch(proxy.baseUrl + path);
      answered.push(path);
    };
    await Promise.all([get('/slow'), get('/fast')]);
    expect(answered).toEqual(['/fast', '/slow']);
  });

  it('cuts the connection before the server sees the request', async () => {
    proxy.rule({ method: 'PUT' }, { kind: 'dropRequest' });
    await expect(fetch(`${proxy.baseUrl}/send`, { method: 'PUT', body: 'x' })).rejects.toThrow();
    expect(served).toEqual([]);
  });

  it('cuts the connection after the server has done its work', async () => {
    proxy.rule({ method: 'PUT' }, { kind: 'dropAnswer' });
    await expect(fetch(`${proxy.baseUrl}/send`, { method: 'PUT', body: 'x' })).rejects.toThrow();
    expect(served).toEqual(['PUT /send x']);
  });

  it('matches by method, by path, by pattern or by a function', async () => {
    const status = async (method: string, path: string) => (await fetch(proxy.baseUrl + path, { method })).status;
    proxy.rule({ method: 'POST', path: /\/rooms\/.*\/join$/ }, { kind: 'answer', status: 403 });
    proxy.rule((request) => request.query.includes('since='), { kind: 'answer', status: 429 });
    expect(await status('POST', '/rooms/!a/join')).toBe(403);
    expect(await status('GET', '/rooms/!a/join')).toBe(200);
    expect(await status('GET', '/sync?since=1')).toBe(429);
    expect(await status('GET', '/sync')).toBe(200);
  });

  it('leaves a CORS preflight alone, unless it asks for the method OPTIONS', async () => {
    proxy.rule({ path: '/sync' }, { kind: 'answer', status: 500 });
    proxy.rule(() => true, { kind: 'answer', status: 500 });
    expect((await fetch(`${proxy.baseUrl}/sync`, { method: 'OPTIONS' })).status).toBe(200);
    proxy.rule({ method: 'OPTIONS' }, { kind: 'answer', status: 403 });
    expect((await fetch(`${proxy.baseUrl}/sync`, { method: 'OPTIONS' })).status).toBe(403);
  });

  it('ends after so many requests, when removed, or when all rules are cleared', async () => {
    const status = async () => (await fetch(`${proxy.baseUrl}/sync`)).status;
    proxy.rule({}, { kind: 'answer', status: 500 }, { times: 1 });
    expect([await status(), await status()]).toEqual([500, 200]);
    const remove = proxy.rule({}, { kind: 'answer', status: 503 });
    expect(await status()).toBe(503);
    remove();
    expect(await status()).toBe(200);
    proxy.rule({}, { kind: 'answer', status: 503 });
    proxy.clearRules();
    expect(await status()).toBe(200);
  });

  it('gives way to a newer one', async () => {
    proxy.rule({}, { kind: 'answer', status: 500 });
    proxy.rule({ path: '/versions' }, { kind: 'pass' });
    expect((await fetch(`${proxy.baseUrl}/versions`)).status).toBe(200);
  });
});

describe('a server that is down', () => {
  it('refuses connections and cuts open ones, until it is up again on the same port', async () => {
    proxy.rule({ path: '/long' }, { kind: 'delay', delayMs: 60_000 });
    const open = fetch(`${proxy.baseUrl}/long`);
    open.catch(() => {});
    while (proxy.requests.length === 0) await new Promise((resolve) => setTimeout(resolve, 5));
    await proxy.down();
    await expect(open).rejects.toThrow();
    await expect(fetch(`${proxy.baseUrl}/sync`)).rejects.toThrow();
    await proxy.up();
    expect((await fetch(`${proxy.baseUrl}/sync`)).status).toBe(200);
  });
});
