import { describe, expect, it } from 'vitest';
import { clockDuration, fileSize, percentage } from './sizes.ts';

describe('sizes', () => {
  it.each([
    [0, '0 Byte'],
    [999, '999 Byte'],
    [84_000, '84 kB'],
    [1_240_000, '1,2 MB'],
    [52_428_800, '52 MB'],
    [3_000_000_000_000, '3.000 GB'],
  ])('of %d bytes are read as %s', (bytes, text) => {
    expect(fileSize(bytes, 'de').replaceAll('\u00A0', ' ')).toBe(text);
  });

  it.each([
    [37_000, '0:37'],
    [65_000, '1:05'],
    [3_725_000, '1:02:05'],
  ])('of %d milliseconds are read as %s', (durationMs, text) => {
    expect(clockDuration(durationMs)).toBe(text);
  });

  it('of shares are read as percentages', () => {
    expect(percentage(0.667, 'de').replaceAll('\u00A0', ' ')).toBe('67 %');
  });
});
