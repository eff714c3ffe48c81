import {
  eicarText,
  startBundesMessengerFront,
  startHomeserver,
  type BundesMessengerFront,
  type Homeserver,
} from '@bundesmessenger/homeserver';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { createSession } from '../create-session.ts';
import { until } from '../readable.ts';
import type { Session } from '../session/complete-session.ts';
import { allowInsecureLocalhost, type SessionOptions } from '../types.ts';
import type { MediaSource } from './media.ts';

const password = 'Geheim-1234!';
const scannerPath = '/_matrix/media_proxy/unstable/';
/** One red pixel. */
const png = Buffer.from(
  'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mP8z8BQDwAEhQGAhKmMIQAAAABJRU5ErkJggg==',
  'base64',
);

let homeserver: Homeserver;
let front: BundesMessengerFront;
const sessions: Session[] = [];

beforeAll(async () => {
  homeserver = await startHomeserver();
  front = await startBundesMessengerFront(homeserver.baseUrl);
  await homeserver.createUser('anna', password);
});
afterEach(async () => {
  for (const session of sessions.splice(0)) await session.stop();
  front.serveContentScanner({ kind: 'own' });
});
afterAll(async () => {
  await front?.stop();
  await homeserver?.stop();
});

async function logIn(contentScanner: SessionOptions['contentScanner']): Promise<Session> {
  const session = await createSession({
    homeserver: homeserver.serverName,
    whitelist: { servers: [{ serverName: homeserver.serverName, baseUrl: front.baseUrl }] },
    [allowInsecureLocalhost]: true,
    ...(contentScanner && { contentScanner }),
  });
  sessions.push(session);
  await until(session.state, ({ status }) => status === 'loggedOut');
  await session.login({ type: 'm.login.password', user: 'anna', password });
  return session;
}

async function encrypted({ media }: Session, content: string): Promise<MediaSource> {
  const { url, ...secrets } = await media.upload(new Blob([content]));
  return { url, secrets };
}
async function unencrypted(content: string | Uint8Array<ArrayBuffer>, type: string): Promise<MediaSource> {
  const login = await fetch(`${homeserver.baseUrl}/_matrix/client/v3/login`, {
    method: 'POST',
    body: JSON.stringify({ type: 'm.login.password', identifier: { type: 'm.id.user', user: 'anna' }, password }),
  });
  const { access_token: token } = (await login.json()) as { access_token: string };
  const answer = await fetch(`${homeserver.baseUrl}/_matrix/media/v3/upload`, {
    method: 'POST',
    headers: { Authorization: `Bearer ${token}`, 'Content-Type': type },
    body: content,
  });
  const { content_uri: url } = (await answer.json()) as { content_uri: string };
  return { url };
}
const textOf = async ({ media }: Session, source: MediaSource): Promise<string> =>
  (await media.download(source)).text();
/** What was asked of the scanner, and of the media repository, since `from`. */
const askedSince = (from: number): readonly string[] =>
  front.proxy.requests
    .slice(from)
    .filter(({ path }) => path.startsWith(scannerPath) || path.startsWith('/_matrix/client/v1/media/'))
    .map(({ path }) => path.replace(scannerPath, 'scanner: ').replace(/(?<=download|thumbnail)\/.*/, ''))
    .filter((path) => !path.endsWith('/config'));

describe('with a content scanner', () => {
  it('files come through it, those encrypted with their keys sealed, and nothing past it', async () => {
    const session = await logIn('required');
    const from = front.proxy.requests.length;
    expect(await textOf(session, await encrypted(session, 'Bescheid'))).toBe('Bescheid');
    expect(await textOf(session, await unencrypted('Aushang', 'text/plain'))).toBe('Aushang');
    const avatar = await session.media.avatar((await unencrypted(png, 'image/png')).url, 32);
    expect(avatar.type).toBe('image/png');
    const asked = askedSince(from).filter((path) => path !== 'scanner: public_key');
    expect(asked).toEqual(['scanner: download_encrypted', 'scanner: download', 'scanner: thumbnail']);
  });

  it('an infected file and one of a type that is not allowed do not come, encrypted or not', async () => {
    const session = await logIn('auto');
    const infected = { code: 'MEDIA_INFECTED' };
    await expect(textOf(session, await encrypted(session, eicarText))).rejects.toMatchObject(infected);
    await expect(textOf(session, await unencrypted(eicarText, 'text/plain'))).rejects.toMatchObject(infected);
    const program = `MZ${'\0'.repeat(126)}`;
    await expect(textOf(session, await encrypted(session, program))).rejects.toMatchObject({
      code: 'MEDIA_TYPE_FORBIDDEN',
    });
  });

  it('a key that is not the scanner’s any more is asked for anew', async () => {
    const session = await logIn('required');
    const other = 'GdwYYj5Ey9O96FMi4DjIhPhY604RuZg2Om98Kqh+3GE';
    const publicKey = `${scannerPath}public_key`;
    await until(session.deployment, ({ contentScanner }) => contentScanner === true);
    front.proxy.rule({ path: publicKey }, { kind: 'answer', status: 200, body: { public_key: other } }, { times: 1 });
    const from = front.proxy.requests.length;
    expect(await textOf(session, await encrypted(session, 'Bescheid'))).toBe('Bescheid');
    expect(askedSince(from)).toEqual([
      'scanner: public_key',
      'scanner: download_encrypted',
      'scanner: public_key',
      'scanner: download_encrypted',
    ]);
  });

  it('that does not answer nothing comes, until it does', async () => {
    const session = await logIn('auto');
    await until(session.deployment, ({ contentScanner }) => contentScanner === true);
    const file = await encrypted(session, 'Bescheid');
    front.serveContentScanner({ kind: 'body', body: '<h1>Wartung</h1>' });
    await expect(textOf(session, file)).rejects.toMatchObject({ code: 'MEDIA_UNSCANNED' });
    front.serveContentScanner({ kind: 'silent' });
    await expect(textOf(session, file)).rejects.toMatchObject({ code: 'OFFLINE' });
    front.serveContentScanner({ kind: 'own' });
    expect(await textOf(session, file)).toBe('Bescheid');
  });
});

describe('without one', () => {
  it.each(['auto', undefined] as const)('files come from the media repository (%s)', async (contentScanner) => {
    front.serveContentScanner({ kind: 'notFound' });
    const session = await logIn(contentScanner);
    const from = front.proxy.requests.length;
    expect(await textOf(session, await encrypted(session, 'Bescheid'))).toBe('Bescheid');
    expect(askedSince(from)).toContain('/_matrix/client/v1/media/download');
    await until(session.deployment, ({ capabilities }) => capabilities !== undefined);
    expect(session.deployment.get().contentScanner).toBeUndefined();
  });

  it('nothing comes where one is required', async () => {
    front.serveContentScanner({ kind: 'notFound' });
    const session = await logIn('required');
    const from = front.proxy.requests.length;
    const file = await encrypted(session, 'Bescheid');
    await expect(textOf(session, file)).rejects.toMatchObject({ code: 'MEDIA_UNSCANNED' });
    expect(askedSince(from)).not.toContain('/_matrix/client/v1/media/download');
  });

  it('and switched off, it is not asked for', async () => {
    const session = await logIn('off');
    const from = front.proxy.requests.length;
    expect(await textOf(session, await encrypted(session, eicarText))).toBe(eicarText);
    await until(session.deployment, ({ capabilities }) => capabilities !== undefined);
    expect(askedSince(from)).toEqual(['/_matrix/client/v1/media/download']);
  });
});
