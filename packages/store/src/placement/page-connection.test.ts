import { BmError, type ErrorData } from '@bundesmessenger/core/errors';
import { writable, type Readable } from '@bundesmessenger/core/readable';
import { allowInsecureLocalhost, type SessionOptions, type SessionState } from '@bundesmessenger/core/types';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { servePort } from '../host/serve-port.ts';
import type { Command } from '../protocol/commands.ts';
import { protocolVersion, type PageMessage } from '../protocol/messages.ts';
import { initialSnapshots, topicKey, type Topic } from '../protocol/topics.ts';
import type { MemberList } from '../members/members.ts';
import type { RoomList, RoomSummary } from '../rooms/rooms.ts';
import type { Connection } from '../store.ts';
import { member, memberList, roomList as roomListOf, roomSummary } from '../testing/fixtures.ts';
import { createPageConnection, type EarlyStart, type HostLink } from './page-connection.ts';
import { holdPageLockEarly } from './page-lock.ts';

const files = {
  encryptionUrl: 'https://page.example/encryption.js',
  wasmUrl: 'https://page.example/crypto.wasm',
};

const options: SessionOptions = {
  homeserver: 'server.example',
  whitelist: { servers: [{ serverName: 'server.example', baseUrl: 'https://matrix.server.example' }] },
};
const rooms = { type: 'rooms' } as const;
const logout = { type: 'logout' } as const;
const login = { type: 'login', request: { type: 'm.login.password', user: 'erika', password: 'x' } } as const;
const createRoom = { type: 'createRoom', name: 'x', invite: [], federation: 'internal' } as const;

const waitFor = (check: () => void): Promise<void> => vi.waitFor(check, { interval: 2 });
const codeOf = (promise: Promise<unknown>): Promise<unknown> =>
  promise.then(
    () => 'resolved',
    (error: unknown) => (error instanceof BmError ? error.code : error),
  );
const loggedIn = {
  status: 'loggedIn',
  userId: '@erika:server.example',
  deviceId: 'DEVICE',
  sync: { status: 'catchingUp' },
  device: 'unknown',
  storage: 'persistent',
} as const satisfies SessionState;
const loggedOut = { status: 'loggedOut', homeserver: { status: 'checking' } } as const satisfies SessionState;
const row = (roomId: string, version = 1): RoomSummary => roomSummary({ roomId, version });
const list = (...items: readonly RoomSummary[]): RoomList => roomListOf(items);

const cleanUps: (() => void)[] = [];
afterEach(() => {
  for (const cleanUp of cleanUps.splice(0)) cleanUp();
});

/** One life of a host behind one port: what it was told, and its death. Its lock is a real one. */
interface FakeHost {
  readonly told: readonly PageMessage[];
  readonly calls: readonly Command[];
  show(rooms: RoomList): void;
  showSession(state: SessionState): void;
  showMembers(members: MemberList): void;
  /** Of every room. */
  showRoom(room: RoomSummary | null): void;
  listens(): boolean;
  refuse(error: ErrorData): void;
  /** As a terminated worker: no message, no closed port that anybody hears of, only its lock is free. */
  die(): void;
}

