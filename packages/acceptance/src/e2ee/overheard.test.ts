import { beforeAll, describe, expect, it } from 'vitest';
import { addCanary, canaries, marked, useMark, withoutCanaries } from './canaries.ts';
import { heardOf, listenToConsole, overhear, overhearError } from './overheard.ts';

const recoveryKey = 'EsTc 9HwY 3mXq Kd7N';

beforeAll(() => {
  useMark('mark0815');
  addCanary(recoveryKey);
});

describe('the audit for secrets', () => {
  it('finds nothing where nothing was said', () => {
    overhear('address', 'https://matrix.behoerde.example/_matrix/client/v3/sync?timeout=30000');
    overhearError(new Error('the room is not known'));
    expect(heardOf(canaries())).toEqual([]);
  });

  it('finds a message on the console', () => {
    const stop = listenToConsole();
    process.stdout.write(`${marked('Guten Morgen')}\n`);
    stop();
    expect(heardOf(canaries())).toEqual(['console (1 times)']);
  });

  it('finds a key in an address, however it is written there', () => {
    overhear('address', `https://behoerde.example/?key=${encodeURIComponent(recoveryKey)}`);
    overhear('address', `https://behoerde.example/?${new URLSearchParams({ key: recoveryKey }).toString()}`);
    overhear('address', `https://behoerde.example/#${recoveryKey.replaceAll(' ', '')}`);
    expect(heardOf([recoveryKey])).toEqual(['address (3 times)']);
  });

  it('finds a key in the cause and in a member of an error (matrix-sdk-crypto-0.7.1)', () => {
    overhearError(new Error('no', { cause: new Error(`wrong key ${recoveryKey}`) }));
    overhearError(Object.assign(new Error('no'), { given: recoveryKey }));
    expect(heardOf([recoveryKey])).toContain('error (2 times)');
  });

  it('does not print what it looks for', () => {
    expect(withoutCanaries(`"${marked('Hallo')}" with ${recoveryKey}`)).toBe('"Hallo …" with …');
  });
});
