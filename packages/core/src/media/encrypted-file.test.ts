import { describe, expect, it } from 'vitest';
import { decryptFile, encryptFile, readFileSecrets } from './encrypted-file.ts';

const bytesOf = (text: string): ArrayBuffer => new TextEncoder().encode(text).buffer as ArrayBuffer;
const textOf = (bytes: ArrayBuffer): string => new TextDecoder().decode(bytes);

describe('an encrypted file', () => {
  it('is what it was when it is decrypted', async () => {
    const { ciphertext, secrets } = await encryptFile(bytesOf('Bescheid'));
    expect(textOf(ciphertext)).not.toContain('Bescheid');
    expect(textOf(await decryptFile(ciphertext, secrets))).toBe('Bescheid');
  });

  it('has a key and a nonce of its own', async () => {
    const [a, b] = [await encryptFile(bytesOf('x')), await encryptFile(bytesOf('x'))];
    expect(a.secrets.key.k).not.toBe(b.secrets.key.k);
    expect(a.secrets.iv).not.toBe(b.secrets.iv);
  });

  it('counts in the second half of its counter block, which begins with zero', async () => {
    const { secrets } = await encryptFile(bytesOf('x'));
    const block = Uint8Array.from(atob(secrets.iv), (letter) => letter.charCodeAt(0));
    expect([...block.subarray(8)]).toEqual([0, 0, 0, 0, 0, 0, 0, 0]);
  });

  it('is given out only where it is the one that was sent', async () => {
    const { ciphertext, secrets } = await encryptFile(bytesOf('Bescheid'));
    const changed = new Uint8Array(ciphertext.slice(0));
    changed[0]! ^= 1;
    await expect(decryptFile(changed.buffer, secrets)).rejects.toMatchObject({ code: 'MEDIA_CORRUPT' });
    await expect(decryptFile(ciphertext.slice(1), secrets)).rejects.toMatchObject({ code: 'MEDIA_CORRUPT' });
  });

  it('with a hash that is none is not given out', async () => {
    const { ciphertext, secrets } = await encryptFile(bytesOf('x'));
    for (const sha256 of ['', '!', 'AAAA']) {
      const wrong = { ...secrets, hashes: { sha256 } };
      await expect(decryptFile(ciphertext, wrong)).rejects.toMatchObject({ code: 'MEDIA_CORRUPT' });
    }
  });

  // Client-server API "Sending encrypted attachments" names no test vector; this one was made with OpenSSL.
  it('is read as other implementations write it', async () => {
    const key = { kty: 'oct', alg: 'A256CTR', ext: true, key_ops: ['decrypt'], k: 'A'.repeat(43) } as const;
    const iv = 'AAAAAAAAAAAAAAAAAAAAAA';
    // openssl enc -aes-256-ctr -K 00…00 -iv 00…00 of 16 zero bytes
    const ciphertext = Uint8Array.from(Buffer.from('dc95c078a2408989ad48a21492842087', 'hex')).buffer;
    const hash = Buffer.from(await crypto.subtle.digest('SHA-256', ciphertext)).toString('base64');
    const plain = await decryptFile(ciphertext, { v: 'v2', key, iv, hashes: { sha256: hash } });
    expect([...new Uint8Array(plain)]).toEqual(Array.from({ length: 16 }, () => 0));
  });
});

describe('readFileSecrets', () => {
  it('takes what the specification describes, and known fields only', async () => {
    const { secrets } = await encryptFile(bytesOf('x'));
    expect(readFileSecrets({ ...secrets, url: 'mxc://a/b', more: 1 })).toEqual(secrets);
  });

  it.each([
    undefined,
    null,
    5,
    {},
    { v: 'v1' },
    { v: 'v2', key: { kty: 'oct', alg: 'A256CTR', k: 'x' }, iv: 'AAAA', hashes: { sha256: 'x' } },
    { v: 'v2', key: { kty: 'RSA', alg: 'A256CTR', k: 'x' }, iv: 'AAAAAAAAAAAAAAAAAAAAAA', hashes: { sha256: 'x' } },
    { v: 'v2', key: { kty: 'oct', alg: 'A256CTR', k: 5 }, iv: 'AAAAAAAAAAAAAAAAAAAAAA', hashes: { sha256: 'x' } },
    { v: 'v2', key: { kty: 'oct', alg: 'A256CTR', k: 'x' }, iv: 'AAAAAAAAAAAAAAAAAAAAAA', hashes: {} },
  ])('takes %o for none', (file) => {
    expect(readFileSecrets(file)).toBeUndefined();
  });
});
