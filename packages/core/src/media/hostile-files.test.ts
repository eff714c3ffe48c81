/** What events and servers say of files: it opens no other file, and none that was changed. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { BmError } from '../errors.ts';
import { hostileObject } from '../sync/testing/hostile-events.ts';
import { always, alwaysSoon, hostileJson, hostileText, type Json } from '../sync/testing/hostile-json.ts';
import { decryptFile, encryptFile, readFileSecrets } from './encrypted-file.ts';
import { imageTypeOf, safeTypeOf } from './file-type.ts';
import { decodeUnpaddedBase64, encodeUnpaddedBase64 } from './unpadded-base64.ts';

const bytes = new TextEncoder().encode('Bauantrag').buffer;
const { ciphertext, secrets } = await encryptFile(bytes);
const plain = JSON.parse(JSON.stringify(secrets)) as Record<string, Json>;

describe('the secrets of a file in hostile content', () => {
  it('are plain data of known members and lengths, or none', () => {
    always(fc.oneof(hostileObject(plain), hostileJson), (file) => {
      const read = readFileSecrets(file);
      if (!read) return;
      expect(structuredClone(read)).toEqual(read);
      expect(Object.keys(read).toSorted()).toEqual(['hashes', 'iv', 'key', 'v']);
      expect(JSON.stringify(read).length).toBeLessThanOrEqual(600);
    });
  });

  it('open the file, or are refused as MEDIA_CORRUPT', async () => {
    await alwaysSoon(hostileObject(plain), async (file) => {
      const read = readFileSecrets(file);
      if (!read) return;
      const opened = await decryptFile(ciphertext, read).catch((error: unknown) => {
        if (error instanceof BmError) return error.code;
        throw error;
      });
      if (typeof opened === 'string') expect(opened).toBe('MEDIA_CORRUPT');
    });
  });

  it('open no file that was changed on the way', async () => {
    await alwaysSoon(fc.uint8Array({ maxLength: 40 }), async (changed) => {
      if (encodeUnpaddedBase64(changed) === encodeUnpaddedBase64(new Uint8Array(ciphertext))) return;
      await expect(decryptFile(changed.slice().buffer, secrets)).rejects.toMatchObject({ code: 'MEDIA_CORRUPT' });
    });
  });
});

describe('bytes', () => {
  it('are those that were written', () => {
    always(fc.uint8Array({ maxLength: 100 }), (some) =>
      expect(decodeUnpaddedBase64(encodeUnpaddedBase64(some))).toEqual(new Uint8Array(some)),
    );
    always(hostileText, (text) => expect(() => decodeUnpaddedBase64(text)).not.toThrow());
  });

  it('are opened as pictures, sound or film, or as bytes', () => {
    const starts = fc.constantFrom(
      'GIF89a',
      'RIFF....WEBP',
      '<svg xmlns="http://',
      '<!doctype html>',
      '%PDF-1.7',
      'OggS',
      'ID3',
      '....ftyp',
      '\u0089PNG',
    );
    const heads = fc.oneof(
      fc.uint8Array({ maxLength: 16 }),
      starts.map((text) => Uint8Array.from(text, (letter) => letter.charCodeAt(0))),
    );
    always(heads, (head) => {
      expect(safeTypeOf(head)).toMatch(
        /^(image\/(png|jpeg|gif|webp)|audio\/(ogg|mpeg|wav|flac)|video\/(mp4|webm)|application\/octet-stream)$/,
      );
      const picture = imageTypeOf(head);
      if (picture !== undefined) expect(safeTypeOf(head)).toBe(picture);
    });
  });
});
