/** The real host with a real session over a network that answers as the test says. */
import * as secondStage from '@bundesmessenger/core/second-stage';
import type { SessionOptions, SessionState } from '@bundesmessenger/core/types';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { protocolVersion, type HostMessage, type PageMessage } from '../protocol/messages.ts';
import { createHost, type Host } from './host.ts';
import { createSecondStage } from './second-stage.ts';

const options: SessionOptions = {
  homeserver: 'server.example',
  whitelist: { servers: [{ serverName: 'server.example', baseUrl: 'https://matrix.server.example' }] },
};
const otherWhitelist: SessionOptions['whitelist'] = {
  servers: [...options.whitelist.servers, { serverName: 'evil.example', baseUrl: 'https://matrix.evil.example' }],
};

const cleanUps: (() => void)[] = [];
afterEach(() => {
  for (const cleanUp of cleanUps.splice(0)) cleanUp();
});
const waitFor = (check: () => void | Promise<void>): Promise<void> => vi.waitFor(check, { interval: 2 });

function startHost() {
  /** Requests that are under way: nothing is answered, so each lasts as long as its session does. */
  const underWay = new Set<string>();
  const fetch = vi.fn(
    (input: string | URL | Request, init?: RequestInit): Promise<Response> =>
      new Promise((_, reject) => {
        const url = input instanceof Request ? input.url : String(input);
        const signal = init?.signal ?? (input instanceof Request ? input.signal : undefined);
        underWay.add(url);
        signal?.addEventListener('abort', () => {
          underWay.delete(url);
          reject(signal.reason as Error);
        });
      }),
  );
  const loadSecondStage = (): Promise<never> =>
    Promise.resolve({
      ...secondStage,
      createSecondStage,
      startEncryption: () => new Promise(() => undefined),
    } as never);
  return { host: createHost({ fetch, loadSecondStage, allowInsecureLocalhost: false }), fetch, underWay };
}

/** A page: its lock is real, what it hears is noted. */
async function openPage(host: Host) {
  const { port1: near, port2: far } = new MessageChannel();
  const lock = `page:${crypto.randomUUID()}`;
  const life = Promise.withResolvers<void>();
  const held = Promise.withResolvers<void>();
  void navigator.locks.request(lock, () => {
    held.resolve();
    return life.promise;
  });
  await held.promise;
  const heard: HostMessage[] = [];
  near.addEventListener('message', ({ data }: MessageEvent<HostMessage>) => heard.push(data));
  near.start();
  const letGo = host.serve(far);
  cleanUps.push(() => {
    letGo();
    near.close();
    life.resolve();
  });
  const say = (message: PageMessage): void => near.postMessage(message);
  return {
    heard,
    say,
    greet: (change: Partial<Extract<PageMessage, { type: 'hello' }>> = {}) =>
      say({
        type: 'hello',
        version: protocolVersion,
        options,
        files: { encryptionUrl: '', wasmUrl: '' },
        lock,
        ...change,
      }),
    /** As a tab that is killed: only its lock is free. */
    die: life.resolve,
    until: async <Type extends HostMessage['type']>(type: Type): Promise<Extract<HostMessage, { type: Type }>> => {
      await waitFor(() => expect(heard.map((message) => message.type)).toContain(type));
      return heard.find((message) => message.type === type) as never;
    },
  };
}
const untilLoggedOut = (page: Awaited<ReturnType<typeof openPage>>): Promise<void> =>
  waitFor(() => {
    const states = page.heard.flatMap((message) =>
      message.type === 'value' ? [message.snapshot as SessionState] : [],
    );
    expect(states.map(({ status }) => status)).toContain('loggedOut');
  });
const watchSession = { type: 'watch', id: 1, topic: { type: 'session' } } as const;

describe('a page that says hello', () => {
  it('is welcomed with a lock that the host holds', async () => {
    const page = await openPage(startHost().host);
    page.greet();
    const { lock } = await page.until('welcome');
    const { held = [] } = await navigator.locks.query();
    expect(held.map(({ name }) => name)).toContain(lock);
  });

  it('sees the session', async () => {
    const page = await openPage(startHost().host);
    page.greet();
    page.say(watchSession);
    await untilLoggedOut(page);
  });

  it('gets what it asked for while the session started, in order', async () => {
    const page = await openPage(startHost().host);
    page.greet();
    page.say({ type: 'call', id: 2, command: { type: 'markRead', roomId: '!a', eventId: '$a' } });
    page.say({ type: 'call', id: 3, command: { type: 'leave', roomId: '!a' } });
    await waitFor(() => expect(page.heard).toHaveLength(3));
    expect(page.heard).toMatchObject([
      { type: 'welcome' },
      { type: 'error', id: 2, error: { code: 'NOT_LOGGED_IN' } },
      { type: 'error', id: 3, error: { code: 'NOT_LOGGED_IN' } },
    ]);
  });

  it('is served once however often it says hello', async () => {
    const page = await openPage(startHost().host);
    page.greet();
    page.greet();
    page.say({ type: 'call', id: 2, command: { type: 'leave', roomId: '!a' } });
    await page.until('error');
    expect(page.heard.filter(({ type }) => type === 'welcome')).toHaveLength(1);
  });

  it.each([
    ['call', { type: 'call', id: 2, command: { type: 'eval' } }],
    ['call of an inherited name', { type: 'call', id: 2, command: { type: 'constructor' } }],
    ['watch', { type: 'watch', id: 2, topic: { type: 'everything' } }],
    ['watch of an inherited name', { type: 'watch', id: 2, topic: { type: 'toString' } }],
    ['watch without a room', { type: 'watch', id: 2, topic: { type: 'timeline' } }],
  ])('gets a code for an unknown %s', async (_, message) => {
    const page = await openPage(startHost().host);
    page.greet();
    page.say(message as never);
    expect(await page.until('error')).toMatchObject({ id: 2, error: { code: 'COMMAND_INVALID' } });
  });
});

