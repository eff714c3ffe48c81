/** A name that may be given to a downloaded file. Pure. */

/** Longest name on the file systems people use, in bytes. */
const maxBytes = 255;
/** Endings longer than this are part of the name. */
const maxEndingLength = 16;
/** C0, C1 and the characters that turn the direction of what follows: they can hide an ending. */
const hidden = /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Cs}]/gu;
/** What Windows and shells take for something else. */
const reserved = /[<>:"|?*]/g;
const deviceNames = /^(con|prn|aux|nul|com\d|lpt\d)(?=\.|$)/i;

/** No path, no control or bidi characters, at most 255 bytes, its ending kept. Never empty. */
export function safeFilename(given: string): string {
  const name = given
    .slice(-4 * maxBytes)
    .replace(hidden, '')
    .split(/[/\\]/)
    .findLast((part) => part.trim() !== '');
  const plain = (name ?? '').replace(reserved, '_').replace(/^[\s.]+|[\s.]+$/g, '');
  if (plain === '') return 'file';
  return shortened(deviceNames.test(plain) ? `_${plain}` : plain);
}

function shortened(name: string): string {
  if (byteLength(name) <= maxBytes) return name;
  const dot = name.lastIndexOf('.');
  const ending = dot > 0 && name.length - dot <= maxEndingLength ? name.slice(dot) : '';
  const letters = Array.from(name.slice(0, name.length - ending.length));
  while (byteLength(letters.join('') + ending) > maxBytes) letters.pop();
  return letters.join('') + ending;
}

function byteLength(text: string): number {
  return new TextEncoder().encode(text).length;
}
