import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { measurePicture } from './thumbnail.ts';

/** Decodes nothing: Node has neither. */
const createImageBitmap = vi.fn(() => Promise.resolve({ width: 100, height: 80, close: () => undefined }));
beforeEach(() => {
  vi.stubGlobal('createImageBitmap', createImageBitmap);
  vi.stubGlobal('OffscreenCanvas', class {});
});
afterEach(() => {
  vi.unstubAllGlobals();
  createImageBitmap.mockClear();
});

const picture = (hex: string): Blob => new Blob([Uint8Array.from(Buffer.from(hex.replaceAll(' ', ''), 'hex'))]);
const png = (width: string, height: string): Blob => picture(`89504e47 0d0a1a0a 0000000d 49484452 ${width} ${height}`);

describe('a picture', () => {
  it('is decoded where its header says that it is not too large', async () => {
    expect(await measurePicture(png('00000064', '00000050'))).toEqual({ widthPx: 100, heightPx: 80 });
    expect(createImageBitmap).toHaveBeenCalledOnce();
  });

  it.each([
    ['has its size by its header alone', png('0000ea60', '0000ea60'), { widthPx: 60_000, heightPx: 60_000 }],
    ['has no size where it may be stored lying on its side', picture('ffd8 ffc0 0011 08 ea60 ea60'), undefined],
  ])('with more pixels than fit into memory is not decoded, and %s', async (_, bytes, size) => {
    expect(await measurePicture(bytes)).toEqual(size);
    expect(createImageBitmap).not.toHaveBeenCalled();
  });

  it('whose header does not say how large it is is not decoded', async () => {
    expect(await measurePicture(picture('89504e47 0d0a1a0a'))).toBeUndefined();
    expect(createImageBitmap).not.toHaveBeenCalled();
  });
});