function startHost(port: MessagePort, answer: (command: Command) => unknown): FakeHost {
  const told: PageMessage[] = [];
  const calls: Command[] = [];
  const death = Promise.withResolvers<void>();
  let listens = false;
  let page: ReturnType<typeof servePort> | undefined;
  const roomList = writable<RoomList>(initialSnapshots.rooms, () => {
    listens = true;
    return () => void (listens = false);
  });
  const session = writable<SessionState>(initialSnapshots.session);
  const members = writable<MemberList>(initialSnapshots.members);
  const room = writable<RoomSummary | null>(initialSnapshots.room);
  const shown: Partial<Record<Topic['type'], unknown>> = { rooms: roomList, session, members, room };
  const connection: Connection = {
    watch: ({ type }) => (shown[type] ?? writable(initialSnapshots[type])) as Readable<never>,
    call: async (command) => {
      calls.push(command);
      return (await answer(command)) as never;
    },
    close: () => undefined,
  };
  port.addEventListener('message', ({ data }: MessageEvent<PageMessage>) => {
    told.push(data);
    if (data.type === 'hello') {
      const lock = `host:${crypto.randomUUID()}`;
      void navigator.locks.request(lock, () => death.promise);
      page = servePort(port, connection, 'page');
      port.postMessage({ type: 'welcome', lock });
    } else if (data.type === 'bye') {
      page?.stop();
      port.close();
    } else page?.receive(data);
  });
  port.start();
  const die = (): void => {
    page?.stop();
    port.close();
    death.resolve();
  };
  cleanUps.push(die);
  return {
    told,
    calls,
    show: roomList.set,
    showSession: session.set,
    showMembers: members.set,
    showRoom: room.set,
    listens: () => listens,
    refuse: (error) => port.postMessage({ type: 'refused', error }),
    die,
  };
}

/** A page and the hosts it reaches, one after the other; the newest is last. */
function openPage(
  answer: (command: Command) => unknown = () => undefined,
  change: Partial<SessionOptions> = {},
  early?: EarlyStart,
) {
  const hosts: FakeHost[] = [];
  const failures: (() => void)[] = [];
  const closed = vi.fn();
  const link: HostLink = {
    open(onFailure) {
      const { port1: near, port2: far } = new MessageChannel();
      hosts.push(startHost(far, answer));
      failures.push(onFailure);
      cleanUps.push(() => near.close());
      return near;
    },
    close: closed,
  };
  const connection = createPageConnection(link, { ...options, ...change }, files, early);
  cleanUps.push(() => connection.close());
  const host = (): FakeHost => hosts.at(-1)!;
  const helloOf = ({ told }: FakeHost) => told.find((message) => message.type === 'hello')!;
  return {
    connection,
    hosts,
    host,
    closed,
    fail: () => failures.at(-1)!(),
    hello: async () => {
      await waitFor(() => expect(host().told.length).toBeGreaterThan(0));
      return helloOf(host());
    },
    /** The host dies; resolves when the page is with the next one. */
    async changeHost(): Promise<FakeHost> {
      await waitFor(() => expect(host().told).not.toEqual([]));
      const count = hosts.length;
      host().die();
      await waitFor(() => expect(hosts).toHaveLength(count + 1));
      await waitFor(() => expect(host().told).not.toEqual([]));
      return host();
    },
  };
}

/** Every lock that was asked for before and is free has been granted. */
const turnOfLocks = (): Promise<void> => navigator.locks.request(`turn:${crypto.randomUUID()}`, () => undefined);
const locksNamed = async (name: string): Promise<number> => {
  const { held = [], pending = [] } = await navigator.locks.query();
  return [...held, ...pending].filter((lock) => lock.name === name).length;
};

describe('the first word of a page', () => {
  it('is hello, with options, wasm and version', async () => {
    const { hello } = openPage();
    expect(await hello()).toMatchObject({
      type: 'hello',
      version: protocolVersion,
      options,
      files,
    });
  });

  it('comes at once where the page has asked for its lock early, and the next page of the store has another', async () => {
    holdPageLockEarly();
    await turnOfLocks();
    const [first, second] = [openPage(), openPage()];
    const { lock } = await first.hello();
    expect(await locksNamed(lock)).toBe(1);
    expect((await second.hello()).lock).not.toBe(lock);
    first.connection.close();
    await vi.waitFor(async () => expect(await locksNamed(lock)).toBe(0), { interval: 2 });
  });

  it('comes when the page holds its lock, so that its death can be seen', async () => {
    const { hello } = openPage();
    expect(await locksNamed((await hello()).lock)).toBe(1);
  });

  it('does not carry the switch that allows plain http', async () => {
    const { hello } = openPage(undefined, { [allowInsecureLocalhost]: true });
    expect(Object.getOwnPropertySymbols((await hello()).options)).toEqual([]);
  });

  it('carries every other option', async () => {
    const all: Required<Omit<SessionOptions, 'homeserver' | 'whitelist' | typeof allowInsecureLocalhost>> = {
      federation: 'federated',
      name: 'second',
      requestHeaders: { 'X-Gateway': '1' },
      contentScanner: 'required',
      encryption: { recovery: 'required', insecureDevices: 'exclude', rotation: { messages: 10 } },
      oauth: { clientId: 'portal', redirectUrl: 'https://portal.example/chat' },
    };
    const { hello } = openPage(undefined, all);
    expect((await hello()).options).toEqual({ ...options, ...all });
  });

  it('carries no member that is no option', async () => {
    const { hello } = openPage(undefined, { onChange: () => undefined } as never);
    expect((await hello()).options).toEqual(options);
  });
});

