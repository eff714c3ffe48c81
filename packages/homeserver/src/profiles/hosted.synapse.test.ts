import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { isPortFree } from '../free-port.ts';
import { logIn, matrixRequest } from '../testing/matrix-request.ts';
import { hostedProfile, type HostedServer } from './hosted.ts';
import type { RunningProfile } from './profile.ts';

const password = 'Loopback-1';

let running: RunningProfile<{ readonly hosted: HostedServer }>;
let hosted: HostedServer;
beforeAll(async () => {
  running = await hostedProfile.start();
  ({ hosted } = running.servers);
});
afterAll(() => running?.stop());

describe('a hosted authority', () => {
  it('names its users after its own web server', async () => {
    const { userId } = await hosted.homeserver.createUser('anna', password);
    expect(userId).toBe('@anna:kommune.example');
    expect((await logIn(hosted.baseUrl, 'anna', password)).userId).toBe(userId);
  });

  it('leads clients and servers from there to the partner’s host', async () => {
    const ask = (path: string) => matrixRequest(hosted.site.baseUrl, 'GET', path);
    expect((await ask('/.well-known/matrix/client')).body).toMatchObject({
      'm.homeserver': { base_url: `${hosted.baseUrl}/` },
      'de.bwi.imprint_url': expect.any(String),
    });
    expect((await ask('/.well-known/matrix/server')).body).toEqual({ 'm.server': 'kommune.partner.example:443' });
  });

  it('serves nothing of Matrix itself', async () => {
    expect((await fetch(`${hosted.site.baseUrl}/_matrix/client/versions`)).status).toBe(404);
    expect((await fetch(`${hosted.baseUrl}/_matrix/client/versions`)).status).toBe(200);
  });

  it('leaves no process and no taken port when it is stopped', async () => {
    const { homeserver, baseUrl, site } = hosted;
    const { pid } = homeserver;
    await running.stop();
    expect(() => process.kill(pid!, 0)).toThrow('ESRCH');
    for (const url of [homeserver.baseUrl, baseUrl, site.baseUrl]) {
      expect(await isPortFree(Number(new URL(url).port))).toBe(true);
    }
  });
});
