import { BmError } from '@bundesmessenger/core/errors';
import { writable, type Writable } from '@bundesmessenger/core/readable';
import { afterEach, describe, expect, it, vi } from 'vitest';
import type { Command } from '../protocol/commands.ts';
import type { HostMessage } from '../protocol/messages.ts';
import { topicKey, type Topic } from '../protocol/topics.ts';
import { servePort, type HostConnection } from './serve-port.ts';

const ports: MessagePort[] = [];
afterEach(() => {
  for (const port of ports.splice(0)) port.close();
});

/** A served page: the connection behind it answers as the test says, and its page notes what it hears. */
function serve(call: (command: Command) => unknown = () => undefined) {
  const { port1: host, port2: page } = new MessageChannel();
  ports.push(host, page);
  const values = new Map<string, Writable<unknown>>();
  const listened = new Set<string>();
  const valueOf = (topic: Topic): Writable<unknown> => {
    const key = topicKey(topic);
    if (!values.has(key)) {
      const listen = (): (() => void) => {
        listened.add(key);
        return () => listened.delete(key);
      };
      values.set(key, writable<unknown>(`${key} first`, listen));
    }
    return values.get(key)!;
  };
  const readers: unknown[] = [];
  const connection: HostConnection = {
    watch(topic, reader) {
      readers.push(reader);
      if ((topic.type as string) === 'unknown') throw new BmError('COMMAND_INVALID', 'there is no such topic');
      return valueOf(topic) as never;
    },
    async call(command, reader) {
      readers.push(reader);
      return (await call(command)) as never;
    },
    close: () => undefined,
  };
  const heard: HostMessage[] = [];
  page.addEventListener('message', ({ data }) => heard.push(data));
  page.start();
  /** Everything posted so far has arrived: messages of one port keep their order. */
  const flush = async (): Promise<readonly HostMessage[]> => {
    await new Promise((resolve) => setTimeout(resolve)); // what is coalesced is posted by now
    const marker: HostMessage = { type: 'welcome', lock: crypto.randomUUID() };
    host.postMessage(marker);
    await vi.waitFor(() => expect(heard).toContainEqual(marker), { interval: 2 });
    return heard.filter(({ type }) => type !== 'welcome');
  };
  return { served: servePort(host, connection, 'page one'), valueOf, listened, flush, readers };
}

const rooms = { type: 'rooms' } as const;
const logout = { type: 'logout' } as const;

describe('a page', () => {
  it('is named in all that it watches and calls, so that it reads at a place of its own', async () => {
    const call = vi.fn();
    const { served, listened, flush, readers } = serve(call);
    served.receive({ type: 'watch', id: 1, topic: rooms });
    served.receive({ type: 'call', id: 2, command: logout });
    await flush();
    expect([[...listened], call.mock.calls]).toEqual([[topicKey(rooms)], [[logout]]]);
    expect(readers).toEqual(['page one', 'page one']);
  });
});

describe('a watch', () => {
  it('hears nothing of what has no value yet, and then the first one', async () => {
    const { served, valueOf, flush } = serve();
    valueOf(rooms).set(undefined);
    served.receive({ type: 'watch', id: 1, topic: rooms });
    expect(await flush()).toEqual([]);
    valueOf(rooms).set('list');
    expect(await flush()).toEqual([{ type: 'value', id: 1, snapshot: 'list' }]);
  });

  it('gets the current value', async () => {
    const { served, flush } = serve();
    served.receive({ type: 'watch', id: 7, topic: rooms });
    expect(await flush()).toEqual([{ type: 'value', id: 7, snapshot: `${topicKey(rooms)} first` }]);
  });

  it('gets every later value', async () => {
    const { served, valueOf, flush } = serve();
    served.receive({ type: 'watch', id: 7, topic: rooms });
    await flush();
    valueOf(rooms).set('second');
    expect((await flush()).at(-1)).toEqual({ type: 'value', id: 7, snapshot: 'second' });
  });

  it('gets the last of many values of one task, once', async () => {
    const { served, valueOf, flush } = serve();
    served.receive({ type: 'watch', id: 7, topic: rooms });
    for (let count = 0; count < 100; count++) valueOf(rooms).set(count);
    expect(await flush()).toEqual([{ type: 'value', id: 7, snapshot: 99 }]);
  });

  it('ends with unwatch', async () => {
    const { served, listened } = serve();
    served.receive({ type: 'watch', id: 7, topic: rooms });
    served.receive({ type: 'unwatch', id: 7 });
    expect([...listened]).toEqual([]);
  });

  it('gets nothing after unwatch, even what was on its way', async () => {
    const { served, valueOf, flush } = serve();
    served.receive({ type: 'watch', id: 7, topic: rooms });
    valueOf(rooms).set('late');
    served.receive({ type: 'unwatch', id: 7 });
    expect(await flush()).toEqual([]);
  });

  it('leaves the other watches when it ends', async () => {
    const { served, valueOf, flush } = serve();
    served.receive({ type: 'watch', id: 1, topic: rooms });
    served.receive({ type: 'watch', id: 2, topic: { type: 'room', roomId: '!a' } });
    served.receive({ type: 'unwatch', id: 1 });
    valueOf({ type: 'room', roomId: '!a' }).set('news');
    expect(await flush()).toEqual([{ type: 'value', id: 2, snapshot: 'news' }]);
  });

  it('of an unknown topic is answered with a code', async () => {
    const { served, flush } = serve();
    served.receive({ type: 'watch', id: 7, topic: { type: 'unknown' } as never });
    expect(await flush()).toMatchObject([{ type: 'error', id: 7, error: { code: 'COMMAND_INVALID' } }]);
  });

  it('goes on after a value that cannot be cloned', async () => {
    const { served, valueOf, flush } = serve();
    served.receive({ type: 'watch', id: 7, topic: rooms });
    valueOf(rooms).set(() => undefined);
    await flush();
    valueOf(rooms).set('plain again');
    expect(await flush()).toEqual([{ type: 'value', id: 7, snapshot: 'plain again' }]);
  });

  it('that nobody began may be ended', async () => {
    const { served, flush } = serve();
    served.receive({ type: 'unwatch', id: 99 });
    expect(await flush()).toEqual([]);
  });
});