describe('a watch', () => {
  it('shows the initial snapshot before the host has spoken', () => {
    expect(openPage().connection.watch(rooms).get()).toEqual(initialSnapshots.rooms);
  });

  it('asks the host for nothing while nobody listens', async () => {
    const { connection, host, hello } = openPage();
    connection.watch(rooms);
    await hello();
    await connection.call(logout); // a round trip
    expect(host().told.map(({ type }) => type)).toEqual(['hello', 'call']);
  });

  it('hears what the host shows', async () => {
    const { connection, host } = openPage();
    const watched = connection.watch(rooms);
    watched.subscribe(() => undefined);
    host().show(list(row('!a')));
    await waitFor(() => expect(watched.get()).toEqual(list(row('!a'))));
  });

  it('is one readable for equal topics', () => {
    const { connection } = openPage();
    expect(connection.watch({ type: 'room', roomId: '!a' })).toBe(connection.watch({ type: 'room', roomId: '!a' }));
  });

  it('is remembered by its query only while somebody listens', () => {
    const { connection } = openPage();
    const topic = { type: 'rooms', query: { search: 'a' } } as const;
    const first = connection.watch(topic);
    const stop = first.subscribe(() => undefined);
    expect(connection.watch(topic)).toBe(first);
    stop();
    expect(connection.watch(topic)).not.toBe(first);
  });

  it('reaches the host once for many listeners', async () => {
    const { connection, host } = openPage();
    for (let count = 0; count < 3; count++) connection.watch(rooms).subscribe(() => undefined);
    await connection.call(logout);
    expect(host().told.filter((message) => message.type === 'watch' && message.topic.type === 'rooms')).toHaveLength(1);
  });

  it('ends at the host with its last listener', async () => {
    const { connection, host } = openPage();
    const stops = [0, 1].map(() => connection.watch(rooms).subscribe(() => undefined));
    await waitFor(() => expect(host().listens()).toBe(true));
    for (const stop of stops) stop();
    await waitFor(() => expect(host().listens()).toBe(false));
  });

  it('goes on at the host while one listener is left', async () => {
    const { connection, host } = openPage();
    const [stop] = [0, 1].map(() => connection.watch(rooms).subscribe(() => undefined));
    await waitFor(() => expect(host().listens()).toBe(true));
    stop!();
    await connection.call(logout);
    expect(host().listens()).toBe(true);
  });

  it('begins again with the next listener', async () => {
    const { connection, host } = openPage();
    const watched = connection.watch(rooms);
    watched.subscribe(() => undefined)();
    watched.subscribe(() => undefined);
    host().show(list(row('!a')));
    await waitFor(() => expect(watched.get().status).toBe('ready'));
  });

  it('keeps rows identical that did not change', async () => {
    const { connection, host } = openPage();
    const watched = connection.watch(rooms);
    watched.subscribe(() => undefined);
    host().show(list(row('!a')));
    await waitFor(() => expect(watched.get().items).toHaveLength(1));
    const [before] = watched.get().items;
    host().show(list(row('!b'), row('!a')));
    await waitFor(() => expect(watched.get().items).toHaveLength(2));
    expect(watched.get().items[1]).toBe(before);
  });

  it('takes no member for another, when their list is told again', async () => {
    const { connection, host } = openPage();
    const watched = connection.watch({ type: 'members', roomId: '!a' });
    watched.subscribe(() => undefined);
    const names = (): string[] => watched.get().items.map(({ displayName }) => displayName);
    const [eva, max] = ['Eva', 'Max'].map((displayName) => member({ userId: `@${displayName}:x`, displayName }));
    host().showMembers(memberList([eva!, max!], { status: 'partial' }));
    await waitFor(() => expect(names()).toEqual(['Eva', 'Max']));
    const before = watched.get().items;
    host().showMembers(memberList([eva!, max!, member({ userId: '@ida:x', displayName: 'Ida' })]));
    await waitFor(() => expect(names()).toEqual(['Eva', 'Max', 'Ida']));
    expect(watched.get().items.slice(0, 2)).toEqual(before);
    expect(watched.get().items[0]).toBe(before[0]);
  });

  it('shows rows anew after nobody has watched for a while', async () => {
    const { connection, host } = openPage();
    const watched = connection.watch(rooms);
    const stop = watched.subscribe(() => undefined);
    host().show(list({ ...row('!a'), name: 'vorher' }));
    await waitFor(() => expect(watched.get().items).toHaveLength(1));
    stop();
    await waitFor(() => expect(host().listens()).toBe(false));
    host().show(list({ ...row('!a'), name: 'nachher' }));
    watched.subscribe(() => undefined);
    await waitFor(() => expect(watched.get().items[0]?.name).toBe('nachher'));
  });

  it('replaces rows that did change', async () => {
    const { connection, host } = openPage();
    const watched = connection.watch(rooms);
    watched.subscribe(() => undefined);
    host().show(list(row('!a')));
    await waitFor(() => expect(watched.get().items).toHaveLength(1));
    host().show(list(row('!a', 2)));
    await waitFor(() => expect(watched.get().items[0]!.version).toBe(2));
  });
});

