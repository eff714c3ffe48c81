import { afterEach, describe, expect, it } from 'vitest';
import { keepSignInAnswer, takeSignInAnswer } from './sign-in-answer.ts';

const before = location.href;
/** @param rest query and fragment */
const comeBack = (rest: string): string => {
  history.replaceState({ own: 1 }, '', `${location.pathname}${rest}`);
  return location.href;
};
const rest = (): string => location.search + location.hash;

afterEach(() => {
  takeSignInAnswer();
  takeSignInAnswer();
  history.replaceState(null, '', before);
});

describe('the answer of a sign-in', () => {
  it('is taken out of the fragment, and counts once', () => {
    const address = comeBack('?page=7#state=bm.default.x1&code=geheim&iss=https%3A%2F%2Fsso.example%2F');
    expect(takeSignInAnswer('default')).toBe(address);
    expect(rest()).toBe('?page=7');
    expect(history.state).toEqual({ own: 1 });
    expect(takeSignInAnswer('default')).toBeUndefined();
  });

  it('is taken out of the query, where the homeserver adds it to what was there', () => {
    const address = comeBack('?code=7&state=bm.default.x1&loginToken=geheim#kapitel');
    expect(takeSignInAnswer('default')).toBe(address);
    expect(rest()).toBe('?code=7#kapitel');
  });

  it('may be kept, so that the address is clean before anybody can take it', () => {
    const address = comeBack('#state=bm.default.x1&error=access_denied&error_description=nein');
    keepSignInAnswer();
    expect(rest()).toBe('');
    expect(takeSignInAnswer('default')).toBe(address);
  });

  it('for another session of the page is left for that one', () => {
    const address = comeBack('#state=bm.zweite.x1&code=geheim');
    expect(takeSignInAnswer('default')).toBeUndefined();
    expect(location.href).toBe(address);
    expect(takeSignInAnswer('zweite')).toBe(address);
  });

  it.each([
    '?code=eigener&state=8f3c',
    '?state=bm&code=eigener',
    '?state=bm.default&code=eigener',
    '#/weg?state=bmx.default.1',
    '#kapitel',
    '?loginToken=eingeschleust',
    '',
  ])('is not what a page’s own login brings: %s', (own) => {
    const address = comeBack(own);
    expect(takeSignInAnswer()).toBeUndefined();
    expect(location.href).toBe(address);
  });

  it('does not take a login of the page’s own along', () => {
    comeBack('?code=eigener&state=8f3c#state=bm.default.x1&code=geheim');
    takeSignInAnswer();
    expect(rest()).toBe('?code=eigener&state=8f3c');
  });
});
