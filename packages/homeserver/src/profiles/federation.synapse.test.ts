import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { isPortFree } from '../free-port.ts';
import { logIn, matrixRequest, type LoggedIn } from '../testing/matrix-request.ts';
import { federationProfile, type FederationServers } from './federation.ts';
import type { ProfileServer, RunningProfile } from './profile.ts';

const password = 'Loopback-1';

interface Member extends LoggedIn {
  request(method: string, path: string, body?: object): Promise<{ status: number; body: Record<string, unknown> }>;
}

let running: RunningProfile<FederationServers>;
let servers: FederationServers;
let anna: Member;
let berta: Member;
let otto: Member;

async function join({ homeserver, baseUrl }: ProfileServer, localpart: string): Promise<Member> {
  await homeserver.createUser(localpart, password);
  const loggedIn = await logIn(baseUrl, localpart, password);
  const { accessToken } = loggedIn;
  return {
    ...loggedIn,
    request: (method, path, body) =>
      matrixRequest(baseUrl, method, `/_matrix/client/v3${path}`, { accessToken, ...(body && { body }) }),
  };
}

beforeAll(async () => {
  running = await federationProfile.start();
  ({ servers } = running);
  anna = await join(servers.first, 'anna');
  berta = await join(servers.second, 'berta');
  otto = await join(servers.outside, 'otto');
});
afterAll(() => running?.stop());

const room = encodeURIComponent;
const makeRoom = async (maker: Member, content: object = {}): Promise<string> => {
  const { status, body } = await maker.request('POST', '/createRoom', { preset: 'private_chat', ...content });
  expect(status).toBe(200);
  return String(body['room_id']);
};
const invite = (member: Member, roomId: string, guest: Member) =>
  member.request('POST', `/rooms/${room(roomId)}/invite`, { user_id: guest.userId });
const enter = (member: Member, roomId: string) => member.request('POST', `/join/${room(roomId)}`, {});
const write = (member: Member, roomId: string, body: string) =>
  member.request('PUT', `/rooms/${room(roomId)}/send/m.room.message/${body}`, { msgtype: 'm.text', body });
const bodies = async (member: Member, roomId: string): Promise<readonly unknown[]> => {
  const { body } = await member.request('GET', `/rooms/${room(roomId)}/messages?dir=b`);
  return (body['chunk'] as { content: { body?: string } }[]).map(({ content }) => content.body);
};

describe('two authorities that trust each other', () => {
  it('exchange messages both ways', async () => {
    const roomId = await makeRoom(anna, { invite: [berta.userId] });
    expect((await enter(berta, roomId)).status).toBe(200);
    expect((await write(anna, roomId, 'from-anna')).status).toBe(200);
    expect((await write(berta, roomId, 'from-berta')).status).toBe(200);
    for (const member of [anna, berta]) {
      await expect.poll(() => bodies(member, roomId), { timeout: 20_000 }).toContain('from-anna');
      await expect.poll(() => bodies(member, roomId), { timeout: 20_000 }).toContain('from-berta');
    }
  });

  it('found each other by well-known files and over TLS, through the proxy of the profile alone', () => {
    for (const { homeserver, proxy } of [servers.first, servers.second]) {
      expect(running.network?.proxy.contacted).toContain(`https://${homeserver.serverName}`);
      const asked = proxy.requests.filter(({ isSecure }) => isSecure).map(({ path }) => path);
      expect(asked).toContain('/.well-known/matrix/server');
      expect(asked).toContain('/_matrix/key/v2/server');
    }
  });

  it('tell their users whom they federate with, and clients that they do', async () => {
    const path = '/_synapse/client/v1/config/federation_whitelist';
    const { accessToken } = anna;
    const { body } = await matrixRequest(servers.first.baseUrl, 'GET', path, { accessToken });
    const names = [servers.first, servers.second].map(({ homeserver }) => homeserver.serverName);
    expect(body).toEqual({ whitelist_enabled: true, whitelist: expect.arrayContaining(names) });
    const wellKnown = await matrixRequest(servers.first.baseUrl, 'GET', '/.well-known/matrix/client');
    expect(wellKnown.body).toMatchObject({ 'de.bwi.federation': { enable: true } });
  });

  it('keep a room to one of them by its server ACL, until it is opened', async () => {
    const own = servers.first.homeserver.serverName;
    const acl = (allow: readonly string[]) => ({ allow_ip_literals: false, deny: [], allow });
    const content = acl([own]);
    const roomId = await makeRoom(anna, {
      initial_state: [{ type: 'm.room.server_acl', state_key: '', content }],
    });
    expect((await invite(anna, roomId, berta)).status).toBe(200); // servers look at the ACL only when somebody joins
    expect(await enter(berta, roomId)).toMatchObject({ status: 403, body: { errcode: 'M_FORBIDDEN' } });
    const opened = await anna.request('PUT', `/rooms/${room(roomId)}/state/m.room.server_acl/`, acl(['*']));
    expect(opened.status).toBe(200);
    expect((await enter(berta, roomId)).status).toBe(200);
  });
});

describe('the server outside', () => {
  it('is refused when an authority’s user invites one of its users', async () => {
    const answer = await invite(anna, await makeRoom(anna), otto);
    expect(answer).toMatchObject({ status: 403, body: { errcode: 'M_FORBIDDEN' } });
  });

  it('is refused when one of its users invites a user of an authority', async () => {
    const before = servers.first.proxy.requests.length;
    const answer = await invite(otto, await makeRoom(otto), anna);
    expect(answer).toMatchObject({ status: 403, body: { errcode: 'M_FORBIDDEN' } });
    const asked = servers.first.proxy.requests.slice(before).map(({ path }) => path);
    expect(asked.some((path) => path.startsWith('/_matrix/federation/v2/invite/'))).toBe(true); // it really tried
  });

  it('is refused when one of its users joins a public room of an authority by its alias', async () => {
    await makeRoom(anna, { preset: 'public_chat', room_alias_name: 'offen' });
    const alias = `#offen:${servers.first.homeserver.serverName}`;
    expect((await enter(berta, alias)).status).toBe(200);
    expect((await enter(otto, alias)).status).not.toBe(200);
  });
});

describe('a server that is down', () => {
  it('misses nothing: it gets what was written meanwhile when it is back', async () => {
    const roomId = await makeRoom(anna, { invite: [berta.userId] });
    await enter(berta, roomId);
    await servers.second.proxy.down();
    expect((await write(anna, roomId, 'while-down')).status).toBe(200);
    await servers.second.proxy.up();
    await write(anna, roomId, 'when-back'); // servers wait longer and longer; something new makes them try
    await write(berta, roomId, 'knocking'); // and so does hearing from the other one
    await expect.poll(() => bodies(berta, roomId), { timeout: 50_000 }).toContain('while-down');
  });
});

describe('stopping the profile', () => {
  it('leaves no process and no taken port', async () => {
    const all = Object.values(servers);
    const pids = all.map(({ homeserver }) => homeserver.pid as number);
    const ports = all
      .flatMap(({ homeserver, baseUrl }) => [homeserver.baseUrl, baseUrl])
      .map((url) => new URL(url).port);
    await running.stop();
    for (const pid of pids) expect(() => process.kill(pid, 0)).toThrow('ESRCH');
    for (const port of ports) expect(await isPortFree(Number(port))).toBe(true);
  });
});