describe('a call', () => {
  it('resolves with the result', async () => {
    const { connection } = openPage(() => ({ roomId: '!a' }));
    await expect(connection.call({ type: 'join', roomIdOrAlias: '#a' })).resolves.toEqual({ roomId: '!a' });
  });

  it('rejects with a BmError and its code', async () => {
    const { connection } = openPage(() => {
      throw new BmError('FORBIDDEN', 'x', { errcode: 'M_FORBIDDEN' });
    });
    const error: unknown = await connection.call(logout).catch((reason: unknown) => reason);
    expect([error instanceof BmError, error]).toMatchObject([true, { code: 'FORBIDDEN', errcode: 'M_FORBIDDEN' }]);
  });

  it('rejects without the text of an unforeseen error', async () => {
    const { connection } = openPage(() => {
      throw new Error('token syt_secret');
    });
    await expect(connection.call(logout)).rejects.toMatchObject({ code: 'UNEXPECTED', message: 'unexpected failure' });
  });

  it('gets its own answer where another is answered first', async () => {
    const gate = Promise.withResolvers<unknown>();
    const { connection } = openPage(({ type }) => (type === 'join' ? gate.promise : 'logged out'));
    const slow = connection.call({ type: 'join', roomIdOrAlias: '#a' });
    expect(await connection.call(logout)).toBe('logged out');
    gate.resolve({ roomId: '!a' });
    expect(await slow).toEqual({ roomId: '!a' });
  });

  it('is sent once where it is made before the page is ready', async () => {
    const { connection, host } = openPage();
    await connection.call(logout);
    await connection.call(logout);
    expect(host().calls).toHaveLength(2);
  });
});

