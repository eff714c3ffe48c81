import { constants, verify } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type BundesMessengerFront, startBundesMessengerFront } from './bundesmessenger-front.ts';
import { findFreePort } from './free-port.ts';

describe('a BundesMessenger front', () => {
  let front: BundesMessengerFront;
  beforeAll(async () => {
    front = await startBundesMessengerFront(`http://localhost:${await findFreePort()}`); // no homeserver needed
  });
  afterAll(() => front?.stop());

  const ask = () => fetch(`${front.baseUrl}/_bum/client/v1/verify`);
  const token = async (): Promise<string[]> => ((await (await ask()).json()) as [string])[0].split('.');
  const claims = async () =>
    JSON.parse(Buffer.from((await token())[1]!, 'base64url').toString()) as { sub: string; exp: number };

  it('serves a list with one token that its public key verifies, to any origin', async () => {
    front.serve({ kind: 'token' });
    const [header = '', payload = '', signature = ''] = await token();
    const key = { key: front.publicKeyPem, padding: constants.RSA_PKCS1_PSS_PADDING, saltLength: 64 };
    const signed = Buffer.from(`${header}.${payload}`);
    expect(verify('sha512', signed, key, Buffer.from(signature, 'base64url'))).toBe(true);
    expect(JSON.parse(Buffer.from(header, 'base64url').toString())).toMatchObject({ alg: 'PS512' });
    expect((await ask()).headers.get('access-control-allow-origin')).toBe('*');
  });

  it('names its own host and an end in the future, unless told otherwise', async () => {
    front.serve({ kind: 'token' });
    expect((await claims()).sub).toBe('localhost');
    expect((await claims()).exp).toBeGreaterThan(Date.now() / 1000);
    front.serve({ kind: 'token', host: 'other.example', expiresInS: -3600 });
    expect((await claims()).sub).toBe('other.example');
    expect((await claims()).exp).toBeLessThan(Date.now() / 1000);
  });

  it('serves HTML, nothing, or no answer at all', async () => {
    front.serve({ kind: 'body', body: '<!doctype html>' });
    expect(await (await ask()).text()).toBe('<!doctype html>');
    front.serve({ kind: 'notFound' });
    expect((await ask()).status).toBe(404);
    front.serve({ kind: 'silent' });
    await expect(ask()).rejects.toThrow(TypeError);
    front.serve({ kind: 'token' });
    expect((await ask()).status).toBe(200);
  });

  it('says that no maintenance is planned, whatever comes after its path', async () => {
    for (const path of ['/_matrix/cmaintenance', '/_matrix/cmaintenance/web']) {
      expect(await (await fetch(front.baseUrl + path)).json()).toEqual({});
    }
  });

  it('announces maintenance, or answers something else in its place', async () => {
    const maintenance = () => fetch(`${front.baseUrl}/_matrix/cmaintenance`);
    const downtime = {
      warning_start_time: '2026-12-14T11:00:00Z',
      start_time: '2026-12-23T12:00:00+01:00',
      end_time: '2026-12-24T20:00:00Z',
      type: 'MAINTENANCE',
      blocking: true,
    } as const;
    front.serveMaintenance({ kind: 'downtime', downtime: [downtime] });
    expect(await (await maintenance()).json()).toEqual({ downtime: [downtime] });
    front.serveMaintenance({ kind: 'body', body: '<!doctype html>' });
    expect(await (await maintenance()).text()).toBe('<!doctype html>');
    front.serveMaintenance({ kind: 'notFound' });
    expect((await maintenance()).status).toBe(404);
    front.serveMaintenance({ kind: 'body', body: {} });
    expect(await (await maintenance()).json()).toEqual({});
  });

  it('names whom to ask for help', async () => {
    const support = await (await fetch(`${front.baseUrl}/.well-known/matrix/support`)).json();
    expect(support).toMatchObject({ contacts: [{ role: 'm.role.admin' }] });
  });

  it('replaces the well-known file until the homeserver’s own is wanted again', async () => {
    const wellKnown = () => fetch(`${front.baseUrl}/.well-known/matrix/client`);
    front.serveWellKnown({ kind: 'body', body: { 'de.bwi.imprint_url': 5 } });
    expect(await (await wellKnown()).json()).toEqual({ 'de.bwi.imprint_url': 5 });
    front.serveWellKnown({ kind: 'own' });
    expect((await wellKnown()).status).toBe(502); // there is no homeserver
  });
});
