import { describe, expect, it } from 'vitest';
import { guessesLog10, ratePassphrase } from './passphrase-strength.ts';

describe('the strength of a passphrase', () => {
  it.each([
    ['nothing', ''],
    ['one common word', 'passwort'],
    ['a common word with digits for letters', 'P4ssw0rt'],
    ['a common word and a year', 'Sommer2026'],
    ['a row of the keyboard', 'qwertzuiop'],
    ['the alphabet', 'abcdefghijkl'],
    ['one letter many times', 'aaaaaaaaaaaaaaaaaaaa'],
    ['a short piece many times', 'abcabcabcabcabcabc'],
    ['a date', '24.12.1987'],
    ['the own authority', 'BundesMessenger'],
  ])('is weak for %s', (_name, passphrase) => {
    expect(ratePassphrase(passphrase)).toBe('weak');
  });

  it.each([
    ['eight signs without a pattern', 'x7Kp2mQz'],
    ['a word that is not common and a year', 'Gurkenk2026'],
    ['two common words and a date', 'SommerKatze24.12.1987'],
  ])('is medium for %s', (_name, passphrase) => {
    expect(ratePassphrase(passphrase)).toBe('medium');
  });

  it.each([
    ['eleven signs without a pattern', 'x7Kp2mQz4vT'],
    ['a sentence', 'Drei Igel zanken am Kanal um Bratwurst'],
    ['words of another script', 'Ёжик в тумане и медведь'],
    ['emoji', '🦔🥨🚲🌧️📎🗝️🎺🧦🥕🛶'],
  ])('is strong for %s', (_name, passphrase) => {
    expect(ratePassphrase(passphrase)).toBe('strong');
  });

  it('reads no more than the beginning of a long text that somebody pastes', () => {
    const pasted = 'Drei Igel zanken am Kanal um Bratwurst '.repeat(1_000);
    expect(guessesLog10(pasted)).toBe(guessesLog10(pasted.slice(0, 64)));
    expect(ratePassphrase(pasted)).toBe('strong');
  });

  it('does not care how an umlaut is written', () => {
    expect(guessesLog10('Blütenköhler'.normalize('NFD'))).toBe(guessesLog10('Blütenköhler'.normalize('NFC')));
  });
});
