import { describe, expect, it, vi } from 'vitest';
import { BmError } from '../errors.ts';
import { listServers, type ListedServers } from '../whitelist/listed-servers.ts';
import { encryptFile } from './encrypted-file.ts';
import { createMedia, type Media } from './media.ts';

const serverName = 'behoerde.example';
const baseUrl = 'https://matrix.behoerde.example/';
const listed = listServers([{ serverName, baseUrl }], false) as ListedServers;
const bytesOf = (text: string): ArrayBuffer => new TextEncoder().encode(text).buffer as ArrayBuffer;

type Answer = (url: string, init: RequestInit, purpose: string) => Response | Promise<Response>;

function mediaOver(answer: Answer, limit: unknown = 100): { media: Media; fetch: ReturnType<typeof vi.fn> } {
  const fetch = vi.fn((url: string, init: RequestInit, purpose: string) => Promise.resolve(answer(url, init, purpose)));
  const media = createMedia({
    fetch: fetch as never,
    requireLogin: () => ({ accessToken: 'syt_token', baseUrl }),
    request: async () => ({ 'm.upload.size': limit }),
    servers: () => listed,
    federation: 'internal',
    scanning: 'off',
    seal: () => Promise.reject(new Error('nothing is sealed without a scanner')),
  });
  return { media, fetch };
}
const uploaded = (): Response => Response.json({ content_uri: 'mxc://behoerde.example/abc' });

describe('an upload', () => {
  it('leaves encrypted, without name and type, and can be downloaded with what it gives back', async () => {
    let stored = new ArrayBuffer(0);
    const { media, fetch } = mediaOver(async (_, { method, body }) => {
      if (method !== 'POST') return new Response(stored);
      stored = body as ArrayBuffer;
      return uploaded();
    });
    const file = await media.upload(new Blob(['Bescheid'], { type: 'text/plain' }));
    const [url, init, purpose] = fetch.mock.calls[0]!;
    expect(url).toBe('https://matrix.behoerde.example/_matrix/media/v3/upload');
    expect(init).toMatchObject({ headers: { 'Content-Type': 'application/octet-stream' } });
    expect(purpose).toBe('api');
    expect(new TextDecoder().decode(stored)).not.toContain('Bescheid');
    const { url: uri, ...secrets } = file;
    const back = await media.download({ url: uri, secrets });
    expect(await back.text()).toBe('Bescheid');
    expect(back.type).toBe('application/octet-stream');
  });

  it('larger than the server takes is refused before anything is sent', async () => {
    const { media, fetch } = mediaOver(uploaded, 3);
    await expect(media.upload(new Blob(['1234']))).rejects.toMatchObject({ code: 'FILE_TOO_LARGE' });
    expect(fetch).not.toHaveBeenCalled();
  });

  it.each([undefined, null, 'x', 1.5])('goes ahead where the server names the limit %o', async (limit) => {
    const { media } = mediaOver(uploaded, limit);
    await expect(media.upload(new Blob(['1234']))).resolves.toMatchObject({ v: 'v2' });
  });

  it.each([
    [413, '{}', 'FILE_TOO_LARGE'],
    [500, '{}', 'SERVER_ERROR'],
    [200, '{}', 'BAD_RESPONSE'],
    [200, '<html>', 'BAD_RESPONSE'],
    [403, '{"errcode":"M_FORBIDDEN"}', 'FORBIDDEN'],
  ])('answered with %i %s fails as %s', async (status, body, code) => {
    const { media } = mediaOver(() => new Response(body, { status }));
    await expect(media.upload(new Blob(['x']))).rejects.toMatchObject({ code });
  });

  it('ends when it is cancelled', async () => {
    const cancel = new AbortController();
    const { media } = mediaOver((_, { signal }) => {
      const ended = new Promise<Response>((_resolve, reject) => {
        signal!.addEventListener('abort', () => reject(signal!.reason as Error));
      });
      cancel.abort();
      return ended;
    });
    const upload = media.upload(new Blob(['x']), cancel.signal);
    await expect(upload).rejects.toMatchObject({ name: 'AbortError' });
  });
});

describe('a download', () => {
  it('goes to the own homeserver with the token, as media', async () => {
    const { media, fetch } = mediaOver(() => new Response('x'));
    await media.download({ url: 'mxc://behoerde.example/abc' });
    const [url, init, purpose] = fetch.mock.calls[0]!;
    expect(url).toBe(`${baseUrl}_matrix/client/v1/media/download/behoerde.example/abc`);
    expect(init.headers).toMatchObject({ Authorization: 'Bearer syt_token' });
    expect(purpose).toBe('media');
  });

  it.each([
    ['mxc://../config', 'WL_MXC'],
    ['https://tracker.example/1.png', 'WL_MXC'],
    ['mxc://behoerde.example/../../v3/account/whoami', 'WL_MXC'],
    ['mxc://evil.example/abc', 'WL_SERVER_NAME'],
  ])('of %s asks nobody', async (url, code) => {
    const { media, fetch } = mediaOver(() => new Response('x'));
    await expect(media.download({ url })).rejects.toMatchObject({ code });
    expect(fetch).not.toHaveBeenCalled();
  });

  it('that was changed on the way is not given out', async () => {
    const { secrets } = await encryptFile(bytesOf('Bescheid'));
    const { media } = mediaOver(() => new Response('gefälscht'));
    await expect(media.download({ url: 'mxc://behoerde.example/abc', secrets })).rejects.toMatchObject({
      code: 'MEDIA_CORRUPT',
    });
  });

  it('that the server does not have is unavailable', async () => {
    const { media } = mediaOver(() => new Response('{}', { status: 404 }));
    await expect(media.download({ url: 'mxc://behoerde.example/abc' })).rejects.toMatchObject({
      code: 'MEDIA_UNAVAILABLE',
    });
  });

  it('has the type of its bytes, whatever server and sender say (CVE-2021-21320, CVE-2024-51749)', async () => {
    const { media } = mediaOver(() => new Response('<svg/>', { headers: { 'Content-Type': 'image/svg+xml' } }));
    expect((await media.download({ url: 'mxc://behoerde.example/abc' })).type).toBe('application/octet-stream');
  });

  it('that the door refuses keeps the refusal’s code', async () => {
    const { media } = mediaOver(() => {
      throw new BmError('WL_REDIRECT', 'refused by the test');
    });
    await expect(media.download({ url: 'mxc://behoerde.example/abc' })).rejects.toMatchObject({ code: 'WL_REDIRECT' });
  });
});