describe('a host that dies', () => {
  it('is followed by another', async () => {
    const { changeHost, hosts } = openPage();
    await changeHost();
    expect(hosts).toHaveLength(2);
  });

  it('leaves no row behind that the next host numbers alike', async () => {
    const { connection, host, changeHost } = openPage();
    const watched = connection.watch(rooms);
    watched.subscribe(() => undefined);
    host().show(list({ ...row('!a'), name: 'vorher' }));
    await waitFor(() => expect(watched.get().items).toHaveLength(1));
    (await changeHost()).show(list({ ...row('!a'), name: 'nachher' }));
    await waitFor(() => expect(watched.get().items[0]?.name).toBe('nachher'));
  });

  it('is followed as often as it dies', async () => {
    const { changeHost, connection } = openPage();
    for (let count = 0; count < 3; count++) await changeHost();
    expect(await codeOf(connection.call(logout))).toBe('resolved');
  });

  it('leaves what is shown until the next one speaks', async () => {
    const { connection, host, changeHost } = openPage();
    const watched = connection.watch(rooms);
    const heard = vi.fn();
    watched.subscribe(heard);
    host().show(list(row('!a')));
    await waitFor(() => expect(watched.get().status).toBe('ready'));
    heard.mockClear();
    host().show(list(row('!a')));
    const next = await changeHost();
    next.show(list(row('!a'), row('!b')));
    await waitFor(() => expect(watched.get().items).toHaveLength(2));
  });

  it('has all its watches sent again', async () => {
    const { connection, changeHost } = openPage();
    connection.watch(rooms).subscribe(() => undefined);
    connection.watch({ type: 'room', roomId: '!a' }).subscribe(() => undefined);
    connection.watch({ type: 'room', roomId: '!b' }).subscribe(() => undefined)(); // no longer listened to
    const { told } = await changeHost();
    await connection.call(logout);
    const topics = told.flatMap((message) => (message.type === 'watch' ? [topicKey(message.topic)] : []));
    expect(topics).toEqual(
      [{ type: 'session' }, { type: 'rooms' }, { type: 'room', roomId: '!a' }].map((topic) => topicKey(topic as Topic)),
    );
  });

  it.each([
    logout,
    { type: 'send', roomId: '!a', key: 'k1', content: { msgtype: 'm.text', body: 'x' } },
    { type: 'markRead', roomId: '!a', eventId: '$a' },
    { type: 'join', roomIdOrAlias: '#a' },
  ] as const)('has the call $type sent again', async (command) => {
    let answers: () => unknown = () => new Promise(() => undefined);
    const { connection, host, changeHost } = openPage(() => answers());
    const call = connection.call(command);
    await waitFor(() => expect(host().calls).toHaveLength(1));
    answers = () => undefined;
    await changeHost();
    expect(await codeOf(call)).toBe('resolved');
  });

  it('has a repeated message sent under the same key', async () => {
    const { connection, host, changeHost } = openPage(() => new Promise(() => undefined));
    const send = { type: 'send', roomId: '!a', key: 'k1', content: { msgtype: 'm.text', body: 'x' } } as const;
    void codeOf(connection.call(send));
    await waitFor(() => expect(host().calls).toHaveLength(1));
    const next = await changeHost();
    await waitFor(() => expect(next.calls).toEqual([send]));
  });

  it.each([
    login,
    createRoom,
    { type: 'resend', roomId: '!a', key: 'k1' },
    { type: 'discard', roomId: '!a', key: 'k1' },
  ] as const)('rejects the call $type, which may have taken effect', async (command) => {
    const { connection, host, changeHost } = openPage(() => new Promise(() => undefined));
    const call = codeOf(connection.call(command));
    await waitFor(() => expect(host().calls).toHaveLength(1));
    await changeHost();
    expect(await call).toBe('DISCONNECTED');
  });

  it.each([login, createRoom])('does not have the call $type sent again', async (command) => {
    let hangs = true;
    const { connection, host, changeHost } = openPage(() => (hangs ? new Promise(() => undefined) : undefined));
    void codeOf(connection.call(command));
    await waitFor(() => expect(host().calls).toHaveLength(1));
    hangs = false;
    const next = await changeHost();
    await connection.call(logout);
    expect(next.calls).toEqual([logout]);
  });

  it('is followed while nobody calls or watches', async () => {
    const { changeHost } = openPage();
    expect((await changeHost()).told[0]).toMatchObject({ type: 'hello' });
  });
});

