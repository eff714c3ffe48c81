import type { Connection } from '@bundesmessenger/store/page-timelines';
import { expect, test, vi } from 'vitest';
import { bringTimelines, withLaterTimelines } from './later-timelines.ts';

const topic = { type: 'timeline', roomId: '!room:example.org' } as const;

function connectionNamed(name: string) {
  const readable = { name, get: vi.fn(), subscribe: vi.fn() };
  return { readable, connection: { watch: () => readable, call: vi.fn(), close: vi.fn() } as unknown as Connection };
}

test('a store that is open before the timeline comes has what they need from then on', () => {
  const plain = connectionNamed('plain');
  const later = connectionNamed('later');
  const through = vi.fn(() => later.connection);
  const connection = withLaterTimelines(plain.connection);
  expect(connection.watch(topic)).toBe(plain.readable);

  bringTimelines(through);

  expect(connection.watch(topic)).toBe(later.readable);
  void connection.call({ type: 'logout' });
  expect(later.connection.call).toHaveBeenCalledWith({ type: 'logout' });
  expect(plain.connection.call).not.toHaveBeenCalled();
  expect(through).toHaveBeenCalledExactlyOnceWith(plain.connection);
});
