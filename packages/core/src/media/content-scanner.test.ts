import { describe, expect, it, vi } from 'vitest';
import { parseMxc } from '../network/mxc.ts';
import { encryptFile } from './encrypted-file.ts';
import { createContentScanner, type ContentScanner, type ContentScanning } from './content-scanner.ts';

const baseUrl = 'https://matrix.behoerde.example';
const scannerUrl = `${baseUrl}/_matrix/media_proxy/unstable/`;
const mxc = parseMxc('mxc://behoerde.example/abc');
const { secrets } = await encryptFile(new ArrayBuffer(1));
const encrypted = { mxc, file: { ...secrets, url: 'mxc://behoerde.example/abc' } };

type Answer = () => Response | Promise<Response>;
const key = (publicKey = 'key 1'): Response => Response.json({ public_key: publicKey });
const says = (status: number, reason: string) => (): Response => Response.json({ reason, info: 'x' }, { status });
const file: Answer = () => new Response('bytes');

/** @param answers of what is not a question for the key, one after another */
function scannerOver(scanning: ContentScanning, keys: Answer, ...answers: readonly Answer[]) {
  const asked: { readonly url: string; readonly init: RequestInit }[] = [];
  const left = [...answers];
  const seal = vi.fn(async (publicKey: string, text: string) => ({ ciphertext: text, mac: publicKey, ephemeral: 'e' }));
  const scanner: ContentScanner = createContentScanner({
    scanning,
    baseUrl: () => baseUrl,
    ask: async (url, init) => {
      asked.push({ url, init });
      return url.endsWith('/public_key') ? keys() : left.shift()!();
    },
    seal,
  });
  return { scanner, asked, seal };
}

