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
});
