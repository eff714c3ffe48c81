import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { isPortFree } from '../free-port.ts';
import { logIn, matrixRequest } from '../testing/matrix-request.ts';
import { bundesmessengerProfile, type AuthorityServer, type BundesMessengerServers } from './bundesmessenger.ts';
import type { RunningProfile } from './profile.ts';

const password = 'Loopback-1';

let running: RunningProfile<BundesMessengerServers>;
let authority: AuthorityServer;
beforeAll(async () => {
  running = await bundesmessengerProfile.start();
  ({ authority } = running.servers);
});
afterAll(() => running?.stop());

const get = async (path: string, accessToken?: string) =>
  (await matrixRequest(authority.baseUrl, 'GET', path, accessToken ? { accessToken } : {})).body;

describe('an authority with BundesMessenger', () => {
  it('leads clients to its front, over TLS and without', async () => {
    const { secureBaseUrl, homeserver } = authority;
    expect(secureBaseUrl).toBe(`https://${homeserver.serverName}`);
    expect(await get('/.well-known/matrix/client')).toMatchObject({
      'm.homeserver': { base_url: `${authority.baseUrl}/` },
      'de.bwi.imprint_url': expect.any(String),
      'de.bwi.federation': { enable: false },
    });
  });

  it('serves server token, maintenance and contacts before Synapse, and Synapse behind them', async () => {
    expect(await get('/_bum/client/v1/verify')).toHaveLength(2); // one for each base URL
    expect(await get('/_matrix/cmaintenance')).toEqual({});
    expect(await get('/.well-known/matrix/support')).toMatchObject({ support_page: expect.any(String) });
    const { userId } = await authority.homeserver.createUser('anna', password);
    expect((await logIn(authority.baseUrl, 'anna', password)).userId).toBe(userId);
  });

  it('can be switched off by its operator for a while; sessions outlast that', async () => {
    await authority.homeserver.createUser('ben', password);
    const { accessToken } = await logIn(authority.baseUrl, 'ben', password);
    const contact = 'mailto:it-service@behoerde.example';
    await authority.homeserver.restart({ hs_disabled: true, hs_disabled_message: 'Umzug', admin_contact: contact });
    expect(await get('/_matrix/client/v3/sync', accessToken)).toMatchObject({
      errcode: 'M_RESOURCE_LIMIT_EXCEEDED',
      limit_type: 'hs_disabled',
      admin_contact: contact,
    });
    await authority.homeserver.restart({ hs_disabled: false });
    expect(await get('/_matrix/client/v3/sync', accessToken)).toHaveProperty('next_batch');
  });

  it('leaves no process and no taken port when it is stopped', async () => {
    const { homeserver, baseUrl } = authority;
    const { pid } = homeserver;
    await running.stop();
    expect(() => process.kill(pid!, 0)).toThrow('ESRCH');
    for (const url of [homeserver.baseUrl, baseUrl]) expect(await isPortFree(Number(new URL(url).port))).toBe(true);
  });
});

describe('a profile that cannot start', () => {
  it('leaves nothing behind', async () => {
    await using blocker = await bundesmessengerProfile.start();
    const port = Number(new URL(blocker.servers.authority.baseUrl).port);
    await expect(bundesmessengerProfile.start({ port })).rejects.toThrow('EADDRINUSE');
  });
});