describe('a page that is refused', () => {
  const error: ErrorData = { code: 'HOST_CONFLICT', message: 'another version runs in this origin' };

  it('shows why in its session', async () => {
    const { connection, host, hello } = openPage();
    await hello();
    host().refuse(error);
    await waitFor(() => expect(connection.watch({ type: 'session' }).get()).toEqual({ status: 'refused', error }));
  });

  it('rejects the calls that wait', async () => {
    const { connection, host } = openPage(() => new Promise(() => undefined));
    const call = codeOf(connection.call(logout));
    await waitFor(() => expect(host().calls).toHaveLength(1));
    host().refuse(error);
    expect(await call).toBe('HOST_CONFLICT');
  });

  it('shows that the worker cannot be loaded', () => {
    const { connection, fail } = openPage();
    fail();
    expect(connection.watch({ type: 'session' }).get()).toMatchObject({
      status: 'refused',
      error: { code: 'HOST_LOAD_FAILED' },
    });
  });

  it('hears nothing of a failure after it has closed', () => {
    const { connection, fail } = openPage();
    connection.close();
    fail();
    expect(connection.watch({ type: 'session' }).get()).toEqual(initialSnapshots.session);
  });
});

describe('an account that has ended', () => {
  const roomTopic = { type: 'room', roomId: '!a' } as const;
  const searched = { type: 'rooms', query: { search: 'x' } } as const;
  /** A page that has been shown a room and a search of Erika's, and still listens to her list. */
  async function openErikas() {
    const page = openPage();
    const { connection, host } = page;
    const list$ = connection.watch(rooms);
    list$.subscribe(() => undefined);
    host().showSession(loggedIn);
    host().show(list(row('!a')));
    host().showRoom(row('!a'));
    const [room, search] = [connection.watch(roomTopic), connection.watch(searched)];
    const stops = [room.subscribe(() => undefined), search.subscribe(() => undefined)];
    await waitFor(() => expect([list$.get().status, search.get().status, room.get()]).not.toContain('loading'));
    await waitFor(() => expect(room.get()).not.toBeNull());
    for (const stop of stops) stop();
    return { ...page, list$, room, search };
  }
  /** The host has nothing of the account any more, as when a session says that nobody is logged in. */
  const end = (host: FakeHost, state: SessionState = loggedOut): void => {
    host.showSession({ status: 'loggingOut' });
    host.show(initialSnapshots.rooms);
    host.showRoom(null);
    host.showSession(state);
  };

  it('leaves nothing of what nobody listens to any more', async () => {
    const { host, room, search } = await openErikas();
    expect(room.get()).toEqual(row('!a'));
    end(host());
    await waitFor(() => expect(room.get()).toBe(initialSnapshots.room));
    expect(search.get()).toBe(initialSnapshots.rooms);
  });

  it('leaves nothing that whoever listens next would be shown first', async () => {
    const { connection, host, list$, room } = await openErikas();
    end(host());
    await waitFor(() => expect(list$.get()).toEqual(initialSnapshots.rooms));
    const shown: unknown[] = [];
    for (const again of [room, connection.watch(roomTopic)]) again.subscribe((value) => shown.push(value));
    await connection.call(logout); // a round trip
    expect(new Set(shown)).toEqual(new Set([null]));
  });

  it('leaves nothing of the one before where another user is logged in at the next host', async () => {
    const { changeHost, list$, room } = await openErikas();
    const next = await changeHost();
    expect(room.get()).toEqual(row('!a'));
    next.showSession({ ...loggedIn, userId: '@max:server.example' });
    await waitFor(() => expect(room.get()).toBeNull());
    expect(list$.get()).toEqual(initialSnapshots.rooms);
  });

  it('stays where its host is followed by one at which the same user is logged in', async () => {
    const { changeHost, connection, room } = await openErikas();
    const next = await changeHost();
    next.showSession(loggedIn);
    await connection.call(logout); // a round trip
    expect(room.get()).toEqual(row('!a'));
  });

  it('has what is still listened to asked for anew, so that the next account is shown', async () => {
    const { host, list$ } = await openErikas();
    end(host());
    await waitFor(() => expect(list$.get()).toEqual(initialSnapshots.rooms));
    host().showSession({ ...loggedIn, userId: '@max:server.example' });
    host().show(list({ ...row('!a'), name: 'of Max, under the same number' }));
    await waitFor(() => expect(list$.get().items[0]?.name).toBe('of Max, under the same number'));
  });

  it('ends once, however often the search for the homeserver has news', async () => {
    const { connection, host, list$ } = await openErikas();
    end(host());
    await waitFor(() => expect(list$.get()).toEqual(initialSnapshots.rooms));
    const watches = host().told.length;
    host().showSession({
      ...loggedOut,
      homeserver: { status: 'unreachable', error: { code: 'OFFLINE', message: '' } },
    });
    await waitFor(() =>
      expect(connection.watch({ type: 'session' }).get()).toMatchObject({ homeserver: { status: 'unreachable' } }),
    );
    expect(host().told).toHaveLength(watches);
  });

  it('takes no page with it that goes on listening to its session', async () => {
    const { connection, host } = await openErikas();
    const session = connection.watch({ type: 'session' });
    end(host());
    await waitFor(() => expect(session.get()).toEqual(loggedOut));
    expect(connection.watch({ type: 'session' })).toBe(session);
  });
});

