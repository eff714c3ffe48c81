import { describe, expect, it } from 'vitest';
import { imageTypeOf, safeTypeOf } from './file-type.ts';

const head = (hex: string): Uint8Array => Uint8Array.from(Buffer.from(hex.replaceAll(' ', ''), 'hex'));
const ascii = (text: string): Uint8Array => new TextEncoder().encode(text);

describe('the type of a file', () => {
  it.each([
    ['image/png', '89 50 4e 47 0d 0a 1a 0a'],
    ['image/jpeg', 'ff d8 ff e0'],
    ['image/gif', '47 49 46 38 39 61'],
    ['image/webp', '52 49 46 46 00 00 00 00 57 45 42 50'],
  ])('is %s by its first bytes', (type, hex) => {
    expect(imageTypeOf(head(hex))).toBe(type);
    expect(safeTypeOf(head(hex))).toBe(type);
  });

  it.each([
    ['audio/ogg', ascii('OggS')],
    ['audio/mpeg', ascii('ID3')],
    ['audio/wav', ascii('RIFF....WAVE')],
    ['audio/flac', ascii('fLaC')],
    ['video/mp4', ascii('\0\0\0 ftypisom')],
    ['video/webm', head('1a 45 df a3')],
  ])('is %s, which runs nothing', (type, bytes) => {
    expect(safeTypeOf(bytes)).toBe(type);
  });

  it.each([
    ['SVG', '<svg xmlns="http://www.w3.org/2000/svg">'],
    ['HTML', '<!doctype html><script>'],
    ['PDF', '%PDF-1.7'],
    ['XML', '<?xml version="1.0"?>'],
    ['nothing', ''],
    ['one byte', '\x89'],
  ])('is that of bytes for %s', (_, text) => {
    expect(safeTypeOf(ascii(text))).toBe('application/octet-stream');
    expect(imageTypeOf(ascii(text))).toBeUndefined();
  });
});
