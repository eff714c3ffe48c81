import { afterEach, describe, expect, it, vi } from 'vitest';
import { until, writable } from './readable.ts';

afterEach(() => void vi.unstubAllGlobals());
/** What would be thrown where nobody catches it, kept from ending the test run. */
const catchUncaught = (): readonly (() => void)[] => {
  const uncaught: (() => void)[] = [];
  vi.stubGlobal('queueMicrotask', (report: () => void) => uncaught.push(report));
  return uncaught;
};
const fail = (): never => {
  throw new Error('a listener’s own fault');
};

describe('a readable value', () => {
  it('can be read without listening', () => {
    expect(writable('first').get()).toBe('first');
  });

  it('is told to a listener at once', () => {
    const heard = vi.fn();
    writable('first').subscribe(heard);
    expect(heard.mock.calls).toEqual([['first']]);
  });

  it('is told on every change', () => {
    const value = writable(1);
    const heard = vi.fn();
    value.subscribe(heard);
    value.set(2);
    value.set(3);
    expect(heard.mock.calls).toEqual([[1], [2], [3]]);
  });

  it.each([1, 'x', null, undefined, Number.NaN])('is not told again where it stays %o', (same) => {
    const value = writable<unknown>(same);
    const heard = vi.fn();
    value.subscribe(heard);
    value.set(same);
    expect(heard).toHaveBeenCalledTimes(1);
  });

  it('is read in its new state by a listener', () => {
    const value = writable(1);
    const read: number[] = [];
    value.subscribe(() => read.push(value.get()));
    value.set(2);
    expect(read).toEqual([1, 2]);
  });
});

describe('a listener', () => {
  it('hears nothing after it has gone', () => {
    const value = writable(1);
    const heard = vi.fn();
    value.subscribe(heard)();
    value.set(2);
    expect(heard).toHaveBeenCalledTimes(1);
  });

  it('counts twice where it subscribes twice', () => {
    const value = writable(1);
    const heard = vi.fn();
    const stop = value.subscribe(heard);
    value.subscribe(heard);
    stop();
    heard.mockClear();
    value.set(2);
    expect(heard).toHaveBeenCalledTimes(1);
  });

  it('that throws does not keep others from hearing', () => {
    catchUncaught();
    const value = writable(1);
    value.subscribe(fail);
    const heard = vi.fn();
    value.subscribe(heard);
    value.set(2);
    expect(heard.mock.calls).toEqual([[1], [2]]);
  });

  it('that throws does not end what set the value', () => {
    catchUncaught();
    const value = writable(1);
    value.subscribe(fail);
    expect(() => value.set(2)).not.toThrow();
  });

  it('that throws has its error reported as uncaught', () => {
    const uncaught = catchUncaught();
    writable(1).subscribe(fail);
    expect(uncaught[0]).toThrow('a listener’s own fault');
  });

  it('may end itself while it is told', () => {
    const value = writable(1);
    const heard = vi.fn();
    const stop = value.subscribe((current) => {
      heard(current);
      if (current === 2) stop();
    });
    value.set(2);
    value.set(3);
    expect(heard.mock.calls).toEqual([[1], [2]]);
  });

  it('that is ended by another one before its turn is not told', () => {
    const value = writable(1);
    const heard = vi.fn();
    let stop = (): void => undefined;
    value.subscribe((current) => {
      if (current === 2) stop();
    });
    stop = value.subscribe(heard);
    value.set(2);
    expect(heard.mock.calls).toEqual([[1]]);
  });

  it('that comes while others are told is told once', () => {
    const value = writable(1);
    const heard = vi.fn();
    let added = false;
    value.subscribe((current) => {
      if (current === 2 && !added) value.subscribe(heard);
      added = current === 2;
    });
    value.set(2);
    expect(heard.mock.calls).toEqual([[2]]);
  });

  it('may change the value: the last one told is the newest', () => {
    const value = writable(1);
    value.subscribe((current) => {
      if (current === 2) value.set(3);
    });
    const heard = vi.fn();
    value.subscribe(heard);
    value.set(2);
    expect(heard).toHaveBeenLastCalledWith(3);
  });
});

describe('the hook of the first listener', () => {
  const hooked = () => {
    const stop = vi.fn();
    const start = vi.fn(() => stop);
    return { start, stop, value: writable(1, start) };
  };

  it('does not run before anybody listens', () => {
    const { start, value } = hooked();
    value.get();
    value.set(2);
    expect(start).not.toHaveBeenCalled();
  });

  it('runs once for many listeners', () => {
    const { start, value } = hooked();
    value.subscribe(() => undefined);
    value.subscribe(() => undefined);
    expect(start).toHaveBeenCalledTimes(1);
  });

  it('stops after the last one has gone, not before', () => {
    const { stop, value } = hooked();
    const stops = [value.subscribe(() => undefined), value.subscribe(() => undefined)];
    stops[0]!();
    expect(stop).not.toHaveBeenCalled();
    stops[1]!();
    expect(stop).toHaveBeenCalledTimes(1);
  });

  it('stops once however often the last one goes', () => {
    const { stop, value } = hooked();
    const end = value.subscribe(() => undefined);
    end();
    end();
    expect(stop).toHaveBeenCalledTimes(1);
  });

  it('runs again for the next first listener', () => {
    const { start, value } = hooked();
    value.subscribe(() => undefined)();
    value.subscribe(() => undefined);
    expect(start).toHaveBeenCalledTimes(2);
  });

  it('may set the value the first listener begins with', () => {
    const value = writable(1, () => {
      value.set(2);
      return () => undefined;
    });
    const heard = vi.fn();
    value.subscribe(heard);
    expect(heard).toHaveBeenLastCalledWith(2);
  });
});

describe('what is waited for', () => {
  it('may be there already, and is followed no further', async () => {
    const stop = vi.fn();
    const value = writable(1, () => stop);
    expect(await until(value, (now) => now === 1)).toBe(1);
    expect(stop).toHaveBeenCalledTimes(1);
  });

  it('is the first value that is so, whatever comes after it', async () => {
    const value = writable(1);
    const even = until(value, (now) => now % 2 === 0);
    for (const next of [3, 4, 6]) value.set(next);
    expect(await even).toBe(4);
  });
});
