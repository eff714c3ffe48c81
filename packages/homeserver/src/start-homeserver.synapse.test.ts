import { execFileSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { findFreePort, isPortFree } from './free-port.ts';
import type { Homeserver } from './homeserver.ts';
import { startHomeserver } from './start-homeserver.ts';
import { logIn, matrixRequest } from './testing/matrix-request.ts';

const password = 'Loopback-1';

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}

const portOf = (baseUrl: string) => Number(new URL(baseUrl).port);

describe('a homeserver', () => {
  let homeserver: Homeserver;
  beforeAll(async () => {
    homeserver = await startHomeserver({ jwt: { secret: 'shared', issuer: 'portal', audiences: ['messenger'] } });
  });
  afterAll(() => homeserver?.stop());

  it('answers at its base URL as soon as it is there', async () => {
    expect(homeserver.baseUrl).toMatch(/^http:\/\/localhost:\d+$/);
    expect((await fetch(`${homeserver.baseUrl}/_matrix/client/versions`)).status).toBe(200);
  });

  it('publishes its base URL and the keys of BundesMessenger in the well-known file', async () => {
    const { body } = await matrixRequest(homeserver.baseUrl, 'GET', '/.well-known/matrix/client');
    expect(body).toMatchObject({
      'm.homeserver': { base_url: `${homeserver.baseUrl}/` },
      'de.bwi.imprint_url': expect.any(String),
      'io.element.e2ee': { secure_backup_required: true },
    });
  });

  it('makes users who can log in, and leaves them without a device of their own', async () => {
    const user = await homeserver.createUser('anna', password, { displayName: 'Anna Beispiel' });
    expect(user).toEqual({ userId: '@anna:localhost', localpart: 'anna', password });
    const { accessToken } = await logIn(homeserver.baseUrl, 'anna', password);
    const request = (path: string) => matrixRequest(homeserver.baseUrl, 'GET', path, { accessToken });
    expect((await request('/_matrix/client/v3/devices')).body['devices']).toHaveLength(1);
    expect((await request(`/_matrix/client/v3/profile/${user.userId}`)).body).toEqual({ displayname: 'Anna Beispiel' });
  });

  it('makes administrators', async () => {
    await homeserver.createUser('root', password, { admin: true });
    const { accessToken } = await logIn(homeserver.baseUrl, 'root', password);
    const answer = await matrixRequest(homeserver.baseUrl, 'GET', '/_synapse/admin/v2/users', { accessToken });
    expect(answer.status).toBe(200);
  });

  it('refuses a user who is there already, by name', async () => {
    await homeserver.createUser('twice', password);
    await expect(homeserver.createUser('twice', password)).rejects.toThrow('the user "twice": M_USER_IN_USE');
  });

  it('behaves as BundesMessenger Core does', async () => {
    await homeserver.createUser('core', 'weak'); // the policy is checked when a password is changed
    const { accessToken, userId } = await logIn(homeserver.baseUrl, 'core', 'weak');
    const request = (method: string, path: string, body?: unknown) =>
      matrixRequest(homeserver.baseUrl, method, path, { accessToken, body });
    const versions = await request('GET', '/_matrix/client/versions');
    expect(versions.body['unstable_features']).toMatchObject({
      'io.element.e2ee_forced.private': true,
      'io.element.e2ee_forced.public': true,
      'org.matrix.simplified_msc3575': true,
    });
    expect((await request('GET', '/_matrix/client/v1/media/config')).body).toEqual({ 'm.upload.size': 52_428_800 });
    expect((await request('GET', '/_matrix/client/v3/password_policy')).body).toMatchObject({ 'm.minimum_length': 8 });
    const rename = await request('PUT', `/_matrix/client/v3/profile/${userId}/displayname`, { displayname: 'Other' });
    expect(rename.body['errcode']).toBe('M_FORBIDDEN'); // with status 400 up to Synapse 1.160, with 403 in 1.163
    const room = await request('POST', '/_matrix/client/v3/createRoom', {});
    const invite = await request('POST', `/_matrix/client/v3/rooms/${String(room.body['room_id'])}/invite`, {
      user_id: '@somebody:elsewhere.example',
    });
    expect([invite.status, invite.body['errcode']]).toEqual([403, 'M_FORBIDDEN']);
  });

  it('accepts invitations to direct messages for its users', async () => {
    await homeserver.createUser('host', password);
    await homeserver.createUser('guest', password);
    const [host, guest] = [
      await logIn(homeserver.baseUrl, 'host', password),
      await logIn(homeserver.baseUrl, 'guest', password),
    ];
    const room = await matrixRequest(homeserver.baseUrl, 'POST', '/_matrix/client/v3/createRoom', {
      accessToken: host.accessToken,
      body: { is_direct: true, preset: 'trusted_private_chat', invite: [guest.userId] },
    });
    const joined = async () =>
      (await matrixRequest(homeserver.baseUrl, 'GET', '/_matrix/client/v3/joined_rooms', guest)).body['joined_rooms'];
    await expect.poll(joined, { timeout: 10_000 }).toEqual([room.body['room_id']]);
  });

  it('offers log-in by JSON Web Token when asked', async () => {
    const { body } = await matrixRequest<{ flows: unknown[] }>(homeserver.baseUrl, 'GET', '/_matrix/client/v3/login');
    expect(body.flows).toContainEqual({ type: 'org.matrix.login.jwt' });
  });

  it('finds a plaintext it was sent unencrypted, and none in what it was sent as ciphertext', async () => {
    await homeserver.createUser('writer', password);
    const { accessToken } = await logIn(homeserver.baseUrl, 'writer', password);
    const request = (method: string, path: string, body: unknown) =>
      matrixRequest(homeserver.baseUrl, method, path, { accessToken, body });
    const room = await request('POST', '/_matrix/client/v3/createRoom', {});
    const send = (type: string, body: unknown) =>
      request('PUT', `/_matrix/client/v3/rooms/${String(room.body['room_id'])}/send/${type}/${type}`, body);

    await send('m.room.message', { msgtype: 'm.text', body: 'Grüße im Klartext' });
    await send('m.room.encrypted', { algorithm: 'm.megolm.v1.aes-sha2', ciphertext: 'AwgAEpABe5F3', session_id: 's' });
    await fetch(`${homeserver.baseUrl}/_matrix/media/v3/upload`, {
      method: 'POST',
      headers: { Authorization: `Bearer ${accessToken}`, 'Content-Type': 'application/octet-stream' },
      body: 'Anlage im Klartext',
    });

    expect(await homeserver.findPlaintext('Grüße im Klartext')).toContain('homeserver.db: event_json.json');
    expect(await homeserver.findPlaintext('Anlage im Klartext')).toEqual([
      expect.stringMatching(/^media\/local_content\//),
    ]);
    expect(await homeserver.findPlaintext('Grüße verschlüsselt')).toEqual([]);
  });

  it('answers nothing while it is paused, and everything after', async () => {
    const versions = (signal?: AbortSignal) =>
      fetch(`${homeserver.baseUrl}/_matrix/client/versions`, { signal: signal ?? null });
    await homeserver.pause();
    await expect(versions(AbortSignal.timeout(500))).rejects.toThrow();
    await homeserver.resume();
    expect((await versions()).status).toBe(200);
  });

  it('keeps users, tokens, port and signing key over a restart', async () => {
    await homeserver.createUser('lasting', password);
    const { accessToken, userId } = await logIn(homeserver.baseUrl, 'lasting', password);
    const { baseUrl, pid } = homeserver;
    await homeserver.restart();
    expect(homeserver.baseUrl).toBe(baseUrl);
    expect(homeserver.pid).not.toBe(pid);
    const whoami = await matrixRequest(baseUrl, 'GET', '/_matrix/client/v3/account/whoami', { accessToken });
    expect(whoami.body['user_id']).toBe(userId);
  });

  it('does not disturb another one beside it, even of the same name', async () => {
    await using other = await startHomeserver();
    expect(other.serverName).toBe(homeserver.serverName);
    expect(other.baseUrl).not.toBe(homeserver.baseUrl);
    await other.createUser('only-there', password);
    await logIn(other.baseUrl, 'only-there', password);
    await expect(logIn(homeserver.baseUrl, 'only-there', password)).rejects.toThrow('M_FORBIDDEN');
    await other.stop();
    expect((await fetch(`${homeserver.baseUrl}/_matrix/client/versions`)).status).toBe(200);
  });

  it('refuses a fixed port that is taken, and says who to ask', async () => {
    const port = portOf(homeserver.baseUrl);
    await expect(startHomeserver({ port })).rejects.toThrow(`Port ${port} is taken. See who has it: ss -ltnp`);
  });
});

describe('stopping', () => {
  it('leaves no process, no taken port and no data', async () => {
    const homeserver = await startHomeserver();
    const pid = homeserver.pid as number;
    expect(isAlive(pid)).toBe(true);
    await homeserver.stop();
    await homeserver.stop();
    expect(isAlive(pid)).toBe(false);
    expect(await isPortFree(portOf(homeserver.baseUrl))).toBe(true);
    expect(existsSync(homeserver.dataDir)).toBe(false);
  });

  it('keeps a data folder that was given, and the next start goes on with it', async () => {
    const dataDir = mkdtempSync(join(tmpdir(), 'bm-kept-'));
    try {
      const first = await startHomeserver({ dataDir, serverName: 'behoerde.example' });
      await first.createUser('anna', password);
      await first.stop();
      await using second = await startHomeserver({ dataDir, serverName: 'behoerde.example' });
      expect((await logIn(second.baseUrl, 'anna', password)).userId).toBe('@anna:behoerde.example');
    } finally {
      rmSync(dataDir, { recursive: true, force: true });
    }
  });

  it('leaves nothing behind where Synapse does not start, and shows the end of its log', async () => {
    const port = await findFreePort();
    await expect(startHomeserver({ port, config: { max_upload_size: 'a lot' } })).rejects.toThrow(
      /end of its log:[^]*a lot/,
    );
    expect(await isPortFree(port)).toBe(true);
  });
});

describe('the end of the process that started it', () => {
  // Prints its homeserver's facts and waits to be killed.
  const program = `
    const { startHomeserver } = await import(${JSON.stringify(new URL('start-homeserver.ts', import.meta.url).href)});
    const homeserver = await startHomeserver();
    if (process.argv[1] === 'paused') await homeserver.pause();
    console.log(JSON.stringify({ pid: homeserver.pid, dataDir: homeserver.dataDir, baseUrl: homeserver.baseUrl }));
  `;

  /** Starts the program, sends it the signal once its homeserver is up, and tells what it printed. */
  function startAndSignal(signal: string, ...args: string[]): { pid: number; dataDir: string; baseUrl: string } {
    const script = `"$0" --input-type=module -e "$1" "$3" > "$4" & p=$!; until [ -s "$4" ]; do sleep 0.1; kill -0 $p || exit 1; done; kill -$2 $p; wait $p; true`;
    const output = join(mkdtempSync(join(tmpdir(), 'bm-parent-')), 'output');
    execFileSync('sh', ['-c', script, process.execPath, program, signal, args[0] ?? '', output], { stdio: 'ignore' });
    const facts = JSON.parse(readFileSync(output, 'utf8')) as { pid: number; dataDir: string; baseUrl: string };
    rmSync(join(output, '..'), { recursive: true });
    return facts;
  }

  it('by SIGTERM ends Synapse and deletes its data', async () => {
    const { pid, dataDir, baseUrl } = startAndSignal('TERM');
    await expect.poll(() => isAlive(pid), { timeout: 5_000 }).toBe(false);
    expect(existsSync(dataDir)).toBe(false);
    expect(await isPortFree(portOf(baseUrl))).toBe(true);
  });

  it('by SIGKILL ends Synapse, too', async () => {
    const { pid, dataDir, baseUrl } = startAndSignal('KILL');
    await expect.poll(() => isAlive(pid), { timeout: 5_000 }).toBe(false);
    expect(await isPortFree(portOf(baseUrl))).toBe(true);
    rmSync(dataDir, { recursive: true }); // nobody was left to do it
  });

  it.runIf(process.platform === 'linux')('by SIGKILL ends even a paused Synapse', async () => {
    const { pid, dataDir } = startAndSignal('KILL', 'paused');
    await expect.poll(() => isAlive(pid), { timeout: 5_000 }).toBe(false);
    rmSync(dataDir, { recursive: true });
  });
});
