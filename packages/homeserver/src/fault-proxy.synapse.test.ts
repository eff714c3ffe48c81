import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { startFaultProxy, type FaultProxy } from './fault-proxy.ts';
import type { Homeserver } from './homeserver.ts';
import { startHomeserver } from './start-homeserver.ts';
import { logIn, matrixRequest, type LoggedIn } from './testing/matrix-request.ts';

describe('a fault proxy before Synapse', () => {
  let homeserver: Homeserver;
  let proxy: FaultProxy;
  let anna: LoggedIn;
  let roomId: string;

  beforeAll(async () => {
    homeserver = await startHomeserver();
    proxy = await startFaultProxy(homeserver.baseUrl);
    await homeserver.createUser('anna', 'Loopback-1');
    anna = await logIn(proxy.baseUrl, 'anna', 'Loopback-1');
    const room = await matrixRequest(proxy.baseUrl, 'POST', '/_matrix/client/v3/createRoom', { ...anna, body: {} });
    roomId = String(room.body['room_id']);
  });
  afterAll(async () => {
    await proxy?.stop();
    await homeserver?.stop();
  });
  beforeEach(() => proxy.clearRules());

  const send = (transactionId: string, text: string) =>
    matrixRequest(proxy.baseUrl, 'PUT', `/_matrix/client/v3/rooms/${roomId}/send/m.room.message/${transactionId}`, {
      ...anna,
      body: { msgtype: 'm.text', body: text },
    });
  const sync = (query = '') => matrixRequest(proxy.baseUrl, 'GET', `/_matrix/client/v3/sync${query}`, anna);
  const messages = async () => JSON.stringify((await sync()).body);

  it('stands as the base URL in the well-known file', async () => {
    const { body } = await matrixRequest(proxy.baseUrl, 'GET', '/.well-known/matrix/client');
    expect(body).toMatchObject({ 'm.homeserver': { base_url: `${proxy.baseUrl}/` } });
  });

  it("passes Synapse's CORS headers", async () => {
    const response = await fetch(`${proxy.baseUrl}/_matrix/client/v3/sync`, { method: 'OPTIONS' });
    expect(response.headers.get('access-control-allow-headers')).toContain('Authorization');
  });

  it('takes a message to Synapse and the answer to nobody: sent again with its transaction id, it is there once', async () => {
    proxy.rule({ method: 'PUT', path: /\/send\// }, { kind: 'dropAnswer' }, { times: 1 });
    await expect(send('t1', 'once only')).rejects.toThrow();
    expect((await send('t1', 'once only')).status).toBe(200);
    expect((await messages()).split('once only')).toHaveLength(2);
  });

  it('keeps a message from Synapse', async () => {
    proxy.rule({ method: 'PUT', path: /\/send\// }, { kind: 'dropRequest' }, { times: 1 });
    await expect(send('t2', 'never arrives')).rejects.toThrow();
    expect(await messages()).not.toContain('never arrives');
  });

  it('passes a long poll that Synapse answers when something happens', async () => {
    const { body } = await sync();
    const waiting = sync(`?timeout=30000&since=${String(body['next_batch'])}`);
    await send('t3', 'wakes the poll');
    expect(JSON.stringify((await waiting).body)).toContain('wakes the poll');
  });

  it('carries an upload of some megabytes, and its download', async () => {
    const sizeBytes = 5_000_000;
    const headers = { Authorization: `Bearer ${anna.accessToken}` };
    const upload = await fetch(`${proxy.baseUrl}/_matrix/media/v3/upload`, {
      method: 'POST',
      headers: { ...headers, 'Content-Type': 'application/octet-stream' },
      body: new Uint8Array(sizeBytes).fill(7),
    });
    const { content_uri } = (await upload.json()) as { content_uri: string };
    const path = `/_matrix/client/v1/media/download/${content_uri.slice('mxc://'.length)}`;
    const download = await fetch(proxy.baseUrl + path, { headers });
    expect((await download.arrayBuffer()).byteLength).toBe(sizeBytes);
  });

  it('is down and up again while Synapse runs on', async () => {
    await proxy.down();
    await expect(sync()).rejects.toThrow();
    expect((await fetch(`${homeserver.baseUrl}/_matrix/client/versions`)).status).toBe(200);
    await proxy.up();
    expect((await sync()).status).toBe(200);
  });
});
