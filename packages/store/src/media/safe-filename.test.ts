import { describe, expect, it } from 'vitest';
import { safeFilename } from './safe-filename.ts';

const byteLength = (text: string): number => new TextEncoder().encode(text).length;

describe('safeFilename', () => {
  it.each([
    ['Bescheid.pdf', 'Bescheid.pdf'],
    ['../../../../etc/passwd', 'passwd'],
    ['..\\..\\windows\\win.ini', 'win.ini'],
    ['Bescheid\u202Efdp.exe', 'Bescheidfdp.exe'],
    ['a\u0000b\u0007\n.txt', 'ab.txt'],
    ['CON', '_CON'],
    ['nul.txt', '_nul.txt'],
    ['a<b>:c|d?.txt', 'a_b__c_d_.txt'],
    ['  .hidden. ', 'hidden'],
    ['Übersicht 2026 – Entwurf.docx', 'Übersicht 2026 – Entwurf.docx'],
    ['dir/', 'dir'],
  ])('makes “%s” to “%s”', (given, safe) => {
    expect(safeFilename(given)).toBe(safe);
  });

  it.each(['', ' ', '/', '..', '\u202E', '\uD800'])(
    'never gives nothing, as for “%s” (hall-of-fame-2022-05)',
    (given) => {
      expect(safeFilename(given)).toBe('file');
    },
  );

  it('keeps the ending of a long name', () => {
    const safe = safeFilename(`${'a'.repeat(4_000)}.pdf`);
    expect(safe).toMatch(/^a+\.pdf$/);
    expect(byteLength(safe)).toBe(255);
  });

  it('counts bytes and cuts no character in two', () => {
    const safe = safeFilename(`${'ü'.repeat(400)}.pdf`);
    expect(byteLength(safe)).toBeLessThanOrEqual(255);
    expect(safe).toMatch(/^ü+\.pdf$/);
  });
});