describe('a list that is remembered', () => {
  const earlier: RoomList = { ...list(row('!a', 7)), status: 'cached', complete: false };
  const openWith = (remembered: RoomList | undefined = earlier) =>
    openPage(undefined, {}, { remembered: Promise.resolve(remembered) });

  it('is shown before the host has spoken', async () => {
    const { connection } = openWith();
    await waitFor(() => expect(connection.watch(rooms).get()).toBe(earlier));
  });

  it('stays while the host knows none', async () => {
    const { connection, host } = openWith();
    const watched = connection.watch(rooms);
    watched.subscribe(() => undefined);
    await waitFor(() => expect(host().listens()).toBe(true));
    host().showSession(loggedIn);
    await connection.call(logout); // a round trip
    expect(watched.get()).toBe(earlier);
  });

  it('gives way to what the host knows, row by row', async () => {
    const { connection, host } = openWith();
    const watched = connection.watch(rooms);
    watched.subscribe(() => undefined);
    await waitFor(() => expect(host().listens()).toBe(true));
    const known = list({ ...row('!a', 7), name: 'another name under the same number' });
    host().show(known);
    await waitFor(() => expect(watched.get()).toEqual(known));
  });

  it('does not come back when the host has none any more', async () => {
    const { connection, host } = openWith();
    const watched = connection.watch(rooms);
    watched.subscribe(() => undefined);
    await waitFor(() => expect(host().listens()).toBe(true));
    host().show(list(row('!b')));
    await waitFor(() => expect(watched.get()).toEqual(list(row('!b'))));
    host().show(initialSnapshots.rooms);
    await waitFor(() => expect(watched.get()).toEqual(initialSnapshots.rooms));
  });

  it('goes when nobody is logged in', async () => {
    const { connection, host } = openWith();
    const watched = connection.watch(rooms);
    watched.subscribe(() => undefined);
    await waitFor(() => expect(watched.get()).toBe(earlier));
    await waitFor(() => expect(host().listens()).toBe(true));
    host().showSession(loggedOut);
    await waitFor(() => expect(watched.get()).toEqual(initialSnapshots.rooms));
  });

  it('goes when the page is refused', async () => {
    const { connection, fail } = openWith();
    const watched = connection.watch(rooms);
    await waitFor(() => expect(watched.get()).toBe(earlier));
    fail();
    expect(watched.get()).toEqual(initialSnapshots.rooms);
  });

  it('is nothing where there is none', async () => {
    const { connection, hello } = openPage(undefined, {}, { remembered: Promise.resolve(undefined) });
    await hello();
    expect(connection.watch(rooms).get()).toEqual(initialSnapshots.rooms);
  });

  it('comes too late for a page that has closed', async () => {
    const found = Promise.withResolvers<RoomList>();
    const { connection } = openPage(undefined, {}, { remembered: found.promise });
    connection.close();
    found.resolve(earlier);
    await found.promise;
    expect(connection.watch(rooms).get()).toEqual(initialSnapshots.rooms);
  });
});

