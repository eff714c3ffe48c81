import { afterEach, describe, expect, it, vi } from 'vitest';
import { beginReadingList, takeRememberedList } from './early-lists.ts';

const readRememberedList = vi.hoisted(() => vi.fn(async (name: string) => ({ userId: name })));
vi.mock('@bundesmessenger/store/remembered-list', () => ({ readRememberedList }));
afterEach(() => readRememberedList.mockClear());

describe('a list that is read early', () => {
  it('is read once, for the first that asks; whoever comes later reads it as it is then', async () => {
    beginReadingList();
    beginReadingList('default');
    expect(await takeRememberedList()).toEqual({ userId: 'default' });
    expect(readRememberedList).toHaveBeenCalledTimes(1);
    await takeRememberedList();
    expect(readRememberedList).toHaveBeenCalledTimes(2);
  });

  it('is of one session by its name', async () => {
    beginReadingList('zweite');
    expect(await takeRememberedList()).toEqual({ userId: 'default' });
    expect(await takeRememberedList('zweite')).toEqual({ userId: 'zweite' });
  });
});