describe('a content scanner', () => {
  it('that is off is never asked for', async () => {
    const { scanner, asked } = scannerOver('off', key);
    expect(await scanner.isUsed()).toBe(false);
    expect(asked).toEqual([]);
  });

  it.each<ContentScanning>(['auto', 'required'])(
    'that is %s is used where it has a key, and asked for it once',
    async (scanning) => {
      const { scanner, asked } = scannerOver(scanning, key);
      expect([await scanner.isUsed(), await scanner.isUsed()]).toEqual([true, true]);
      expect(asked.map(({ url }) => url)).toEqual([`${scannerUrl}public_key`]);
    },
  );

  it('is not used where the homeserver knows no such path, unless it is required', async () => {
    const none = says(404, 'M_UNRECOGNIZED');
    expect(await scannerOver('auto', none).scanner.isUsed()).toBe(false);
    await expect(scannerOver('required', none).scanner.isUsed()).rejects.toMatchObject({ code: 'MEDIA_UNSCANNED' });
  });

  it.each<[what: string, Answer]>([
    ['a gateway without it', says(502, 'x')],
    ['a page of HTML', () => new Response('<html>')],
    ['a key that is none', () => Response.json({ public_key: 1 })],
    ['a refusal', says(403, 'M_FORBIDDEN')],
  ])('that is found neither there nor absent (%s) lets no file past, and is asked again', async (_, answer) => {
    const answers = [answer, key];
    const { scanner } = scannerOver('auto', () => answers.shift()!());
    await expect(scanner.isUsed()).rejects.toMatchObject({ code: 'MEDIA_UNSCANNED' });
    expect(await scanner.isUsed()).toBe(true);
  });

  it('is asked again whether it is there after an hour', async () => {
    vi.useFakeTimers();
    try {
      const answers = [says(404, 'x'), key];
      const { scanner } = scannerOver('auto', () => answers.shift()!());
      expect(await scanner.isUsed()).toBe(false);
      vi.advanceTimersByTime(3_599_999);
      expect(await scanner.isUsed()).toBe(false);
      vi.advanceTimersByTime(1);
      expect(await scanner.isUsed()).toBe(true);
    } finally {
      vi.useRealTimers();
    }
  });

  it('gives an encrypted file, asked for with its address and key, both sealed', async () => {
    const { scanner, asked, seal } = scannerOver('required', key, file);
    expect(await (await scanner.take(encrypted, undefined)).text()).toBe('bytes');
    const { url, init } = asked.at(-1)!;
    expect(url).toBe(`${scannerUrl}download_encrypted`);
    expect(init).toMatchObject({ method: 'POST', headers: { 'Content-Type': 'application/json' } });
    const [[publicKey, text]] = seal.mock.calls as [[string, string]];
    expect([publicKey, JSON.parse(text)]).toEqual(['key 1', { file: encrypted.file }]);
    expect(JSON.parse(init.body as string)).toEqual({
      encrypted_body: { ciphertext: text, mac: 'key 1', ephemeral: 'e' },
    });
  });

  it('gives an unencrypted file and a small picture by their address', async () => {
    const { scanner, asked } = scannerOver('required', key, file, file);
    await scanner.take({ mxc }, undefined);
    await scanner.take({ mxc, thumbnailPx: 96 }, undefined);
    expect(asked.map(({ url }) => url)).toEqual([
      `${scannerUrl}download/behoerde.example/abc`,
      `${scannerUrl}thumbnail/behoerde.example/abc?width=96&height=96&method=crop`,
    ]);
  });

  it.each([
    [403, 'MCS_MEDIA_NOT_CLEAN', 'MEDIA_INFECTED'],
    [403, 'MCS_MIME_TYPE_FORBIDDEN', 'MEDIA_TYPE_FORBIDDEN'],
    [404, 'M_NOT_FOUND', 'MEDIA_UNAVAILABLE'],
    [502, 'MCS_MEDIA_REQUEST_FAILED', 'MEDIA_UNSCANNED'],
    [500, 'M_UNKNOWN', 'MEDIA_UNSCANNED'],
    [400, 'MCS_MALFORMED_JSON', 'MEDIA_UNSCANNED'],
    [403, 'something new', 'MEDIA_UNSCANNED'],
  ])('that answers %i %s has no file: %s', async (status, reason, code) => {
    const { scanner } = scannerOver('required', key, says(status, reason));
    await expect(scanner.take(encrypted, undefined)).rejects.toMatchObject({ code });
  });

  it('that answers in HTML has no file', async () => {
    const { scanner } = scannerOver('required', key, () => new Response('<h1>403</h1>', { status: 403 }));
    await expect(scanner.take(encrypted, undefined)).rejects.toMatchObject({ code: 'MEDIA_UNSCANNED' });
  });

  it('is not asked again about a file that it has found infected, but about the same one under another key', async () => {
    const { scanner, asked } = scannerOver('required', key, says(403, 'MCS_MEDIA_NOT_CLEAN'), file);
    const infected = { code: 'MEDIA_INFECTED' };
    await expect(scanner.take(encrypted, undefined)).rejects.toMatchObject(infected);
    await expect(scanner.take(encrypted, undefined)).rejects.toMatchObject(infected);
    expect(asked.length).toBe(2);
    const other = { mxc, file: { ...encrypted.file, iv: 'AAAAAAAAAAAAAAAAAAAAAA' } };
    expect((await scanner.take(other, undefined)).ok).toBe(true);
  });

  it('is asked again about a file that it could not check', async () => {
    const { scanner } = scannerOver('required', key, says(502, 'MCS_MEDIA_REQUEST_FAILED'), file);
    await expect(scanner.take(encrypted, undefined)).rejects.toMatchObject({ code: 'MEDIA_UNSCANNED' });
    expect((await scanner.take(encrypted, undefined)).ok).toBe(true);
  });

  it.each([
    [403, 'MCS_BAD_DECRYPTION'],
    [400, 'MCS_MEDIA_FAILED_TO_DECRYPT'],
  ])('with another key by now (%i %s) is asked for it, and once more for the file', async (status, reason) => {
    const keys = [key('old'), key('new')];
    const refuse = says(status, reason);
    const { scanner, seal } = scannerOver('required', () => keys.shift()!, refuse, file);
    expect((await scanner.take(encrypted, undefined)).ok).toBe(true);
    expect(seal.mock.calls.map(([publicKey]) => publicKey)).toEqual(['old', 'new']);
  });

  it('that cannot read what it is sent, whatever the key, is asked twice', async () => {
    const refuse = says(403, 'MCS_BAD_DECRYPTION');
    const { scanner, asked } = scannerOver('required', key, refuse, refuse);
    await expect(scanner.take(encrypted, undefined)).rejects.toMatchObject({ code: 'MEDIA_UNSCANNED' });
    expect(asked.filter(({ url }) => url.endsWith('download_encrypted')).length).toBe(2);
  });

  it('whose key is none gets nothing', async () => {
    const { scanner, seal, asked } = scannerOver('required', key);
    seal.mockRejectedValue(new Error('no key'));
    await expect(scanner.take(encrypted, undefined)).rejects.toMatchObject({ code: 'MEDIA_UNSCANNED' });
    expect(asked.length).toBe(1);
  });
});
