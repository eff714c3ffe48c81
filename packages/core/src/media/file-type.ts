/**
 * What a file may be opened as, by its first bytes. Pure. What a sender or server says of it plays no role: only pictures,
 * sound and film that browsers play without running anything get their type; all else is bytes to download.
 */

/** Bytes that tell a file's type. */
const headBytes = 16;

const bytes = 'application/octet-stream';

/** The bytes of a file that tell its type. */
export async function headOf(file: Blob): Promise<Uint8Array> {
  return new Uint8Array(await file.slice(0, headBytes).arrayBuffer());
}

/** One of `image/png`, `image/jpeg`, `image/gif`, `image/webp`; else `undefined`. */
export function imageTypeOf(head: Uint8Array): string | undefined {
  if (startsWith(head, [0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a])) return 'image/png';
  if (startsWith(head, [0xff, 0xd8, 0xff])) return 'image/jpeg';
  if (/^GIF8[79]a/.test(asciiOf(head))) return 'image/gif';
  if (/^RIFF....WEBP/s.test(asciiOf(head))) return 'image/webp';
  return undefined;
}

/** The type of a picture, sound or film; else that of bytes. */
export function safeTypeOf(head: Uint8Array): string {
  const ascii = asciiOf(head);
  const image = imageTypeOf(head);
  if (image !== undefined) return image;
  if (ascii.startsWith('OggS')) return 'audio/ogg';
  if (ascii.startsWith('ID3') || (head[0] === 0xff && (head[1]! & 0xe6) === 0xe2)) return 'audio/mpeg';
  if (/^RIFF....WAVE/s.test(ascii)) return 'audio/wav';
  if (ascii.startsWith('fLaC')) return 'audio/flac';
  if (/^....ftyp/s.test(ascii)) return 'video/mp4';
  if (startsWith(head, [0x1a, 0x45, 0xdf, 0xa3])) return 'video/webm';
  return bytes;
}

function startsWith(head: Uint8Array, start: readonly number[]): boolean {
  return start.every((byte, at) => head[at] === byte);
}

function asciiOf(head: Uint8Array): string {
  return String.fromCharCode(...head.subarray(0, headBytes));
}