describe('a call', () => {
  it('is handed to the connection', async () => {
    const call = vi.fn();
    const { served, flush } = serve(call);
    served.receive({ type: 'call', id: 3, command: logout });
    await flush();
    expect(call.mock.calls).toEqual([[logout]]);
  });

  it('gets its result under its id', async () => {
    const { served, flush } = serve(() => ({ roomId: '!a' }));
    served.receive({ type: 'call', id: 3, command: logout });
    expect(await flush()).toEqual([{ type: 'result', id: 3, result: { roomId: '!a' } }]);
  });

  it('gets the code of its failure', async () => {
    const { served, flush } = serve(() => {
      throw new BmError('RATE_LIMITED', 'too fast', { errcode: 'M_LIMIT_EXCEEDED', retryAfterMs: 500 });
    });
    served.receive({ type: 'call', id: 3, command: logout });
    expect(await flush()).toEqual([
      {
        type: 'error',
        id: 3,
        error: { code: 'RATE_LIMITED', message: 'too fast', errcode: 'M_LIMIT_EXCEEDED', retryAfterMs: 500 },
      },
    ]);
  });

  it('gets nothing of the text of an unforeseen error', async () => {
    const { served, flush } = serve(() => {
      throw new Error('token syt_secret');
    });
    served.receive({ type: 'call', id: 3, command: logout });
    expect(await flush()).toEqual([
      { type: 'error', id: 3, error: { code: 'UNEXPECTED', message: 'unexpected failure' } },
    ]);
  });

  it('gets an error for a result that cannot be cloned', async () => {
    const { served, flush } = serve(() => () => undefined);
    served.receive({ type: 'call', id: 3, command: logout });
    expect(await flush()).toMatchObject([{ type: 'error', id: 3, error: { code: 'UNEXPECTED' } }]);
  });

  it('is answered after one whose result could not be cloned', async () => {
    let first = true;
    const { served, flush } = serve(() => {
      const result = first ? () => undefined : 'plain';
      first = false;
      return result;
    });
    served.receive({ type: 'call', id: 3, command: logout });
    await flush();
    served.receive({ type: 'call', id: 4, command: logout });
    expect((await flush()).at(-1)).toEqual({ type: 'result', id: 4, result: 'plain' });
  });
});

describe('the end of a page', () => {
  it('ends all its watches', () => {
    const { served, listened } = serve();
    served.receive({ type: 'watch', id: 1, topic: rooms });
    served.receive({ type: 'watch', id: 2, topic: { type: 'room', roomId: '!a' } });
    served.stop();
    expect([...listened]).toEqual([]);
  });

  it('lets no value out any more', async () => {
    const { served, valueOf, flush } = serve();
    served.receive({ type: 'watch', id: 1, topic: rooms });
    await flush();
    served.stop();
    valueOf(rooms).set('late');
    expect(await flush()).toHaveLength(1);
  });

  it('may come twice', () => {
    const { served } = serve();
    served.stop();
    expect(() => served.stop()).not.toThrow();
  });
});
