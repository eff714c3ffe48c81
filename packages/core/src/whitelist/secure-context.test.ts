import { afterEach, describe, expect, it, vi } from 'vitest';
import { requireSubtleCrypto } from './secure-context.ts';

describe('a page without secure context', () => {
  afterEach(() => vi.unstubAllGlobals());
  it.each([undefined, {}])('verifies nothing (crypto: %j)', (crypto) => {
    expect(requireSubtleCrypto).not.toThrow();
    vi.stubGlobal('crypto', crypto);
    expect(requireSubtleCrypto).toThrow(
      expect.objectContaining({ code: 'WL_INSECURE_CONTEXT', message: expect.stringMatching(/./) }),
    );
  });
});
