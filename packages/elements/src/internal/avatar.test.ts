import { describe, expect, it } from 'vitest';
import { avatarStyles, colourOf, initialsOf } from './avatar.ts';

describe('avatar', () => {
  it.each([
    ['Jana Weber', 'JW'],
    ['@jana.weber:behoerde.example', 'JW'],
    ['lage', 'L'],
    ['Referat Z 4 – Organisation', 'RO'],
    ['Bauantrag 2026-0815', 'B2'],
    ['Meier-Schmidt', 'MS'],
    ['Team-1', 'T1'],
    ['„Lage“ (intern)', 'LI'],
    ['@2026-0815:behoerde.example', '2'],
    ['🙂', '?'],
    ['', '?'],
  ])('has initials: %s', (name, initials) => {
    expect(initialsOf(name)).toBe(initials);
  });

  it('has the same colour for the same id', () => {
    expect(colourOf('@jana:behoerde.example')).toBe(colourOf('@jana:behoerde.example'));
  });

  it('has colours that carry white text at 4.5:1', () => {
    const colours = [...avatarStyles.cssText.matchAll(/background: #([0-9a-f]{6})/gu)].map(([, hex = '']) => hex);
    expect(colours.length).toBe(8);
    for (const hex of colours) expect(1.05 / (luminance(hex) + 0.05), hex).toBeGreaterThanOrEqual(4.5);
  });
});

/** WCAG 2.2, "relative luminance". */
function luminance(hex: string): number {
  const [red = 0, green = 0, blue = 0] = [0, 2, 4].map((at) => {
    const value = parseInt(hex.slice(at, at + 2), 16) / 255;
    return value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
}
