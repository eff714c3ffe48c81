import { describe, expect, it } from 'vitest';
import { germanErrors, germanErrorsForAdministrators } from './de.errors.ts';
import { de } from './de.ts';
import { en } from './en.ts';
import { fr } from './fr.ts';
import type { Words } from './words.ts';

describe.each([de, en, fr] as readonly Words[])('the words in $code', (words) => {
  it('say something for every error code', () => {
    for (const code of Object.keys(germanErrors)) expect(words.error(code), code).toMatch(/\.$/u);
  });

  it('have a second, different sentence for administrators for every code of the whitelist, and for no other', () => {
    for (const code of Object.keys(germanErrorsForAdministrators)) {
      expect(words.errorForAdministrators(code), code).not.toBe(words.error(code));
      expect(words.errorForAdministrators(code), code).toMatch(/\.$/u);
    }
    expect(words.errorForAdministrators('OFFLINE')).toBe('');
  });

  it('have something to say to a code they do not know', () => {
    expect(words.error('SOMETHING_NEW')).toBe(words.error('UNEXPECTED'));
  });

  it('count', () => {
    expect(words.newMessages(1)).not.toBe(words.newMessages(2).replace('2', '1'));
  });

  it('leave nothing empty', () => {
    const texts = Object.entries(words).filter(([, value]) => typeof value === 'string');
    expect(texts.filter(([, value]) => value === '')).toEqual([]);
  });
});
