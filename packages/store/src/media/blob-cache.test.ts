import { describe, expect, it } from 'vitest';
import { createBlobCache } from './blob-cache.ts';

const blob = (size: number): Blob => new Blob([new Uint8Array(size)]);

describe('a blob cache', () => {
  it('gives what was put', () => {
    const cache = createBlobCache(100);
    const picture = blob(10);
    cache.put('a', picture);
    expect(cache.get('a')).toBe(picture);
    expect(cache.get('b')).toBeUndefined();
  });

  it('lets go of what was not looked at for longest', () => {
    const cache = createBlobCache(50);
    for (const key of ['a', 'b', 'c', 'd', 'e']) cache.put(key, blob(10));
    cache.get('a');
    cache.put('f', blob(10));
    expect([cache.get('a') !== undefined, cache.get('b') !== undefined]).toEqual([true, false]);
  });

  it('never holds more than its bytes', () => {
    const cache = createBlobCache(50);
    for (let at = 0; at < 100; at++) {
      cache.put(`${at}`, blob(at % 13));
      expect(cache.sizeBytes).toBeLessThanOrEqual(50);
    }
  });

  it('counts once what is put again', () => {
    const cache = createBlobCache(50);
    cache.put('a', blob(10));
    cache.put('a', blob(5));
    expect(cache.sizeBytes).toBe(5);
  });

  it('does not take what would push out all else', () => {
    const cache = createBlobCache(50);
    cache.put('a', blob(13));
    expect(cache.get('a')).toBeUndefined();
    expect(cache.sizeBytes).toBe(0);
  });

  it('is empty when it is cleared', () => {
    const cache = createBlobCache(50);
    cache.put('a', blob(10));
    cache.clear();
    expect([cache.get('a'), cache.sizeBytes]).toEqual([undefined, 0]);
  });
});