describe('a host that is to start later', () => {
  it('is not opened before', async () => {
    const { promise, resolve } = Promise.withResolvers<void>();
    const { hosts, connection } = openPage(undefined, {}, { hostAfter: promise });
    const call = connection.call(logout);
    await turnOfLocks();
    expect(hosts).toEqual([]);
    resolve();
    await call;
    expect(hosts).toHaveLength(1);
  });

  it('is not opened for a page that has closed', async () => {
    const { promise, resolve } = Promise.withResolvers<void>();
    const { hosts, connection } = openPage(undefined, {}, { hostAfter: promise });
    connection.close();
    resolve();
    await promise;
    expect(hosts).toEqual([]);
  });
});

describe('closing', () => {
  it('says good-bye', async () => {
    const { connection, host, hello } = openPage();
    await hello();
    connection.close();
    await waitFor(() => expect(host().told.at(-1)).toEqual({ type: 'bye' }));
  });

  it('ends what the page watches', async () => {
    const { connection, host } = openPage();
    connection.watch(rooms).subscribe(() => undefined);
    await waitFor(() => expect(host().listens()).toBe(true));
    connection.close();
    await waitFor(() => expect(host().listens()).toBe(false));
  });

  it('rejects the calls that wait', async () => {
    const { connection } = openPage(() => new Promise(() => undefined));
    const calls = [connection.call(logout), connection.call(login)].map(codeOf);
    connection.close();
    expect(await Promise.all(calls)).toEqual(['DISCONNECTED', 'DISCONNECTED']);
  });

  it('refuses later calls', async () => {
    const { connection } = openPage();
    connection.close();
    expect(await codeOf(connection.call(logout))).toBe('DISCONNECTED');
  });

  it('lets go of the link, once', () => {
    const { connection, closed } = openPage();
    connection.close();
    connection.close();
    expect(closed).toHaveBeenCalledTimes(1);
  });

  it('leaves no lock', async () => {
    const { connection, hello } = openPage();
    const { lock } = await hello();
    connection.close();
    await vi.waitFor(async () => expect(await locksNamed(lock)).toBe(0), { interval: 2 });
  });

  it('leaves no lock where the page closes before it holds one', async () => {
    const requested = vi.spyOn(navigator.locks, 'request');
    const { connection } = openPage();
    const lock = requested.mock.calls[0]![0];
    requested.mockRestore();
    connection.close();
    await turnOfLocks();
    await vi.waitFor(async () => expect(await locksNamed(lock)).toBe(0), { interval: 2 });
  });

  it('says nothing after good-bye', async () => {
    const { connection, host } = openPage();
    connection.close(); // before the page holds its lock
    await waitFor(() => expect(host().told).not.toEqual([]));
    await turnOfLocks();
    expect(host().told.map(({ type }) => type)).toEqual(['bye']);
  });

  it('does not wait for the host’s death any more', async () => {
    const { connection, hello, host, hosts } = openPage();
    await hello();
    await connection.call(logout);
    connection.close();
    await waitFor(() => expect(host().told.at(-1)).toEqual({ type: 'bye' }));
    host().die();
    await turnOfLocks();
    expect(hosts).toHaveLength(1);
  });
});
