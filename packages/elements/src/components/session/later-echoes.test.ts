import type { Connection } from '@bundesmessenger/store/own-echoes';
import { expect, test, vi } from 'vitest';
import { bringOwnEchoes, withLaterEchoes } from './later-echoes.ts';

const topic = { type: 'timeline', roomId: '!room:example.org' } as const;

function connectionNamed(name: string) {
  const readable = { name, get: vi.fn(), subscribe: vi.fn() };
  return { readable, connection: { watch: () => readable, call: vi.fn(), close: vi.fn() } as unknown as Connection };
}

test('a store that is open before the timeline comes has echoes from then on', () => {
  const plain = connectionNamed('plain');
  const echoing = connectionNamed('echoing');
  const through = vi.fn(() => echoing.connection);
  const connection = withLaterEchoes(plain.connection);
  expect(connection.watch(topic)).toBe(plain.readable);

  bringOwnEchoes(through);

  expect(connection.watch(topic)).toBe(echoing.readable);
  void connection.call({ type: 'logout' });
  expect(echoing.connection.call).toHaveBeenCalledWith({ type: 'logout' });
  expect(plain.connection.call).not.toHaveBeenCalled();
  expect(through).toHaveBeenCalledExactlyOnceWith(plain.connection);
});
