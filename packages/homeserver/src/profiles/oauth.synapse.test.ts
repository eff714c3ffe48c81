import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { isPortFree } from '../free-port.ts';
import { matrixRequest } from '../testing/matrix-request.ts';
import { oauthProfile, type OAuthServer } from './oauth.ts';
import type { RunningProfile } from './profile.ts';

let running: RunningProfile<{ readonly authority: OAuthServer }>;
let authority: OAuthServer;
beforeAll(async () => {
  running = await oauthProfile.start();
  ({ authority } = running.servers);
});
afterAll(() => running?.stop());

const get = (path: string) => matrixRequest(authority.baseUrl, 'GET', path);

describe('an authority with an OAuth 2.0 issuer', () => {
  it('takes no password, and says who logs its users in', async () => {
    expect((await get('/_matrix/client/v3/login')).status).toBe(404);
    const { body } = await get('/_matrix/client/v1/auth_metadata');
    expect(body).toMatchObject({
      issuer: 'https://anmeldung.behoerde.example/',
      token_endpoint: 'https://anmeldung.behoerde.example/oauth2/token',
    });
    const wellKnown = await get('/.well-known/matrix/client');
    expect(wellKnown.body['org.matrix.msc2965.authentication']).toMatchObject({ issuer: authority.issuer.issuer });
  });

  it('has the accounts of the issuer, and takes its tokens', async () => {
    const { userId } = await authority.homeserver.createUser('anna', '');
    expect(userId).toBe('@anna:behoerde.example');
    const { status } = await matrixRequest(authority.baseUrl, 'GET', '/_matrix/client/v3/account/whoami', {
      accessToken: 'unknown',
    });
    expect(status).toBe(401);
  });

  it('leaves no process and no taken port when it is stopped', async () => {
    const { homeserver, baseUrl, issuer } = authority;
    const { pid } = homeserver;
    await running.stop();
    expect(() => process.kill(pid!, 0)).toThrow('ESRCH');
    for (const url of [homeserver.baseUrl, baseUrl, issuer.baseUrl]) {
      expect(await isPortFree(Number(new URL(url).port))).toBe(true);
    }
  });
});
