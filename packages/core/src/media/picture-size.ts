/**
 * How large a picture is by its header, before anything is decoded: a small file may hold more pixels than fit into memory.
 * Knows what `imageTypeOf` (`file-type.ts`) knows. Reads what it needs of the file, and no pixel.
 */

/** As it is stored: what the EXIF data of a JPEG say may turn it. */
export interface PictureSize {
  readonly widthPx: number;
  readonly heightPx: number;
}

type Read = (at: number, length: number) => Promise<DataView>;

/** Parts of a file before its picture; a photo with a profile and much XMP has some hundred. */
const maxParts = 1_000;

/** `undefined` where the header is cut or is none. */
export async function pictureSize(file: Blob, type: string): Promise<PictureSize | undefined> {
  const read: Read = async (at, length) => new DataView(await file.slice(at, at + length).arrayBuffer());
  try {
    return await readers[type]?.(read);
  } catch (error) {
    if (error instanceof RangeError) return undefined; // read beyond the end of the file
    throw error;
  }
}

const readers: Readonly<Record<string, (read: Read) => Promise<PictureSize | undefined>>> = {
  /** PNG, "IHDR Image header": the first chunk. */
  async 'image/png'(read) {
    const header = await read(12, 12);
    return textAt(header, 0) === 'IHDR' ? sized(header.getUint32(4), header.getUint32(8)) : undefined;
  },

  /** ITU T.81, annex B: segments up to the header of the frame. */
  async 'image/jpeg'(read) {
    let at = 2;
    for (let parts = 0; parts < maxParts; parts++) {
      const segment = await read(at, 9);
      if (segment.getUint8(0) !== 0xff) return undefined;
      const marker = segment.getUint8(1);
      const isFrame = marker >= 0xc0 && marker <= 0xcf && ![0xc4, 0xc8, 0xcc].includes(marker);
      if (isFrame) return sized(segment.getUint16(7), segment.getUint16(5));
      // A marker may follow any number of fill bytes.
      at += marker === 0xff ? 1 : 2 + segment.getUint16(2);
    }
    return undefined;
  },

  /** GIF89a: browsers make the picture as large as its first frame where that is larger than the screen. */
  async 'image/gif'(read) {
    const screen = await read(6, 5);
    const colours = (flags: number): number => (flags & 0x80 ? 3 << ((flags & 7) + 1) : 0);
    let at = 13 + colours(screen.getUint8(4));
    let isExtension = false;
    for (let parts = 0; parts < maxParts; parts++) {
      const kind = (await read(at, 1)).getUint8(0);
      if (isExtension) {
        // Sub-blocks, of which the one without bytes is the last.
        isExtension = kind !== 0;
        at += 1 + kind;
      } else if (kind === 0x21) {
        isExtension = true;
        at += 2;
      } else if (kind === 0x2c) {
        const frame = await read(at + 1, 8);
        const side = (screenAt: number, frameAt: number): number =>
          Math.max(
            screen.getUint16(screenAt, true),
            frame.getUint16(frameAt, true) + frame.getUint16(frameAt + 4, true),
          );
        return sized(side(0, 0), side(2, 2));
      } else return undefined;
    }
    return undefined;
  },

  /** RFC 9649: an extended file begins with the size of its canvas, others with the picture itself (RFC 6386 for lossy ones). */
  async 'image/webp'(read) {
    const header = await read(12, 18);
    const kind = textAt(header, 0);
    if (kind === 'VP8X') {
      const side = (at: number): number => 1 + header.getUint16(at, true) + (header.getUint8(at + 2) << 16);
      return sized(side(12), side(15));
    }
    if (kind === 'VP8L') {
      const bits = header.getUint32(9, true);
      return sized(1 + (bits & 0x3fff), 1 + ((bits >>> 14) & 0x3fff));
    }
    const side = (at: number): number => header.getUint16(at, true) & 0x3fff;
    return kind === 'VP8 ' ? sized(side(14), side(16)) : undefined;
  },
};

function sized(widthPx: number, heightPx: number): PictureSize | undefined {
  return widthPx > 0 && heightPx > 0 ? { widthPx, heightPx } : undefined;
}

function textAt(bytes: DataView, at: number): string {
  return String.fromCharCode(...new Uint8Array(bytes.buffer, at, 4));
}
