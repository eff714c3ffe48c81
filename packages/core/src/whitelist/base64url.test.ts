import { base64url } from 'jose';
import { describe, expect, it } from 'vitest';
import { decodeBase64url, encodeBase64url } from './base64url.ts';

describe('base64url', () => {
  it('reads and writes bytes of every length and value as a library does', () => {
    for (let length = 0; length < 300; length++) {
      const bytes = Uint8Array.from({ length }, (_, index) => (index * 7 + length) % 256);
      const text = base64url.encode(bytes);
      expect(encodeBase64url(bytes)).toBe(text);
      expect(decodeBase64url(text)).toEqual(bytes);
    }
  });

  it.each([
    ['padding', 'QQ=='],
    ['white space', 'QUJD\n'],
    ['white space inside', 'QU JD'],
    ['the other alphabet', 'QUJ+'],
    ['the other alphabet, slash', 'QUJ/'],
    ['a length that no bytes have', 'QUJDR'],
    ['stray bits after one byte', 'QR'],
    ['stray bits after two bytes', 'QUJ'],
    ['letters of other scripts', 'QUJé'],
  ])('refuses %s', (_name, text) => {
    expect(decodeBase64url(text)).toBeUndefined();
  });

  it('takes the form without stray bits', () => {
    expect(decodeBase64url('QQ')).toEqual(Uint8Array.of(65));
    expect(decodeBase64url('QUI')).toEqual(Uint8Array.of(65, 66));
  });
});
