import { describe, expect, it } from 'vitest';
import { isAlias, isId, isRoomId, isUserId } from './identifiers.ts';

describe('ids', () => {
  it('begin with their sigil', () => {
    expect([isRoomId('!a:s'), isRoomId('!without-server'), isRoomId('!'), isRoomId('a')]).toEqual([
      true,
      true,
      false,
      false,
    ]);
    expect([isUserId('@a:s'), isUserId('@:s'), isUserId('@a'), isUserId('a:s')]).toEqual([true, true, false, false]);
    expect([isAlias('#a:s'), isAlias('#a'), isAlias('#a b:s')]).toEqual([true, false, false]);
    expect([isId('a'), isId(''), isId(5), isId(null)]).toEqual([true, false, false, false]);
  });

  it.each([isId, isUserId, isRoomId, isAlias])('are no longer than any id, and of whole characters: %o', (is) => {
    const [sigil] = ['@', '!', '#', '$'].filter((one) => is(`${one}a:s`));
    expect(is(`${sigil}${'a'.repeat(252)}:s`)).toBe(true);
    expect(is(`${sigil}${'a'.repeat(253)}:s`)).toBe(false);
    expect(is(`${sigil}😀:s`)).toBe(true);
    for (const half of ['\ud83d', '\ude00']) expect(is(`${sigil}${half}:s`)).toBe(false);
  });

  it('of aliases could stand in a name', () => {
    expect(isAlias('#a\u202eb:s')).toBe(false);
    expect(isAlias('#a\u0000b:s')).toBe(false);
  });
});