describe('a page that is refused', () => {
  it('hears WL_CONFIG and the field for wrong options', async () => {
    const page = await openPage(startHost().host);
    page.greet({ options: { ...options, whitelist: { servers: [] } } });
    expect((await page.until('refused')).error).toMatchObject({ code: 'WL_CONFIG', field: 'whitelist.servers' });
  });

  it('hears HOST_CONFLICT for another version', async () => {
    const page = await openPage(startHost().host);
    page.greet({ version: protocolVersion + 1 });
    expect((await page.until('refused')).error.code).toBe('HOST_CONFLICT');
  });

  it('hears so for another whitelist than the first page’s', async () => {
    const { host } = startHost();
    const [first, second] = [await openPage(host), await openPage(host)];
    first.greet();
    await first.until('welcome');
    second.greet({ options: { ...options, whitelist: otherWhitelist } });
    expect((await second.until('refused')).error.code).toBe('WL_FROZEN');
  });

  it('does not keep a page with right options from being served', async () => {
    const { host } = startHost();
    const [first, second] = [await openPage(host), await openPage(host)];
    first.greet({ options: { ...options, whitelist: { servers: [] } } });
    await first.until('refused');
    second.greet();
    await second.until('welcome');
  });

  it('hears nothing of the session', async () => {
    const page = await openPage(startHost().host);
    page.say(watchSession);
    page.greet({ version: protocolVersion + 1 });
    await page.until('refused');
    expect(page.heard.map(({ type }) => type)).toEqual(['refused']);
  });

  it('gets the same answer for what it calls afterwards', async () => {
    const page = await openPage(startHost().host);
    page.greet({ version: protocolVersion + 1 });
    await page.until('refused');
    page.say({ type: 'call', id: 2, command: { type: 'logout' } });
    expect(await page.until('error')).toMatchObject({ id: 2, error: { code: 'HOST_CONFLICT' } });
  });
});

describe('the session of a host', () => {
  /** Two pages, both served. */
  const openTwo = async () => {
    const { host, underWay } = startHost();
    const pages = [await openPage(host), await openPage(host)] as const;
    for (const page of pages) {
      page.greet();
      page.say(watchSession);
      await untilLoggedOut(page);
    }
    await waitFor(() => expect(underWay.size).toBe(1));
    return { host, underWay, pages };
  };

  it('is one for all pages', async () => {
    const { underWay } = await openTwo();
    expect(underWay.size).toBe(1);
  });

  it('goes on while one page is left', async () => {
    const { underWay, pages } = await openTwo();
    const heard = pages[0].heard.length;
    pages[1].say({ type: 'bye' });
    pages[0].say({ type: 'call', id: 2, command: { type: 'leave', roomId: '!a' } });
    await waitFor(() => expect(pages[0].heard.length).toBeGreaterThan(heard));
    expect(underWay.size).toBe(1);
  });

  it('ends with the last good-bye', async () => {
    const { underWay, pages } = await openTwo();
    for (const page of pages) page.say({ type: 'bye' });
    await waitFor(() => expect(underWay.size).toBe(0));
  });

  it('ends with the death of the last page', async () => {
    const { underWay, pages } = await openTwo();
    for (const page of pages) page.die();
    await waitFor(() => expect(underWay.size).toBe(0));
  });

  it('begins anew for a page that comes later', async () => {
    const { host, underWay, pages } = await openTwo();
    for (const page of pages) page.say({ type: 'bye' });
    await waitFor(() => expect(underWay.size).toBe(0));
    const later = await openPage(host);
    later.greet();
    later.say(watchSession);
    await untilLoggedOut(later);
  });

  it('may have other options under another name', async () => {
    const { host } = startHost();
    const [first, second] = [await openPage(host), await openPage(host)];
    first.greet();
    await first.until('welcome');
    second.greet({ options: { ...options, whitelist: otherWhitelist, name: 'second' } });
    await second.until('welcome');
  });

  it('is not kept by a page that leaves while it starts', async () => {
    const { host, underWay } = startHost();
    const page = await openPage(host);
    page.greet();
    page.say({ type: 'bye' });
    const probe = await openPage(host); // another name: its start is behind that of the first
    probe.greet({ options: { ...options, name: 'probe' } });
    await probe.until('welcome');
    probe.say({ type: 'bye' });
    await waitFor(() => expect(underWay.size).toBe(0));
  });
});
