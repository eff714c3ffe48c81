/** Decrypted files in memory, the ones that were looked at last, up to a number of bytes. Pure but for its own contents. */

export interface BlobCache {
  get(key: string): Blob | undefined;
  put(key: string, blob: Blob): void;
  clear(): void;
  /** Of everything in it. */
  readonly sizeBytes: number;
}

export function createBlobCache(maxBytes: number): BlobCache {
  /** In the order of their last use. */
  const blobs = new Map<string, Blob>();
  let sizeBytes = 0;
  const drop = (key: string): void => {
    sizeBytes -= blobs.get(key)?.size ?? 0;
    blobs.delete(key);
  };
  return {
    get sizeBytes() {
      return sizeBytes;
    },
    get(key) {
      const blob = blobs.get(key);
      if (!blob) return undefined;
      blobs.delete(key);
      blobs.set(key, blob);
      return blob;
    },
    put(key, blob) {
      drop(key);
      // One large film must not push out all pictures.
      if (blob.size > maxBytes / 4) return;
      blobs.set(key, blob);
      sizeBytes += blob.size;
      for (const oldest of blobs.keys()) {
        if (sizeBytes <= maxBytes) break;
        drop(oldest);
      }
    },
    clear() {
      blobs.clear();
      sizeBytes = 0;
    },
  };
}
