import { describe, expect, it } from 'vitest';
import { pictureSize } from './picture-size.ts';

const bytes = (hex: string): Uint8Array<ArrayBuffer> => Uint8Array.from(Buffer.from(hex.replaceAll(' ', ''), 'hex'));
const ascii = (text: string): string => Buffer.from(text, 'latin1').toString('hex');
/** Of 313 by 17 pixels, cut where the size is told. */
const png = `89504e47 0d0a1a0a 0000000d ${ascii('IHDR')} 00000139 00000011`;
const jpegFrame = 'ffc0 0011 08 0011 0139';
const jpeg = `ffd8 ffe0 0004 0000 ${jpegFrame}`;
const gif = (screen: string): string => `${ascii('GIF89a')} ${screen} 80 00 00 000000 ffffff`;
const gifFrame = '2c 0000 0000 3901 1100 00';
const riff = (kind: string): string => `${ascii('RIFF')} 00000000 ${ascii(`WEBP${kind}`)} 00000000`;

const sizeOf = (type: string, hex: string) => pictureSize(new Blob([bytes(hex)]), `image/${type}`);

describe('the size of a picture', () => {
  it.each([
    ['a PNG', 'png', png],
    ['a JPEG', 'jpeg', jpeg],
    ['a progressive JPEG', 'jpeg', jpeg.replace('ffc0', 'ffc2')],
    ['a JPEG with tables and fill bytes before its frame', 'jpeg', `ffd8 ffc4 0004 0000 ffff ${jpegFrame}`],
    ['a GIF', 'gif', gif('3901 1100') + gifFrame],
    ['a GIF without colours of its own', 'gif', `${ascii('GIF89a')} 3901 1100 00 00 00 ${gifFrame}`],
    ['a GIF with extensions before its picture', 'gif', `${gif('3901 1100')} 21 fe 02 2c2c 01 00 00 ${gifFrame}`],
    ['a GIF whose frame is larger than its screen', 'gif', gif('0100 0100') + gifFrame],
    ['a GIF whose frame begins beside its corner', 'gif', `${gif('0100 0100')} 2c 3801 1000 0100 0100 00`],
    ['a lossy WebP', 'webp', `${riff('VP8 ')} 000000 9d012a 3941 1180`],
    ['a lossless WebP', 'webp', `${riff('VP8L')} 2f 38010410 0000000000000000`],
    ['an extended WebP', 'webp', `${riff('VP8X')} 10000000 380100 100000`],
  ])('is in the header of %s', async (_, type, hex) => {
    expect(await sizeOf(type, hex)).toEqual({ widthPx: 313, heightPx: 17 });
  });

  it.each([
    ['has another first chunk', 'png', png.replace(ascii('IHDR'), ascii('IEND'))],
    ['is cut', 'png', png.slice(0, -4)],
    ['has no pixels', 'png', png.replace('00000139', '00000000')],
    ['ends before its frame', 'jpeg', 'ffd8 ffe0 0004 0000'],
    ['is no JPEG any more after its start', 'jpeg', `ffd8 0000 ${jpegFrame}`],
    ['ends before its picture', 'gif', `${gif('3901 1100')} 3b`],
    ['holds no picture that is known', 'webp', `${riff('ANIM')} 000000000000000000000000`],
    ['is of another kind', 'svg+xml', png],
    ['is empty', 'jpeg', ''],
  ])('is not known where the file %s', async (_, type, hex) => {
    expect(await sizeOf(type, hex)).toBeUndefined();
  });

  it.each([
    ['jpeg', 'ffd8', 'ffe0 0002'],
    ['gif', gif('3901 1100'), '21 fe 00'],
  ])('is not looked for without end: %s', async (type, start, part) => {
    expect(await sizeOf(type, start + part.repeat(100_000))).toBeUndefined();
  });
});
