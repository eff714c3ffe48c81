import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { acquireSessionLock } from './session-lock.ts';

// Where there is no database Node shares nothing, and needs no lock.
beforeEach(() => void vi.stubGlobal('indexedDB', {}));
afterEach(() => void vi.unstubAllGlobals());

let names = 0;
/** A lock that no other test holds. */
const freshName = (): string => `session-lock.test ${++names}`;
const running = (): AbortSignal => new AbortController().signal;

it('is had at once where nobody holds it', async () => {
  const onWait = vi.fn();
  const lock = await acquireSessionLock(freshName(), onWait, running());
  expect(onWait).not.toHaveBeenCalled();
  lock.release();
});

it('tells that somebody holds it, and is had when they let go', async () => {
  const name = freshName();
  const first = await acquireSessionLock(name, vi.fn(), running());
  const order: string[] = [];
  const second = acquireSessionLock(name, () => order.push('waits'), running());
  void second.then(() => order.push('has it'));
  await vi.waitFor(() => expect(order).toEqual(['waits']));
  first.release();
  (await second).release();
  expect(order).toEqual(['waits', 'has it']);
});

it('is not waited for any more once the session has ended', async () => {
  const name = freshName();
  const first = await acquireSessionLock(name, vi.fn(), running());
  const ended = new AbortController();
  const onWait = vi.fn();
  const second = acquireSessionLock(name, onWait, ended.signal);
  await vi.waitFor(() => expect(onWait).toHaveBeenCalled());
  ended.abort();
  await expect(second).rejects.toMatchObject({ name: 'AbortError' });
  first.release();
});

it('is given back at once where the session has ended before it is had', async () => {
  const name = freshName();
  await expect(acquireSessionLock(name, vi.fn(), AbortSignal.abort())).rejects.toMatchObject({ name: 'AbortError' });
  const onWait = vi.fn();
  (await acquireSessionLock(name, onWait, running())).release();
  expect(onWait).not.toHaveBeenCalled();
});

it('is granted without a lock where nothing is shared', async () => {
  vi.stubGlobal('indexedDB', undefined);
  const name = freshName();
  const onWait = vi.fn();
  await acquireSessionLock(name, onWait, running());
  await acquireSessionLock(name, onWait, running());
  expect(onWait).not.toHaveBeenCalled();
});
