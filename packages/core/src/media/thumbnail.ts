/** A small picture of a large one, made where there is a canvas. Elsewhere, as in Node, there is none. */
import { imageDimensionsFromData } from 'image-dimensions';
import { headOf, imageTypeOf } from './file-type.ts';

export interface Picture {
  readonly widthPx: number;
  readonly heightPx: number;
}

export interface MeasuredPicture extends Picture {
  /** Absent where the picture is small itself. */
  readonly thumbnail?: Picture & { readonly bytes: Blob };
}

/** Element makes them as large; more than any row shows on a screen of two pixels per point. */
const thumbnailMaxPx = { width: 800, height: 600 } as const;
/** Larger pictures are not decoded: four bytes for each of their pixels would have to be in memory. */
const maxPixels = 100_000_000;
/** Where a header tells the size, at the latest: photos carry profiles, previews and depth before it. Bytes. */
const headerBytes = 8 * 1024 * 1024;
/** A picture that takes less needs no smaller one. */
const smallBytes = 100_000;
/** JPEG quality, 0 to 1. */
const quality = 0.8;

/** `undefined` for what is no picture or cannot be decoded here, or what only decoding would tell the size of. */
export async function measurePicture(bytes: Blob): Promise<MeasuredPicture | undefined> {
  if (typeof createImageBitmap !== 'function' || typeof OffscreenCanvas !== 'function') return undefined;
  const type = imageTypeOf(await headOf(bytes));
  if (type === undefined) return undefined;
  const stored = imageDimensionsFromData(new Uint8Array(await bytes.slice(0, headerBytes).arrayBuffer()));
  if (!stored) return undefined;
  if (stored.width * stored.height > maxPixels) {
    // A photo may be stored lying on its side.
    return type === 'image/jpeg' ? undefined : { widthPx: stored.width, heightPx: stored.height };
  }
  let bitmap: ImageBitmap;
  try {
    bitmap = await createImageBitmap(new Blob([bytes], { type }));
  } catch {
    return undefined;
  }
  try {
    const { width, height } = bitmap;
    const scale = Math.min(1, thumbnailMaxPx.width / width, thumbnailMaxPx.height / height);
    const isSmall = scale === 1 && bytes.size <= smallBytes;
    if (isSmall) return { widthPx: width, heightPx: height };
    const size = { widthPx: Math.max(1, Math.round(width * scale)), heightPx: Math.max(1, Math.round(height * scale)) };
    const canvas = new OffscreenCanvas(size.widthPx, size.heightPx);
    canvas.getContext('2d')!.drawImage(bitmap, 0, 0, size.widthPx, size.heightPx);
    // PNG keeps what is transparent.
    const format = type === 'image/jpeg' ? { type: 'image/jpeg', quality } : { type: 'image/png' };
    const small = await canvas.convertToBlob(format);
    return {
      widthPx: width,
      heightPx: height,
      ...(small.size < bytes.size && { thumbnail: { ...size, bytes: small } }),
    };
  } finally {
    bitmap.close();
  }
}
