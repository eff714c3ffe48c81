import type { ClientEvent, Decryption, Encryption, JsonObject, LiveTimeline, Room, Rooms } from '@bundesmessenger/core';
import { BmError } from '@bundesmessenger/core/errors';
import { writable, type Writable } from '@bundesmessenger/core/readable';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { Echo, Outbox } from '../outbox/outbox.ts';
import type { Outgoing } from '../outbox/outgoing.ts';
import {
  edit,
  erika,
  event,
  inThread,
  max,
  noon,
  reaction,
  text,
  type EventFixture,
} from '../testing/event-fixtures.ts';
import { createTimelines, type Timelines } from './timelines.source.ts';
import type { Timeline, TimelineItem } from './timeline.ts';

const roomId = '!a:server.example';
const stops: (() => void)[] = [];

beforeEach(() => void vi.useFakeTimers({ now: noon + 1_000 }));
afterEach(() => {
  for (const stop of stops.splice(0)) stop();
  vi.useRealTimers();
});

/** A session with one room, whose sync, server and encryption the test plays. */
function createStage(
  events: readonly EventFixture[] = [],
  before: LiveTimeline['before'] = 'start',
  stored?: Timeline,
) {
  const decryptions = new Map<string, Decryption>();
  const onChange = new Set<Parameters<Rooms['onChange']>[0]>();
  const onDecrypted = new Set<Parameters<Encryption['onDecrypted']>[0]>();
  const state = new Map<string, ClientEvent>();
  const receipts = new Map<string, unknown[]>();
  const accountData = new Map<string, JsonObject>();
  const know = (fixtures: readonly EventFixture[]): readonly ClientEvent[] =>
    fixtures.map(({ event: given, decryption }) => {
      if (decryption) decryptions.set(given.event_id, decryption);
      return given;
    });
  let live: LiveTimeline = { events: know(events), before, generation: 0 };
  let known = true;
  let isPartial = false;
  let membership = 'join';
  const room = {
    roomId,
    get membership() {
      return membership;
    },
    heroes: [],
    typing: [],
    strippedState: [],
    state: (type: string, key = '') => state.get(`${type} ${key}`),
    statesOf: (type: string) => [...state.values()].filter((other) => other.type === type),
    get live() {
      return live;
    },
    get isPartial() {
      return isPartial;
    },
    receiptsOf: (userId: string) => receipts.get(userId) ?? [],
    get receiptUsers() {
      return [...receipts.keys()];
    },
    accountData: (type: string) => accountData.get(type),
  } as unknown as Room;
  const opened = vi.fn();
  const coverage = writable<'none' | 'all'>(stored ? 'none' : 'all');
  const ignored = writable<ReadonlySet<string>>(new Set());
  const rooms = {
    coverage,
    ignored,
    get: () => (known ? room : undefined),
    onChange: (listener: never) => {
      onChange.add(listener);
      return () => onChange.delete(listener);
    },
    open: () => {
      opened(1);
      return () => opened(-1);
    },
    accountData: () => undefined,
    loadMembers: () => Promise.resolve(),
  } as unknown as Rooms;
  const decrypt = vi.fn(async (_room: string, batch: readonly ClientEvent[]) =>
    batch.map(({ event_id: id }) => {
      done.add(id);
      return decryptions.get(id) ?? ({ status: 'failed', cause: 'unknown' } as const);
    }),
  );
  const done = new Set<string>();
  const engine = {
    decrypt,
    decryptionOf: (_room: string, { event_id: id }: ClientEvent) =>
      done.has(id) ? decryptions.get(id)! : { status: 'pending' },
    onDecrypted: (listener: never) => {
      onDecrypted.add(listener);
      return () => onDecrypted.delete(listener);
    },
  } as unknown as Encryption;
  const encryption = writable<Encryption | undefined>(engine);
  const echoes = writable<readonly Echo[]>([]);
  const confirm = vi.fn((_room: string, eventId: string) =>
    echoes.set(echoes.get().filter((echo) => echo.eventId !== eventId)),
  );
  const outbox = { echoes: () => echoes, keyOf: () => undefined, confirm } as unknown as Outbox;
  const answers = new Map<RegExp, (path: string) => JsonObject>();
  const request = vi.fn(async ({ path }: { path: string }) => {
    const answer = [...answers].find(([pattern]) => pattern.test(path))?.[1];
    if (!answer) throw new BmError('UNEXPECTED', 'not found', { errcode: 'M_NOT_FOUND' });
    return answer(path);
  });
  const userId: Writable<string | undefined> = writable<string | undefined>(erika);
  const timelines = createTimelines({
    rooms,
    encryption,
    userId,
    request: request as never,
    outbox,
    threadUnread: () => new Map(),
    ...(stored && { stored: () => stored }),
  });
  const announce = (): void => {
    for (const listener of [...onChange]) listener({ roomIds: new Set([roomId]), accountData: new Set() });
  };
  return {
    timelines,
    request,
    decrypt,
    encryption,
    engine,
    confirm,
    opened,
    userId,
    answer: (pattern: RegExp, give: (path: string) => JsonObject) => void answers.set(pattern, give),
    know,
    /** The sync brings these. */
    arrive(...fixtures: readonly EventFixture[]) {
      live = { ...live, events: [...live.events, ...know(fixtures)] };
      announce();
    },
    ignore: (...userIds: readonly string[]) => ignored.set(new Set(userIds)),
    /** Nobody is ignored any more: the sync is about to tell the room from scratch. */
    ignoreNobody() {
      isPartial = true;
      ignored.set(new Set());
    },
    /** It does. */
    tellAnew(...fixtures: readonly EventFixture[]) {
      isPartial = false;
      live = { events: know(fixtures), before: { token: 'anew' }, generation: live.generation + 1 };
      announce();
    },
    /** The sync leaves a gap before these. */
    jump(...fixtures: readonly EventFixture[]) {
      live = { events: know(fixtures), before: { token: 'gap' }, generation: live.generation + 1 };
      announce();
    },
    /** The sync answers, and brings nothing of this room. */
    arriveElsewhere() {
      for (const listener of [...onChange]) listener({ roomIds: new Set(), accountData: new Set() });
    },
    redact(eventId: string) {
      const gone = live.events.map((other) =>
        other.event_id === eventId ? { ...other, content: {}, unsigned: { redacted_because: { sender: max } } } : other,
      );
      live = { ...live, events: gone };
      announce();
    },
    setState(stateEvent: ClientEvent) {
      state.set(`${stateEvent.type} ${stateEvent.state_key}`, stateEvent);
      announce();
    },
    setReceipts(who: string, given: unknown[]) {
      receipts.set(who, given);
      announce();
    },
    setAccountData(type: string, content: JsonObject) {
      accountData.set(type, content);
      announce();
    },
    keyArrives(eventId: string, decryption: Decryption) {
      decryptions.set(eventId, decryption);
      for (const listener of onDecrypted) listener(roomId, [eventId]);
    },
    echo(key: string, outgoing: Outgoing, change: Partial<Echo> = {}) {
      const others = echoes.get().filter((other) => other.key !== key);
      const send = { status: 'sending', waiting: 'answer' } as const;
      echoes.set([...others, { key, outgoing, queuedTs: noon, send, ...change }]);
    },
    dropEcho: (key: string) => echoes.set(echoes.get().filter((echo) => echo.key !== key)),
    invite() {
      membership = 'invite';
      live = { events: [], before: 'unknown', generation: 0 };
      announce();
    },
    leave() {
      known = false;
      announce();
    },
  };
}

const settle = (): Promise<unknown> => vi.advanceTimersByTimeAsync(0);
type View = Parameters<Timelines['of']>[1];

/** What a page sees, snapshot by snapshot. */
async function look(
  timelines: Timelines,
  view?: View,
  reader?: string,
): Promise<{ readonly all: Timeline[]; last(): Timeline }> {
  const all: Timeline[] = [];
  stops.push(timelines.of(roomId, view, reader).timeline.subscribe((snapshot) => all.push(snapshot)));
  await settle();
  return { all, last: () => all.at(-1)! };
}
const bodies = ({ items }: Timeline): readonly string[] =>
  items.flatMap((item) => (item.kind === 'message' ? [item.content.body] : []));
const rows = ({ items }: Timeline): readonly TimelineItem[] => items.filter(({ kind }) => kind !== 'dateDivider');
const message = (body: string, change: Parameters<typeof event>[0] = {}): EventFixture =>
  event({ content: text(body), ...change });
const outgoing = (body: string, replyTo?: string): Outgoing => {
  const relation = replyTo && { 'm.relates_to': { 'm.in_reply_to': { event_id: replyTo } } };
  return { kind: 'event', eventType: 'm.room.message', content: text(body, relation || {}) };
};

describe('opening', () => {
  it('shows everything at once, when it is decrypted', async () => {
    const { timelines } = createStage([message('eins'), message('zwei')]);
    const { all } = await look(timelines);
    expect(all.map(({ status }) => status)).toEqual(['loading', 'ready']);
    expect(bodies(all[1]!)).toEqual(['eins', 'zwei']);
  });

  it('waits for an encryption that still loads', async () => {
    const { timelines, encryption, engine } = createStage([message('eins')]);
    encryption.set(undefined);
    const { last } = await look(timelines);
    expect(last().status).toBe('loading');
    encryption.set(engine);
    await settle();
    expect(bodies(last())).toEqual(['eins']);
  });

  it('shows what came in clear although the encryption still loads', async () => {
    const { timelines, encryption } = createStage([message('eins', { clear: true })]);
    encryption.set(undefined);
    expect(bodies((await look(timelines)).last())).toEqual(['eins']);
  });

  it('says that the room is not known', async () => {
    const stage = createStage();
    stage.leave();
    expect((await look(stage.timelines)).last().status).toBe('unknownRoom');
  });

  it('has nothing to show of an invitation', async () => {
    const stage = createStage();
    stage.invite();
    expect((await look(stage.timelines)).last()).toMatchObject({ status: 'ready', atStart: true, items: [] });
  });

  it('shows nothing while nobody is logged in', async () => {
    const stage = createStage([message('eins')]);
    stage.userId.set(undefined);
    expect((await look(stage.timelines)).last().items).toEqual([]);
  });

  it('keeps no message when nobody looks any more', async () => {
    const { timelines } = createStage([message('eins')]);
    await look(timelines);
    for (const stop of stops.splice(0)) stop();
    expect(bodies(timelines.of(roomId).timeline.get())).toEqual([]);
  });

  it('opens the room for the sync, once, and lets go with the last listener', async () => {
    const { timelines, opened } = createStage([message('eins')]);
    const stop = timelines.of(roomId).timeline.subscribe(() => undefined);
    const other = timelines.of(roomId, { type: 'thread', threadId: '$r' }).timeline.subscribe(() => undefined);
    await settle();
    stop();
    expect(opened.mock.calls).toEqual([[1]]);
    other();
    expect(opened.mock.calls).toEqual([[1], [-1]]);
    expect(vi.getTimerCount()).toBe(0);
  });

  it('opens a room of which a view is here only when that view is shown', async () => {
    const { timelines, opened } = createStage(Array.from({ length: 10 }, (_, at) => message(`${at}`)));
    const seen = vi.fn();
    const stop = timelines.of(roomId).timeline.subscribe(seen);
    await settle();
    expect(seen.mock.lastCall?.[0].items).toHaveLength(11);
    expect(opened).not.toHaveBeenCalled();
    await vi.advanceTimersByTimeAsync(100);
    expect(opened.mock.calls).toEqual([[1]]);
    stop();
    expect(opened.mock.calls).toEqual([[1], [-1]]);
  });

  it('never opens a room that was only glanced at', async () => {
    const { timelines, opened } = createStage(Array.from({ length: 10 }, (_, at) => message(`${at}`)));
    const stop = timelines.of(roomId).timeline.subscribe(() => undefined);
    await settle();
    stop();
    await vi.runAllTimersAsync();
    expect(opened).not.toHaveBeenCalled();
    expect(vi.getTimerCount()).toBe(0);
  });
});

describe('following the sync', () => {
  it('adds what comes, decrypted, at the end', async () => {
    const stage = createStage([message('eins')]);
    const { all, last } = await look(stage.timelines);
    stage.arrive(message('zwei'));
    await settle();
    expect(bodies(last())).toEqual(['eins', 'zwei']);
    expect(all.every(({ items }) => items.every(({ kind }) => kind !== 'undecryptable'))).toBe(true);
  });

  it('leaves every other row the same object', async () => {
    const stage = createStage([message('eins'), message('zwei')]);
    const { last } = await look(stage.timelines);
    const before = last().items;
    stage.arrive(message('drei'));
    await settle();
    expect(before.every((row, at) => last().items[at] === row)).toBe(true);
  });

  it('gives a row a new version when a reaction comes, and only that one', async () => {
    const [one, two] = [message('eins'), message('zwei')];
    const stage = createStage([one, two]);
    const { last } = await look(stage.timelines);
    const before = rows(last());
    stage.arrive(reaction(one, '👍'));
    await settle();
    const after = rows(last());
    expect(after[0]!.version).toBeGreaterThan(before[0]!.version);
    expect(after[1]).toBe(before[1]);
  });

  it('shows what is redacted as redacted', async () => {
    const one = message('eins');
    const stage = createStage([one]);
    const { last } = await look(stage.timelines);
    stage.redact(one.event.event_id);
    await settle();
    expect(rows(last())[0]).toMatchObject({ kind: 'redacted', by: { userId: max } });
  });

  it('shows only what comes after a gap, until more is loaded', async () => {
    const stage = createStage([message('alt')]);
    const { last } = await look(stage.timelines);
    stage.jump(message('neu'));
    await settle();
    expect(bodies(last())).toEqual(['neu']);
    expect(last().atStart).toBe(false);
  });

  it('names people anew when a member changes', async () => {
    const stage = createStage([message('eins')]);
    const { last } = await look(stage.timelines);
    const member = { type: 'm.room.member', state_key: max, content: { membership: 'join', displayname: 'Max M.' } };
    stage.setState({ ...member, event_id: '$m', sender: max, origin_server_ts: 0 });
    await settle();
    expect(rows(last())[0]).toMatchObject({ sender: { displayName: 'Max M.' } });
  });

  it('shows who has read, but not in which thread', async () => {
    const [one, two] = [message('eins', { event_id: '$1' }), message('zwei', { event_id: '$2' })];
    const stage = createStage([one, two]);
    const { last } = await look(stage.timelines);
    stage.setReceipts(max, [
      { eventId: '$1', ts: 1, threadId: 'main' },
      { eventId: '$2', ts: 2, threadId: '$thread' },
    ]);
    stage.setReceipts(erika, [{ eventId: '$2', ts: 3 }]);
    await settle();
    expect(rows(last()).map((row) => ('readByCount' in row ? row.readByCount : 0))).toEqual([1, 0]);
  });

  it('marks where the user goes on reading, or names the event where it is not loaded', async () => {
    const stage = createStage([message('eins', { event_id: '$1' }), message('zwei')]);
    const { last } = await look(stage.timelines);
    stage.setAccountData('m.fully_read', { event_id: '$1' });
    await settle();
    expect(rows(last()).map(({ kind }) => kind)).toEqual(['message', 'readMarker', 'message']);
    stage.setAccountData('m.fully_read', { event_id: '$long-ago' });
    await settle();
    expect(last().readUpTo).toBe('$long-ago');
  });
});

describe('what is prefetched', () => {
  it('is what the sync has brought, decrypted, and asks the server for nothing', async () => {
    const { timelines, request, opened, decrypt } = createStage([message('eins'), message('zwei')]);
    const known = await timelines.prefetch(roomId);
    expect(bodies(known!)).toEqual(['eins', 'zwei']);
    expect(known!.stale).toBe(true);
    expect(decrypt).toHaveBeenCalledTimes(1);
    await vi.advanceTimersByTimeAsync(1_000);
    expect(request).not.toHaveBeenCalled();
    expect(opened).not.toHaveBeenCalled();
    expect(vi.getTimerCount()).toBe(0);
  });

  it('looks for no message that another one answers', async () => {
    const answer = message('ja', {
      content: text('ja', { 'm.relates_to': { 'm.in_reply_to': { event_id: '$weg' } } }),
    });
    const { timelines, request } = createStage([answer]);
    expect(bodies((await timelines.prefetch(roomId))!)).toEqual(['ja']);
    expect(request).not.toHaveBeenCalled();
  });

  it('stands there at once when the room is opened, and its rows stay the same ones', async () => {
    const { timelines } = createStage([message('eins'), message('zwei')]);
    const known = await timelines.prefetch(roomId);
    const { all, last } = await look(timelines);
    expect(bodies(all[0]!)).toEqual(['eins', 'zwei']);
    await vi.advanceTimersByTimeAsync(100);
    expect(last().stale).toBeUndefined();
    expect(last().items).toEqual(known!.items);
  });

  it('is no more than fills a view, however many the sync has brought', async () => {
    const { timelines } = createStage(Array.from({ length: 200 }, (_, at) => message(`${at}`)));
    const known = await timelines.prefetch(roomId);
    expect(known!.items).toHaveLength(40);
    expect(bodies(known!).at(-1)).toBe('199');
  });

  it('waits for messages that the sync still has to bring', async () => {
    const stage = createStage([], { token: 'before' });
    const asked = stage.timelines.prefetch(roomId);
    stage.arrive(...Array.from({ length: 10 }, (_, at) => message(`${at}`)));
    expect((await asked)!.items.length).toBeGreaterThanOrEqual(10);
    expect(vi.getTimerCount()).toBe(0);
  });

  it.each([
    ['of a room that the sync brings nothing of', () => undefined],
    ['without the encryption', ({ encryption }) => encryption.set(undefined)],
    ['of an invitation', ({ invite }) => invite()],
    ['of a room that is not known', ({ leave }) => leave()],
  ] satisfies [string, (stage: ReturnType<typeof createStage>) => void][])('is nothing %s', async (_, change) => {
    const stage = createStage([message('eins')], { token: 'before' });
    change(stage);
    const asked = stage.timelines.prefetch(roomId);
    await vi.advanceTimersByTimeAsync(10_000);
    expect(await asked).toBeNull();
    expect(vi.getTimerCount()).toBe(0);
  });

  it('is what an earlier start has shown where the sync has brought little', async () => {
    const source = createStage([message('früher')]);
    const stored = { ...(await look(source.timelines)).last() };
    const { timelines, decrypt } = createStage([message('eins')], { token: 'before' }, stored);
    expect(bodies((await timelines.prefetch(roomId))!)).toEqual(['früher']);
    expect(decrypt).not.toHaveBeenCalled();
  });

  it('is what is shown where another page has opened the room', async () => {
    const { timelines, decrypt } = createStage([message('eins')]);
    await look(timelines);
    expect(bodies((await timelines.prefetch(roomId))!)).toEqual(['eins']);
    expect(decrypt).toHaveBeenCalledTimes(1);
  });

  it('is forgotten with the login', async () => {
    const stage = createStage([message('eins')]);
    await stage.timelines.prefetch(roomId);
    stage.timelines.clear();
    stage.userId.set(undefined);
    expect((await look(stage.timelines)).all.flatMap(bodies)).toEqual([]);
  });

  it('leaves nothing for who logs in next where the login ends meanwhile', async () => {
    const stage = createStage([message('eins')]);
    const asked = stage.timelines.prefetch(roomId);
    stage.timelines.clear();
    stage.userId.set(max);
    expect(await asked).toBeNull();
    stage.leave();
    expect((await look(stage.timelines)).all.flatMap(bodies)).toEqual([]);
  });
});

describe('the days between messages', () => {
  afterEach(() => void vi.unstubAllEnvs());
  const days = ({ items }: Timeline): readonly string[] =>
    items.flatMap((item) => (item.kind === 'dateDivider' ? [item.day] : []));
  const at = (originServerTs: number): EventFixture => {
    const { event: given, ...rest } = message('eins');
    return { event: { ...given, origin_server_ts: originServerTs }, ...rest };
  };

  it('are those of the time zone, also of another one once the sync has answered there', async () => {
    vi.stubEnv('TZ', 'Europe/Berlin');
    const stage = createStage([at(Date.UTC(2026, 10, 20, 10)), at(Date.UTC(2026, 10, 20, 22, 59))]);
    const { all, last } = await look(stage.timelines);
    expect(days(last())).toEqual(['2026-11-20']);
    const count = all.length;
    stage.arriveElsewhere();
    await settle();
    expect(all).toHaveLength(count);
    vi.stubEnv('TZ', 'Pacific/Auckland');
    stage.arriveElsewhere();
    await settle();
    expect(days(last())).toEqual(['2026-11-20', '2026-11-21']);
    vi.stubEnv('TZ', 'America/Los_Angeles');
    stage.arrive(at(Date.UTC(2026, 10, 21, 8)));
    await settle();
    expect(days(last())).toEqual(['2026-11-20', '2026-11-21']);
  });

  it.each([
    ['the first', 0, '1970-01-01'],
    ['one of a summer', Date.UTC(2026, 6, 20, 22, 30), '2026-07-21'],
    ['one beyond the year 9999', 1e15, '+033658-09-27'],
    ['the last', 8.64e15, '1970-01-01'],
    ['one that is none', Number.MAX_SAFE_INTEGER, '1970-01-01'],
  ])('have a name by ISO 8601 that is a date: %s', async (_, time, name) => {
    vi.stubEnv('TZ', 'Europe/Berlin');
    const { last } = await look(createStage([at(time)]).timelines);
    expect(days(last())).toEqual([name]);
    expect(new Date(`${name}T12:00`).getTime()).not.toBeNaN();
  });
});

describe('late decryption', () => {
  const waits: Decryption = { status: 'failed', cause: 'waitingForKeys' };

  it('changes the row once', async () => {
    const late = message('spät', { event_id: '$late', decryption: waits });
    const stage = createStage([message('eins'), late]);
    const { all, last } = await look(stage.timelines);
    expect(rows(last())[1]).toMatchObject({ kind: 'undecryptable', cause: 'waitingForKeys' });
    const count = all.length;
    stage.keyArrives('$late', { status: 'decrypted', type: 'm.room.message', content: text('spät'), shield: 'none' });
    await settle();
    expect(bodies(last())).toEqual(['eins', 'spät']);
    expect(all.length).toBe(count + 1);
  });

  it('that does not come is said after two minutes, once, and leaves no timer', async () => {
    const stage = createStage([message('spät', { decryption: waits })]);
    const { all, last } = await look(stage.timelines);
    const count = all.length;
    await vi.advanceTimersByTimeAsync(600_000);
    expect(rows(last())[0]).toMatchObject({ cause: 'unknown' });
    expect(all.length).toBe(count + 1);
    expect(vi.getTimerCount()).toBe(0);
  });
});

describe('a start without a network', () => {
  /** What an earlier start has shown, and a room that no answer has told of. */
  const startOffline = async () => {
    const before = createStage([message('eins', { event_id: '$1' })]);
    const stored = (await look(before.timelines)).last();
    const stage = createStage([], 'unknown', stored);
    stage.leave();
    return { ...stage, ...(await look(stage.timelines)) };
  };

  it('shows what was there, and what the user sends', async () => {
    const { last, echo } = await startOffline();
    expect([bodies(last()), last().stale]).toEqual([['eins'], true]);
    echo('k1', outgoing('zwei'));
    await vi.waitFor(() => expect(bodies(last())).toEqual(['eins', 'zwei']));
    expect(rows(last()).at(-1)).toMatchObject({ key: 'k1', own: true, send: { status: 'sending' } });
  });

  it('shows what an answer answers where that is there, and else that it may come', async () => {
    const { last, echo } = await startOffline();
    echo('k1', outgoing('zwei', '$1'));
    echo('k2', outgoing('drei', '$old'));
    await vi.waitFor(() => expect(bodies(last())).toEqual(['eins', 'zwei', 'drei']));
    expect(rows(last()).slice(1)).toMatchObject([
      { replyTo: { status: 'ready', eventId: '$1', sender: { userId: max }, preview: { body: 'eins' } } },
      { replyTo: { status: 'loading', eventId: '$old' } },
    ]);
  });

  it('shows no more what is taken back', async () => {
    const { last, echo, dropEcho } = await startOffline();
    echo('k1', outgoing('zwei'));
    await vi.waitFor(() => expect(bodies(last())).toEqual(['eins', 'zwei']));
    dropEcho('k1');
    await settle();
    expect(bodies(last())).toEqual(['eins']);
  });
});

describe('a local echo', () => {
  it('is there at once', async () => {
    const stage = createStage([message('eins')]);
    const { last } = await look(stage.timelines);
    stage.echo('k1', outgoing('unterwegs'));
    await settle();
    expect(rows(last())[1]).toMatchObject({ key: 'k1', send: { status: 'sending' }, content: { body: 'unterwegs' } });
  });

  it('is one row with its event, whatever comes first', async () => {
    const stage = createStage([message('eins')]);
    const { all, last } = await look(stage.timelines);
    stage.echo('k1', outgoing('x'));
    await settle();
    stage.arrive(message('x', { event_id: '$x', sender: erika, unsigned: { transaction_id: 'k1' } }));
    await settle();
    stage.echo('k1', outgoing('x'), { eventId: '$x', send: { status: 'sent' } });
    await settle();
    expect(rows(last())[1]).toMatchObject({ key: 'k1', eventId: '$x', send: { status: 'sent' } });
    expect(stage.confirm).toHaveBeenCalledWith(roomId, '$x');
    expect(all.every((snapshot) => bodies(snapshot).filter((body) => body === 'x').length <= 1)).toBe(true);
  });

  it('stays while its event is being decrypted', async () => {
    const stage = createStage([message('eins')]);
    const { all } = await look(stage.timelines);
    stage.echo('k1', outgoing('x'), { eventId: '$x', send: { status: 'sent' } });
    await settle();
    const first = all.length;
    stage.arrive(message('x', { event_id: '$x', sender: erika, unsigned: { transaction_id: 'k1' } }));
    await settle();
    expect(all.slice(first - 1).every((snapshot) => bodies(snapshot).includes('x'))).toBe(true);
  });

  it('has left a key by which its event is found, although nobody watches', () => {
    const sent = event({ sender: erika, unsigned: { transaction_id: 'm1' } });
    const foreign = event({ sender: max, unsigned: { transaction_id: 'm2' } });
    const { events, release } = createStage([sent, foreign]).timelines.open(roomId);
    expect(events.eventIdOf('m1')).toBe(sent.event.event_id);
    expect(events.eventIdOf('m2')).toBeUndefined();
    release();
  });

  it('from before a restart is asked for what it answers, once, where that is not loaded', async () => {
    const stage = createStage([message('eins')]);
    stage.answer(/event\/%24old/, () => ({
      ...stage.know([message('alt', { event_id: '$old' })])[0]!,
      room_id: roomId,
    }));
    const { last } = await look(stage.timelines);
    stage.echo('k1', outgoing('zwei', '$old'));
    stage.echo('k2', outgoing('drei', '$old'));
    await settle();
    const quoted = { replyTo: { status: 'ready', preview: { body: 'alt' } } };
    expect(rows(last()).slice(1)).toMatchObject([quoted, quoted]);
    expect(stage.request).toHaveBeenCalledTimes(1);
  });

  it('is asked for what it answers also where it is older than the timeline', async () => {
    const stage = createStage([message('eins')]);
    stage.echo('k1', outgoing('zwei', '$old'));
    const { last } = await look(stage.timelines);
    expect(rows(last())[1]).toMatchObject({ replyTo: { status: 'unavailable' } });
    expect(stage.request).toHaveBeenCalledTimes(1);
  });

  it('asks for nothing that has just been sent and is about to arrive', async () => {
    const stage = createStage([message('eins')]);
    const { all, last } = await look(stage.timelines);
    stage.echo('k1', outgoing('zwei'), { eventId: '$2', send: { status: 'sent' } });
    stage.echo('k2', outgoing('drei', '$2'));
    await settle();
    expect(rows(last())[2]).toMatchObject({ replyTo: { status: 'loading' } });
    stage.arrive(message('zwei', { event_id: '$2', sender: erika, unsigned: { transaction_id: 'k1' } }));
    await settle();
    expect(rows(last())[2]).toMatchObject({ replyTo: { status: 'ready', preview: { body: 'zwei' } } });
    expect(stage.request).not.toHaveBeenCalled();
    expect(all.at(-2)!.items).toHaveLength(last().items.length);
  });

  it('of a reaction, an edit and a redaction shows at once, and goes when it is refused', async () => {
    const [one, own] = [message('eins'), message('eigen', { sender: erika })];
    const stage = createStage([one, own]);
    const { last } = await look(stage.timelines);
    const like = reaction(one, '👍').event.content;
    stage.echo('k1', { kind: 'event', eventType: 'm.reaction', content: like });
    const change = edit(own, 'neu').decryption as Extract<Decryption, { status: 'decrypted' }>;
    stage.echo('k2', { kind: 'event', eventType: 'm.room.message', content: change.content });
    await settle();
    expect(rows(last())).toMatchObject([{ reactions: [{ own: true }] }, { content: { body: 'neu' }, edited: true }]);
    stage.echo('k3', { kind: 'redaction', eventId: own.event.event_id });
    await settle();
    expect(rows(last())[1]!.kind).toBe('redacted');
    for (const key of ['k1', 'k2', 'k3']) stage.dropEcho(key);
    await settle();
    expect(bodies(last())).toEqual(['eins', 'eigen']);
    expect(rows(last())[0]).not.toHaveProperty('reactions');
  });
});

/** An answer of `/messages` backwards. */
const page = (stage: ReturnType<typeof createStage>, fixtures: readonly EventFixture[], end?: string): JsonObject => ({
  chunk: stage.know(fixtures.toReversed()),
  ...(end !== undefined && { end }),
});

describe('several readers', () => {
  const tab = 'another tab';

  it('each load for themselves', async () => {
    const stage = createStage([message('zwei')], { token: 't1' });
    stage.answer(/messages\?dir=b&from=t1/, () => page(stage, [message('eins')]));
    const own = await look(stage.timelines);
    const other = await look(stage.timelines, undefined, tab);
    await stage.timelines.of(roomId).paginate('backwards', 30);
    await vi.advanceTimersByTimeAsync(1_000);
    expect([bodies(own.last()), bodies(other.last())]).toEqual([['eins', 'zwei'], ['zwei']]);
    await stage.timelines.of(roomId, undefined, tab).paginate('backwards', 30);
    expect(bodies(other.last())).toEqual(['eins', 'zwei']);
  });

  it('each keep their place when the sync leaves a gap', async () => {
    const stage = createStage([message('eins'), message('zwei')]);
    stage.answer(/messages/, () => page(stage, [], 'on'));
    const above = await look(stage.timelines);
    const atNewest = await look(stage.timelines, undefined, tab);
    await vi.advanceTimersByTimeAsync(1_000);
    await stage.timelines.of(roomId).paginate('backwards', 0);
    stage.jump(message('fünf'));
    await settle();
    expect([bodies(above.last()), bodies(atNewest.last())]).toEqual([['eins', 'zwei'], ['fünf']]);
  });

  it('begin with what another one sees, and then hold on to the room each for themselves', async () => {
    const stage = createStage([message('eins')]);
    await look(stage.timelines);
    const all: Timeline[] = [];
    const stop = stage.timelines.of(roomId, undefined, tab).timeline.subscribe((snapshot) => all.push(snapshot));
    expect([all[0]?.stale, bodies(all[0]!)]).toEqual([true, ['eins']]);
    await vi.advanceTimersByTimeAsync(1_000);
    expect(all.at(-1)).not.toHaveProperty('stale');
    stop();
    stage.arrive(message('zwei'));
    await settle();
    expect(bodies(stage.timelines.of(roomId).timeline.get())).toEqual(['eins', 'zwei']);
  });
});

describe('files of a room', () => {
  const view: View = { type: 'files' };
  const file = (name: string, relation = {}): EventFixture =>
    event({ content: { msgtype: 'm.file', body: name, url: `mxc://server.example/${name.length}`, ...relation } });

  it('are shown without anything else, and without the place that the room is read up to', async () => {
    const [first, second] = [file('eins.pdf'), file('zwei.pdf')];
    const stage = createStage([message('davor'), first, message('dazwischen'), second, message('danach')]);
    stage.setAccountData('m.fully_read', { event_id: first.event.event_id });
    const { last } = await look(stage.timelines, view);
    expect(bodies(last())).toEqual(['eins.pdf', 'zwei.pdf']);
    expect([...new Set(last().items.map(({ kind }) => kind))]).toEqual(['dateDivider', 'message']);
  });

  it('that lie in threads, too', async () => {
    const root = message('Anfang');
    const relation = { 'm.relates_to': { rel_type: 'm.thread', event_id: root.event.event_id } };
    const stage = createStage([root, file('im-thread.pdf', relation)]);
    expect(bodies((await look(stage.timelines, view)).last())).toEqual(['im-thread.pdf']);
  });

  it('come as they are sent, and go when they are deleted', async () => {
    const old = file('alt.pdf');
    const stage = createStage([old]);
    const { last } = await look(stage.timelines, view);
    stage.arrive(file('neu.pdf'), message('dazu'));
    stage.redact(old.event.event_id);
    await settle();
    expect(bodies(last())).toEqual(['neu.pdf']);
  });

  it('are looked for page by page, until there are some or the room ends', async () => {
    const stage = createStage([message('neu')], { token: 't1' });
    stage.answer(/from=t1/, () => page(stage, [message('nur Text')], 't2'));
    stage.answer(/from=t2/, () => page(stage, [file('gefunden.pdf')], 't3'));
    stage.answer(/from=t3/, () => page(stage, [file('erste.pdf')]));
    const { last } = await look(stage.timelines, view);
    expect(last()).toMatchObject({ status: 'ready', atStart: false, items: [] });
    const { paginate } = stage.timelines.of(roomId, view);
    await paginate('backwards', 2);
    expect(bodies(last())).toEqual(['gefunden.pdf']);
    await paginate('backwards', 2);
    expect(bodies(last())).toEqual(['erste.pdf', 'gefunden.pdf']);
    expect(last().atStart).toBe(true);
  });
});

describe('a search', () => {
  const pegel: View = { type: 'search', search: 'pegel' };

  it('finds messages with the words, and says how far back it has looked', async () => {
    const first = message('guten Morgen', { origin_server_ts: noon - 5_000 });
    const stage = createStage([first, message('Der Pegel steigt'), message('danke')]);
    const { last } = await look(stage.timelines, pegel);
    expect(bodies(last())).toEqual(['Der Pegel steigt']);
    expect(last().searchedTo).toBe(noon - 5_000);
  });

  it('shows what it has found while it looks further back', async () => {
    const stage = createStage([message('neu')], { token: 't1' });
    stage.answer(/from=t1/, () => page(stage, [message('Pegel 7 m')], 't2'));
    stage.answer(/from=t2/, () => page(stage, [message('Pegel 6 m')], 't3'));
    stage.answer(/from=t3/, () => page(stage, [message('Anfang')]));
    const { all, last } = await look(stage.timelines, pegel);
    await stage.timelines.of(roomId, pegel).paginate('backwards', 30);
    expect(bodies(last())).toEqual(['Pegel 6 m', 'Pegel 7 m']);
    expect(last().atStart).toBe(true);
    const found = all.filter(({ status }) => status === 'paginating').map((snapshot) => bodies(snapshot).length);
    expect(found).toEqual(expect.arrayContaining([0, 1, 2]));
  });

  it('finds a message as it was edited, and not as it was before', async () => {
    const original = message('Pegel');
    const stage = createStage([original, edit(original, 'Wasserstand')]);
    expect(bodies((await look(stage.timelines, pegel)).last())).toEqual([]);
    expect(bodies((await look(stage.timelines, { type: 'search', search: 'stand' })).last())).toEqual(['Wasserstand']);
  });

  it('for other words is another one', async () => {
    const stage = createStage([message('Pegel'), message('Damm')]);
    const searches = ['pegel', 'damm', ''].map((search): View => ({ type: 'search', search }));
    const found = await Promise.all(searches.map((search) => look(stage.timelines, search)));
    expect(found.map(({ last }) => bodies(last()))).toEqual([['Pegel'], ['Damm'], []]);
  });
});

describe('loading more', () => {
  it('puts older events before the others, all at once', async () => {
    const stage = createStage([message('drei')], { token: 't1' });
    stage.answer(/messages\?dir=b&from=t1/, () => page(stage, [message('eins'), message('zwei')]));
    const { all, last } = await look(stage.timelines);
    await stage.timelines.of(roomId).paginate('backwards', 30);
    expect(bodies(last())).toEqual(['eins', 'zwei', 'drei']);
    expect(last()).toMatchObject({ status: 'ready', atStart: true });
    expect(all.some(({ status }) => status === 'paginating')).toBe(true);
    expect(all.map((snapshot) => bodies(snapshot).length)).not.toContain(2);
  });

  it('of what an earlier start has shown opens the room at once', async () => {
    const earlier = createStage([message('zwei', { event_id: '$2' })], { token: 't1' });
    const stored = (await look(earlier.timelines)).last();
    const stage = createStage([message('zwei', { event_id: '$2' })], { token: 't1' }, stored);
    stage.answer(/messages\?dir=b&from=t1/, () => page(stage, [message('eins')]));
    const all: Timeline[] = [];
    const stop = stage.timelines.of(roomId).timeline.subscribe((snapshot) => all.push(snapshot));
    await stage.timelines.of(roomId).paginate('backwards', 30);
    expect(all[0]).toMatchObject({ stale: true });
    expect(bodies(all.at(-1)!)).toEqual(['eins', 'zwei']);
    await vi.advanceTimersByTimeAsync(1_000);
    stop();
    expect(stage.opened.mock.calls).toEqual([[1], [-1]]);
  });

  describe('again and again', () => {
    /** A room of eight messages of which the sync has brought the last; the server gives one after another. */
    const createLongRoom = () => {
      const stage = createStage([message('8')], { token: '7' });
      stage.answer(/messages\?dir=b/, (path) => {
        const at = Number(new URL(path, 'https://server.example').searchParams.get('from'));
        return page(stage, [message(`${at}`, { event_id: `$${at}` })], at > 1 ? `${at - 1}` : undefined);
      });
      return stage;
    };
    const older = async (stage: ReturnType<typeof createStage>): Promise<void> => {
      await stage.timelines.of(roomId).paginate('backwards', 1);
      await settle();
    };

    it('has the next page before it is asked for, and no more than that', async () => {
      const stage = createLongRoom();
      const { last } = await look(stage.timelines);
      await older(stage);
      expect(stage.request).toHaveBeenCalledTimes(1);
      await older(stage);
      expect(bodies(last())).toEqual(['6', '7', '8']);
      expect(stage.request).toHaveBeenCalledTimes(3);
      await vi.advanceTimersByTimeAsync(60_000);
      expect(stage.request).toHaveBeenCalledTimes(3);
      stage.request.mockImplementation(() => new Promise(() => undefined)); // the server does not answer any more
      await older(stage);
      expect(bodies(last())).toEqual(['5', '6', '7', '8']);
    });

    it('does not tell of what it could not have before, and tries it when it is asked for', async () => {
      const stage = createLongRoom();
      const { last } = await look(stage.timelines);
      await older(stage);
      const give = stage.request.getMockImplementation()!;
      stage.request.mockImplementationOnce(give).mockRejectedValueOnce(new BmError('OFFLINE', 'gone'));
      await older(stage);
      expect(stage.request).toHaveBeenCalledTimes(3);
      expect(last()).toMatchObject({ status: 'ready' });
      expect(last().paginationError).toBeUndefined();
      await older(stage);
      expect(bodies(last())).toEqual(['5', '6', '7', '8']);
    });

    it('names where the user has read up to until that is shown', async () => {
      const stage = createLongRoom();
      const { last } = await look(stage.timelines);
      await older(stage);
      await older(stage);
      const ahead = stage.request.mock.calls.length;
      stage.setAccountData('m.fully_read', { event_id: '$5' });
      await settle();
      expect(last().readUpTo).toBe('$5');
      expect(stage.request).toHaveBeenCalledTimes(ahead);
      await older(stage);
      expect(last().readUpTo).toBeUndefined();
    });

    it('shows nothing of it to who comes after the last listener has gone', async () => {
      const stage = createLongRoom();
      const { timeline } = stage.timelines.of(roomId);
      const stop = timeline.subscribe(() => undefined);
      await settle();
      await older(stage);
      const { promise, resolve } = Promise.withResolvers<JsonObject>();
      const give = stage.request.getMockImplementation()!;
      stage.request.mockImplementationOnce(give).mockImplementationOnce(() => promise);
      await older(stage);
      stop();
      const { last } = await look(stage.timelines);
      resolve(page(stage, [message('5')], '4'));
      await settle();
      stage.arrive(message('9'));
      await settle();
      expect(bodies(last())).toEqual(['8', '9']);
    });
  });

  it('asks where the first event lies when the sync has let go of what was before', async () => {
    const stage = createStage([message('zwei', { event_id: '$2' })], 'unknown');
    stage.answer(/context\/%242\?limit=0/, () => ({ start: 't7' }));
    stage.answer(/messages\?dir=b&from=t7/, () => page(stage, [message('eins')]));
    const { last } = await look(stage.timelines);
    await stage.timelines.of(roomId).paginate('backwards', 30);
    expect(bodies(last())).toEqual(['eins', 'zwei']);
  });

  it('goes on with larger pages where one holds nothing to show', async () => {
    const one = message('zwei');
    const stage = createStage([one], { token: 't1' });
    stage.answer(/from=t1&limit=2$/, () => page(stage, [edit(one, 'zwei!'), edit(one, 'zwei!!')], 't2'));
    stage.answer(/from=t2&limit=8$/, () => page(stage, [message('eins')]));
    const { last } = await look(stage.timelines);
    await stage.timelines.of(roomId).paginate('backwards', 2);
    expect(bodies(last())).toEqual(['eins', 'zwei!!']);
  });

  describe('among very many reactions', () => {
    const emoji = (at: number): string => String.fromCodePoint(0x1f600 + at);
    /** The sync has brought the last of thirty reactions to a message that it has not brought. */
    const createCrowdedRoom = () => {
      const one = message('eins');
      const reactions = Array.from({ length: 30 }, (_, at) => reaction(one, emoji(at)));
      const stage = createStage(reactions.slice(20), { token: 't20' });
      stage.answer(/messages\?dir=b&from=t20&limit=2&filter=.*not_types/, () => page(stage, [one], 't0'));
      const brought = (from: number, to: number, end?: string) => (): JsonObject =>
        page(stage, reactions.slice(from, to), end);
      const aside = (from: string): RegExp =>
        new RegExp(`messages\\?dir=b&from=${from}&to=t0&limit=1000&filter=%7B%22types%22`);
      return { stage, brought, aside };
    };
    const counted = ({ items }: Timeline): number => {
      const [row] = items.filter(({ kind }) => kind === 'message');
      const { reactions = [], moreReactions = 0 } = row as Extract<TimelineItem, { kind: 'message' }>;
      return reactions.length + moreReactions;
    };

    it('reads messages without them, and they come afterwards', async () => {
      const { stage, brought, aside } = createCrowdedRoom();
      const { promise, resolve } = Promise.withResolvers<undefined>();
      const give = stage.request.getMockImplementation()!;
      stage.request.mockImplementation(async (asked) => {
        if (asked.path.includes('&to=')) await promise;
        return give(asked);
      });
      stage.answer(aside('t20'), brought(10, 20, 't10'));
      stage.answer(aside('t10'), brought(0, 10, 't0'));
      stage.answer(aside('t0'), brought(0, 0));
      const { last } = await look(stage.timelines);
      await stage.timelines.of(roomId).paginate('backwards', 2);
      await settle();
      expect(bodies(last())).toEqual(['eins']);
      expect(counted(last())).toBe(10);
      resolve(undefined);
      await settle();
      expect(counted(last())).toBe(30);
    });

    it('tries again to read them when the network was gone', async () => {
      const { stage, brought, aside } = createCrowdedRoom();
      let isOnline = false;
      stage.answer(aside('t20'), () => {
        if (!isOnline) throw new BmError('OFFLINE', 'gone');
        return brought(0, 20)();
      });
      const { last } = await look(stage.timelines);
      await stage.timelines.of(roomId).paginate('backwards', 2);
      expect(counted(last())).toBe(10);
      isOnline = true;
      await vi.advanceTimersByTimeAsync(10_000);
      expect(counted(last())).toBe(30);
    });

    it('leaves it at that when the server refuses them', async () => {
      const { stage, aside } = createCrowdedRoom();
      let tries = 0;
      stage.answer(aside('t20'), () => {
        tries++;
        throw new BmError('FORBIDDEN', 'no');
      });
      const { last } = await look(stage.timelines);
      await stage.timelines.of(roomId).paginate('backwards', 2);
      await vi.advanceTimersByTimeAsync(600_000);
      expect(tries).toBe(1);
      expect(counted(last())).toBe(10);
    });

    it('asks for no more of them when nobody looks at the room any more', async () => {
      const { stage, aside } = createCrowdedRoom();
      stage.answer(aside('t20'), () => {
        throw new BmError('OFFLINE', 'gone');
      });
      const { timeline, paginate } = stage.timelines.of(roomId);
      const stop = timeline.subscribe(() => undefined);
      await settle();
      await paginate('backwards', 2);
      await settle();
      stop();
      const asked = stage.request.mock.calls.length;
      await vi.advanceTimersByTimeAsync(600_000);
      expect(stage.request).toHaveBeenCalledTimes(asked);
      expect(vi.getTimerCount()).toBe(0);
    });

    it('ends where a server goes round in circles', async () => {
      const { stage, brought } = createCrowdedRoom();
      let asked = 0;
      stage.answer(/&to=t0/, () => brought(0, 5, `circle${++asked}`)());
      await look(stage.timelines);
      await stage.timelines.of(roomId).paginate('backwards', 2);
      await settle();
      expect(asked).toBe(20);
    });
  });

  it('stops asking a server that gives nothing new for ever (CVE-2022-31152, CVE-2022-39374, CVE-2026-45076)', async () => {
    let asked = 0;
    const stage = createStage([message('eins')], { token: 't0' });
    stage.answer(/messages/, () => ({ chunk: [], end: `t${++asked}` }));
    const { last } = await look(stage.timelines);
    await stage.timelines.of(roomId).paginate('backwards', 30);
    expect(asked).toBe(3);
    expect(last().atStart).toBe(true);
  });

  it('is extended however many others were named since', async () => {
    const stage = createStage([message('zwei')], { token: 't1' });
    stage.answer(/from=t1/, () => page(stage, [message('eins')]));
    const { last } = await look(stage.timelines);
    for (let other = 0; other < 150; other++) stage.timelines.of(`!${other}:server.example`);
    await stage.timelines.of(roomId).paginate('backwards', 30);
    expect(bodies(last())).toEqual(['eins', 'zwei']);
  });

  it('closes the gap that the sync left, in order and without doubles', async () => {
    const [one, two, three, four] = ['eins', 'zwei', 'drei', 'vier'].map((body) => message(body));
    const stage = createStage([one!, two!]);
    const { last } = await look(stage.timelines);
    stage.jump(four!);
    await settle();
    stage.answer(/from=gap/, () => page(stage, [one!, two!, three!]));
    await stage.timelines.of(roomId).paginate('backwards', 30);
    expect(bodies(last())).toEqual(['eins', 'zwei', 'drei', 'vier']);
  });

  describe('while the sync leaves a gap', () => {
    const numbered = (from: number, to: number): EventFixture[] =>
      Array.from({ length: to - from }, (_, at) => message(`${from + at}`, { event_id: `$${from + at}` }));
    /** What the server has between the last of what was shown and the first of what the sync brings. */
    const answerGap = (stage: ReturnType<typeof createStage>, last: string, gap: readonly EventFixture[]): void => {
      stage.answer(new RegExp(`context/%24${last}\\?`, 'u'), () => ({ end: 'e1' }));
      stage.answer(/dir=f&from=e1/, () => ({ chunk: stage.know(gap), end: 'e2' }));
    };

    it('stays where it is when the newest are far away, and goes on in order from there', async () => {
      const stage = createStage(numbered(200, 400), { token: 't1' });
      stage.answer(/dir=b&from=t1/, () => page(stage, numbered(0, 200)));
      const { last } = await look(stage.timelines);
      const { paginate } = stage.timelines.of(roomId);
      await paginate('backwards', 200);
      const shown = bodies(last());
      expect([shown[0], shown.at(-1)]).toEqual(['0', '249']);
      expect(last().atEnd).toBe(false);
      stage.jump(...numbered(403, 405));
      await settle();
      expect(bodies(last())).toEqual(shown);
      answerGap(stage, '399', numbered(400, 404));
      while (!last().atEnd) await paginate('forwards', 200);
      expect(bodies(last()).slice(-7)).toEqual(['398', '399', '400', '401', '402', '403', '404']);
    });

    it('stays where it is when somebody says that she reads above the newest', async () => {
      const stage = createStage(numbered(0, 4));
      const { last } = await look(stage.timelines);
      const { paginate } = stage.timelines.of(roomId);
      await paginate('backwards', 0);
      expect(stage.request).not.toHaveBeenCalled();
      expect(last()).toMatchObject({ status: 'ready', atEnd: true });
      stage.jump(...numbered(6, 8));
      await settle();
      expect(bodies(last())).toEqual(['0', '1', '2', '3']);
      expect(last().atEnd).toBe(false);
      answerGap(stage, '3', numbered(4, 7));
      await paginate('forwards', 30);
      expect(bodies(last())).toEqual(['0', '1', '2', '3', '4', '5', '6', '7']);
      expect(last().atEnd).toBe(true);
    });

    it('shows the newest again when she does so no more', async () => {
      const stage = createStage(numbered(0, 4));
      const { last } = await look(stage.timelines);
      const { paginate } = stage.timelines.of(roomId);
      await paginate('backwards', 0);
      await paginate('forwards', 0);
      stage.jump(...numbered(6, 8));
      await settle();
      expect(bodies(last())).toEqual(['6', '7']);
      expect(last().atEnd).toBe(true);
    });

    it('shows the newest to who comes when she has gone', async () => {
      const stage = createStage(numbered(0, 4));
      const { timeline, paginate } = stage.timelines.of(roomId);
      await paginate('backwards', 0);
      const stop = timeline.subscribe(() => undefined);
      await settle();
      await paginate('backwards', 0);
      stop();
      const { last } = await look(stage.timelines);
      stage.jump(...numbered(6, 8));
      await settle();
      expect(bodies(last())).toEqual(['6', '7']);
    });

    it('lets nothing go that is read when the gap is closed by very many at once', async () => {
      const stage = createStage(numbered(0, 200));
      const { last } = await look(stage.timelines);
      const { paginate } = stage.timelines.of(roomId);
      await paginate('backwards', 0);
      stage.jump(...numbered(300, 600));
      await settle();
      answerGap(stage, '199', numbered(200, 301));
      await paginate('forwards', 30);
      expect([bodies(last())[0], bodies(last()).at(-1)]).toEqual(['0', '229']);
      expect(last().atEnd).toBe(false);
      while (!last().atEnd) await paginate('forwards', 200);
      expect(bodies(last()).at(-1)).toBe('599');
    });

    it('stays where it is when older ones are just being loaded, and goes on in order from there', async () => {
      const stage = createStage(numbered(2, 4), { token: 't1' });
      stage.answer(/dir=b&from=t1/, () => page(stage, numbered(0, 2)));
      const { last } = await look(stage.timelines);
      const gate = Promise.withResolvers<void>();
      const ask = stage.request.getMockImplementation()!;
      stage.request.mockImplementationOnce(async (options) => {
        await gate.promise;
        return ask(options);
      });
      const { paginate } = stage.timelines.of(roomId);
      const paginated = paginate('backwards', 30);
      await settle();
      stage.jump(...numbered(6, 8));
      await settle();
      expect(bodies(last())).toEqual(['2', '3']);
      gate.resolve();
      await paginated;
      expect(bodies(last())).toEqual(['0', '1', '2', '3']);
      expect(last()).toMatchObject({ atStart: true, atEnd: false });
      answerGap(stage, '3', numbered(4, 7));
      await paginate('forwards', 30);
      expect(bodies(last())).toEqual(['0', '1', '2', '3', '4', '5', '6', '7']);
      expect(last().atEnd).toBe(true);
    });
  });

  it('of somebody who has gone meanwhile keeps nobody waiting who comes then, and tells nobody that it failed', async () => {
    const stage = createStage([message('zwei')], { token: 't1' });
    const { timeline, paginate } = stage.timelines.of(roomId);
    const stop = timeline.subscribe(() => undefined);
    await settle();
    const gate = Promise.withResolvers<JsonObject>();
    stage.request.mockImplementationOnce(() => gate.promise);
    const before = paginate('backwards', 30);
    await settle();
    stop();
    stage.answer(/from=t1/, () => page(stage, [message('eins')], 't0'));
    stage.answer(/from=t0/, () => page(stage, [message('null')]));
    const { last } = await look(stage.timelines);
    expect(last().status).toBe('ready');
    await paginate('backwards', 1);
    expect(bodies(last())).toEqual(['eins', 'zwei']);
    gate.reject(new BmError('OFFLINE', 'gone'));
    await expect(before).rejects.toMatchObject({ code: 'OFFLINE' });
    await settle();
    expect(last()).not.toHaveProperty('paginationError');
    expect(bodies(last())).toEqual(['eins', 'zwei']);
  });

  it('says that it failed, and tries again when it is asked', async () => {
    const stage = createStage([message('zwei')], { token: 't1' });
    const { last } = await look(stage.timelines);
    await expect(stage.timelines.of(roomId).paginate('backwards', 30)).rejects.toMatchObject({ code: 'UNEXPECTED' });
    expect(last()).toMatchObject({ status: 'ready', paginationError: 'UNEXPECTED' });
    stage.answer(/from=t1/, () => page(stage, [message('eins')]));
    await stage.timelines.of(roomId).paginate('backwards', 30);
    expect(bodies(last())).toEqual(['eins', 'zwei']);
    expect(last()).not.toHaveProperty('paginationError');
  });

  it('runs once however often it is asked', async () => {
    const stage = createStage([message('zwei')], { token: 't1' });
    stage.answer(/from=t1/, () => page(stage, [message('eins')]));
    await look(stage.timelines);
    const { paginate } = stage.timelines.of(roomId);
    await Promise.all([paginate('backwards', 30), paginate('backwards', 30)]);
    expect(stage.request).toHaveBeenCalledTimes(1);
  });

  it('keeps what the sync brings meanwhile', async () => {
    const stage = createStage([message('zwei')], { token: 't1' });
    stage.answer(/from=t1/, () => {
      stage.arrive(message('drei'));
      return page(stage, [message('eins')]);
    });
    const { last } = await look(stage.timelines);
    await stage.timelines.of(roomId).paginate('backwards', 30);
    await settle();
    expect(bodies(last())).toEqual(['eins', 'zwei', 'drei']);
  });
});

describe('around one event', () => {
  const all = Array.from({ length: 9 }, (_, at) => message(`${at}`, { event_id: `$${at}0` }));
  const focus = { type: 'focused', eventId: '$20' } as const;
  const stageWithContext = (): ReturnType<typeof createStage> => {
    const stage = createStage([all[8]!], { token: 'x' });
    stage.answer(/context\/%2420\?/, () => ({
      events_before: stage.know([all[1]!]),
      event: stage.know([all[2]!])[0],
      events_after: stage.know([all[3]!]),
      start: 's1',
      end: 'e1',
    }));
    return stage;
  };

  it('is shown what comes before and after it', async () => {
    const { last } = await look(stageWithContext().timelines, focus);
    expect(bodies(last())).toEqual(['1', '2', '3']);
    expect(last()).toMatchObject({ atStart: false, atEnd: false });
  });

  it('says which row it is or, where it has none, which one comes next', async () => {
    const stage = stageWithContext();
    const own = await look(stage.timelines, focus);
    expect(own.last().around).toBe('$20');
    const like = reaction(all[1]!, '👍', { event_id: '$like' });
    stage.answer(/context\/%24like\?/, () => ({
      events_before: stage.know([all[1]!]),
      event: stage.know([like])[0],
      events_after: stage.know([all[3]!]),
    }));
    const { last } = await look(stage.timelines, { type: 'focused', eventId: '$like' });
    expect(last().around).toBe('$30');
  });

  it('new messages do not show until the present is reached, then they do', async () => {
    const stage = stageWithContext();
    const { last } = await look(stage.timelines, focus);
    stage.arrive(message('neu', { event_id: '$neu' }));
    await settle();
    expect(bodies(last())).not.toContain('neu');
    stage.answer(/dir=f&from=e1/, () => ({ chunk: stage.know(all.slice(4)), end: 'e2' }));
    await stage.timelines.of(roomId, focus).paginate('forwards', 30);
    expect(last().atEnd).toBe(true);
    expect(bodies(last()).slice(-2)).toEqual(['8', 'neu']);
  });

  it('loads in both directions when it is asked for both at once', async () => {
    const stage = stageWithContext();
    stage.answer(/dir=b/, () => page(stage, [all[0]!]));
    stage.answer(/dir=f/, () => ({ chunk: stage.know(all.slice(4)), end: 'e2' }));
    const { last } = await look(stage.timelines, focus);
    const { paginate } = stage.timelines.of(roomId, focus);
    await Promise.all([paginate('backwards', 30), paginate('forwards', 30)]);
    expect(bodies(last())).toEqual(all.map((_, at) => `${at}`));
  });

  it('that does not exist there is an error', async () => {
    const stage = createStage([all[0]!]);
    const { last } = await look(stage.timelines, focus);
    expect(last()).toMatchObject({ status: 'ready', items: [], paginationError: 'UNEXPECTED' });
  });
});

describe('a thread', () => {
  const root = message('Wurzel', { event_id: '$root' });
  const thread = { type: 'thread', threadId: '$root' } as const;
  const reply = (body: string): EventFixture => inThread(root, body, { event_id: `$${body}` });
  /** The server has these of the thread, and gives so many at once. */
  const stageWithThread = (live: readonly EventFixture[], replies: readonly EventFixture[], atOnce: number) => {
    const stage = createStage(live);
    const server = { replies: [...replies] };
    stage.answer(/event\/%24root/, () => stage.know([root])[0] as never);
    /** A token names how many stand before it. */
    stage.answer(/context\/%24\d+\?limit=0/, (path) => ({ end: /%24(\d+)/.exec(path)![1] }));
    stage.answer(/relations\/%24root/, (path) => {
      const query = new URLSearchParams(path.split('?')[1]);
      const from = Number(query.get('from') ?? server.replies.length);
      if (query.get('dir') === 'f') {
        const end = from + atOnce;
        const isMore = end < server.replies.length;
        return { chunk: stage.know(server.replies.slice(from, end)), ...(isMore && { next_batch: `${end}` }) };
      }
      const start = Math.max(0, from - atOnce);
      const chunk = stage.know(server.replies.slice(start, from)).toReversed();
      return { chunk, ...(start > 0 && { next_batch: `${start}` }) };
    });
    return { ...stage, server };
  };

  it('is in order, although the sync has brought more of it than the server gives at once', async () => {
    const replies = ['1', '2', '3', '4'].map(reply);
    const stage = stageWithThread([root, ...replies], replies, 2);
    const { last } = await look(stage.timelines, thread);
    expect(bodies(last())).toEqual(['3', '4']);
    stage.arrive(message('daneben'), reply('5'));
    await settle();
    expect(bodies(last())).toEqual(['3', '4', '5']);
    await stage.timelines.of(roomId, thread).paginate('backwards', 10);
    expect(bodies(last())).toEqual(['Wurzel', '1', '2', '3', '4', '5']);
  });

  it('that is read at its newest shows the newest after a gap of the sync', async () => {
    const stage = stageWithThread([root], ['1', '2', '3', '4'].map(reply), 2);
    const { last } = await look(stage.timelines, thread);
    stage.server.replies.push(...['5', '6'].map(reply));
    stage.jump(message('daneben'), reply('6'));
    await settle();
    expect(bodies(last())).toEqual(['5', '6']);
    expect(last().atEnd).toBe(true);
  });

  describe('that is read back while the sync leaves a gap', () => {
    const server = ['1', '2', '3', '4'];
    /** What the server has since, of which the sync brings the last. */
    const leaveGap = async (stage: ReturnType<typeof stageWithThread>, ...since: readonly string[]) => {
      stage.server.replies.push(...since.map(reply));
      stage.jump(message('daneben'), reply(since.at(-1)!));
      await settle();
    };

    it('stays where it is when older ones are just being loaded, and goes on in order from there', async () => {
      const stage = stageWithThread([root], server.map(reply), 2);
      const { last } = await look(stage.timelines, thread);
      const gate = Promise.withResolvers<void>();
      const ask = stage.request.getMockImplementation()!;
      stage.request.mockImplementationOnce(async (options) => {
        const answer = await ask(options);
        await gate.promise;
        return answer;
      });
      const { paginate } = stage.timelines.of(roomId, thread);
      const paginated = paginate('backwards', 10);
      await settle();
      await leaveGap(stage, '5', '6');
      expect(bodies(last())).toEqual(['3', '4']);
      gate.resolve();
      await paginated;
      expect(bodies(last())).toEqual(['Wurzel', '1', '2', '3', '4']);
      expect(last()).toMatchObject({ atStart: true, atEnd: false });
      await paginate('forwards', 10);
      expect(bodies(last())).toEqual(['Wurzel', '1', '2', '3', '4', '5', '6']);
      expect(last().atEnd).toBe(true);
    });

    it('has all that was missed, page by page, and follows the sync from there', async () => {
      const stage = stageWithThread([root], server.map(reply), 2);
      const { last } = await look(stage.timelines, thread);
      const { paginate } = stage.timelines.of(roomId, thread);
      await paginate('backwards', 0);
      await leaveGap(stage, '5', '6', '7', '8', '9');
      stage.arrive(reply('10'));
      await settle();
      expect(bodies(last())).toEqual(['3', '4']);
      stage.server.replies.push(reply('10'));
      await paginate('forwards', 4);
      expect(bodies(last())).toEqual(['3', '4', '5', '6']);
      expect(last().atEnd).toBe(false);
      await paginate('forwards', 10);
      expect(bodies(last())).toEqual(['3', '4', '5', '6', '7', '8', '9', '10']);
      stage.arrive(reply('11'));
      await settle();
      expect(bodies(last()).at(-1)).toBe('11');
      expect(last().atEnd).toBe(true);
    });

    it('does not take what the sync brings for all, where that leaves another gap meanwhile', async () => {
      const stage = stageWithThread([root], server.map(reply), 10);
      const { last } = await look(stage.timelines, thread);
      const { paginate } = stage.timelines.of(roomId, thread);
      await paginate('backwards', 0);
      await leaveGap(stage, '5', '6');
      const ask = stage.request.getMockImplementation()!;
      stage.request.mockImplementationOnce(ask).mockImplementationOnce(async (options) => {
        const answer = await ask(options);
        await leaveGap(stage, '7', '8');
        return answer;
      });
      await paginate('forwards', 2);
      expect(bodies(last())).toEqual(['Wurzel', '1', '2', '3', '4', '5', '6']);
      expect(last().atEnd).toBe(false);
      await paginate('forwards', 10);
      expect(bodies(last()).slice(-4)).toEqual(['5', '6', '7', '8']);
      expect(last().atEnd).toBe(true);
    });

    it('says that the server does not give what was missed, and stays', async () => {
      const stage = stageWithThread([root], server.map(reply), 10);
      const { last } = await look(stage.timelines, thread);
      const { paginate } = stage.timelines.of(roomId, thread);
      await paginate('backwards', 0);
      await leaveGap(stage, '5', '6');
      stage.request.mockRejectedValueOnce(new BmError('OFFLINE', 'gone'));
      await expect(paginate('forwards', 10)).rejects.toMatchObject({ code: 'OFFLINE' });
      expect(bodies(last())).toEqual(['Wurzel', '1', '2', '3', '4']);
      expect(last()).toMatchObject({ atEnd: false, paginationError: 'OFFLINE' });
    });

    it('asks no further where the server gives nothing but tokens (CVE-2022-31152)', async () => {
      const stage = stageWithThread([root], server.map(reply), 10);
      const { last } = await look(stage.timelines, thread);
      const { paginate } = stage.timelines.of(roomId, thread);
      await paginate('backwards', 0);
      await leaveGap(stage, '5', '6');
      let asked = 0;
      stage.request.mockImplementation(async ({ path }) =>
        path.includes('/context/') ? { end: 'e' } : { chunk: [], next_batch: `t${++asked}` },
      );
      await paginate('forwards', 10);
      expect(asked).toBe(1);
      expect(last().atEnd).toBe(true);
    });
  });

  it('that could not be opened is opened when it is asked for again', async () => {
    const stage = createStage([root]);
    const { last } = await look(stage.timelines, thread);
    expect(last()).toMatchObject({ status: 'ready', items: [], paginationError: 'UNEXPECTED' });
    stage.answer(/relations/, () => ({ chunk: stage.know([reply('1')]) }));
    stage.answer(/event\//, () => stage.know([root])[0] as never);
    await stage.timelines.of(roomId, thread).paginate('backwards', 10);
    expect(bodies(last())).toEqual(['Wurzel', '1']);
    expect(last()).not.toHaveProperty('paginationError');
  });
});

describe('an answer to something that is not loaded', () => {
  const answer = message('x', {
    content: text('x', { 'm.relates_to': { 'm.in_reply_to': { event_id: '$old' } } }),
  });

  it('is looked for once', async () => {
    const stage = createStage([answer, { ...answer, event: { ...answer.event, event_id: '$second' } }]);
    stage.answer(/event\/%24old/, () => ({
      ...stage.know([message('alt', { event_id: '$old' })])[0]!,
      room_id: roomId,
    }));
    const { last } = await look(stage.timelines);
    await settle();
    expect(rows(last())[0]).toMatchObject({ replyTo: { status: 'ready', preview: { body: 'alt' } } });
    expect(bodies(last())).not.toContain('alt');
    expect(stage.request).toHaveBeenCalledTimes(1);
  });

  it('is looked for again where the network was gone', async () => {
    const stage = createStage([answer]);
    const [old] = stage.know([message('alt', { event_id: '$old' })]);
    let isBack = false;
    stage.answer(/event\/%24old/, () => {
      if (!isBack) throw new BmError('OFFLINE', 'no network');
      return { ...old!, room_id: roomId };
    });
    const { last } = await look(stage.timelines);
    expect(rows(last())[0]).toMatchObject({ replyTo: { status: 'loading' } });
    isBack = true;
    await vi.advanceTimersByTimeAsync(5_000);
    expect(rows(last())[0]).toMatchObject({ replyTo: { status: 'ready', preview: { body: 'alt' } } });
  });

  it('is not looked for any more when nobody looks at the room', async () => {
    const stage = createStage([answer]);
    stage.answer(/event\/%24old/, () => {
      throw new BmError('OFFLINE', 'no network');
    });
    await look(stage.timelines);
    for (const stop of stops.splice(0)) stop();
    await vi.advanceTimersByTimeAsync(60_000);
    expect(stage.request).toHaveBeenCalledTimes(1);
    expect(vi.getTimerCount()).toBe(0);
  });

  it('is never taken from another room', async () => {
    const stage = createStage([answer]);
    stage.answer(/event\/%24old/, () => ({
      ...stage.know([message('geheim', { event_id: '$old' })])[0]!,
      room_id: '!other:server.example',
    }));
    const { last } = await look(stage.timelines);
    await settle();
    expect(rows(last())[0]).toMatchObject({ replyTo: { status: 'unavailable' } });
  });

  it('that nobody has is unavailable, and asked for once', async () => {
    const stage = createStage([answer]);
    const { last } = await look(stage.timelines);
    stage.arrive(message('y'));
    await settle();
    expect(rows(last())[0]).toMatchObject({ replyTo: { status: 'unavailable' } });
    expect(stage.request).toHaveBeenCalledTimes(1);
  });
});

describe('somebody who is ignored', () => {
  const eva = '@eva:server.example';
  const hers = (body: string, change: Parameters<typeof message>[1] = {}): EventFixture =>
    message(body, { sender: eva, ...change });

  it('is not seen any more, but for what was changed in the room, and is seen again', async () => {
    const state = event({ type: 'm.room.name', state_key: '', content: { name: 'Amt' } });
    const stage = createStage([hers('eins'), state, message('zwei'), hers('drei')]);
    const { last } = await look(stage.timelines);
    stage.ignore(max);
    await settle();
    expect(rows(last()).map(({ kind }) => kind)).toEqual(['message', 'state', 'message']);
    expect(bodies(last())).toEqual(['eins', 'drei']);
    stage.ignoreNobody();
    await settle();
    expect(bodies(last())).toEqual(['eins', 'zwei', 'drei']);
  });

  it('is not seen from the beginning, where that is known', async () => {
    const stage = createStage([hers('eins'), message('zwei')]);
    stage.ignore(max);
    const { all } = await look(stage.timelines);
    expect(all.flatMap(bodies)).toEqual(['eins']);
  });

  it('is not seen in reactions, receipts and threads', async () => {
    const root = hers('Wurzel');
    const id = root.event.event_id;
    const stage = createStage([root, reaction(root, '👍'), inThread(root, 'Antwort')]);
    stage.setReceipts(max, [{ eventId: id, ts: 1 }]);
    const { last } = await look(stage.timelines);
    expect(rows(last())).toMatchObject([{ reactions: [{ count: 1 }], thread: { count: 1 }, readByCount: 1 }]);
    stage.ignore(max);
    await settle();
    for (const field of ['reactions', 'thread', 'readByCount']) expect(rows(last())[0]).not.toHaveProperty(field);
  });

  it('is not quoted, nor is the server asked for it', async () => {
    const answered = message('seins', { event_id: '$his' });
    const answer = hers('x', { content: text('x', { 'm.relates_to': { 'm.in_reply_to': { event_id: '$his' } } }) });
    const stage = createStage([answered, answer]);
    const { last } = await look(stage.timelines);
    expect(rows(last())[1]).toMatchObject({ replyTo: { status: 'ready' } });
    stage.ignore(max);
    await settle();
    expect(rows(last())).toMatchObject([{ replyTo: { status: 'unavailable' } }]);
    stage.arrive(hers('y'));
    await settle();
    expect(stage.request).not.toHaveBeenCalled();
  });

  it('is decrypted when it is seen again, and not before', async () => {
    const stage = createStage([hers('eins')]);
    const { last } = await look(stage.timelines);
    stage.ignore(max);
    stage.arrive(message('zwei'));
    await settle();
    expect(stage.decrypt).toHaveBeenCalledTimes(1);
    stage.ignoreNobody();
    await settle();
    expect(bodies(last())).toEqual(['eins', 'zwei']);
  });

  it('is seen again with what the server has left out, wherever that belongs', async () => {
    const stage = createStage([hers('1', { event_id: '$1' }), hers('3', { event_id: '$3' })], { token: 'before' });
    const { last } = await look(stage.timelines);
    stage.ignore(max);
    stage.ignoreNobody();
    await settle();
    stage.tellAnew(message('2', { event_id: '$2' }), hers('3', { event_id: '$3' }));
    await settle();
    expect(bodies(last())).toEqual(['2', '3']);
    expect(last()).toMatchObject({ status: 'ready', atStart: false });
    stage.answer(/messages\?dir=b&from=anew/, () => page(stage, [message('0'), hers('1', { event_id: '$1' })]));
    await stage.timelines.of(roomId).paginate('backwards', 30);
    expect(bodies(last())).toEqual(['0', '1', '2', '3']);
  });

  it('is looked for again in what is quoted, where the server has said that there is no such event', async () => {
    const answer = hers('x', { content: text('x', { 'm.relates_to': { 'm.in_reply_to': { event_id: '$his' } } }) });
    const stage = createStage([answer]);
    stage.ignore(max);
    const { last } = await look(stage.timelines);
    expect(rows(last())).toMatchObject([{ replyTo: { status: 'unavailable' } }]);
    stage.answer(/event\/%24his/, () => stage.know([message('seins', { event_id: '$his' })])[0] as never);
    stage.ignoreNobody();
    stage.tellAnew(answer);
    await settle();
    await settle();
    expect(rows(last())).toMatchObject([{ replyTo: { status: 'ready', preview: { body: 'seins' } } }]);
  });

  it('stands at the edge of what is loaded: older events come by the next that the server shows', async () => {
    const stage = createStage([message('seins'), hers('ihres', { event_id: '$hers' })], 'unknown');
    stage.ignore(max);
    const { last } = await look(stage.timelines);
    stage.answer(/context\/%24hers\?/, () => ({ start: 's' }));
    stage.answer(/messages\?dir=b&from=s&/, () => page(stage, [hers('älteres')]));
    await stage.timelines.of(roomId).paginate('backwards', 30);
    expect(bodies(last())).toEqual(['älteres', 'ihres']);
  });

  it('has sent all that is loaded: older events come from the end of the room', async () => {
    const stage = createStage([message('seins')], 'unknown');
    stage.ignore(max);
    const { last } = await look(stage.timelines);
    expect(last()).toMatchObject({ status: 'ready', atStart: false });
    stage.answer(/messages\?dir=b&limit/, () => page(stage, [hers('älteres')]));
    await stage.timelines.of(roomId).paginate('backwards', 30);
    expect(bodies(last())).toEqual(['älteres']);
  });

  it('is not in what was prefetched before', async () => {
    const stage = createStage([hers('eins'), message('zwei')]);
    expect(bodies((await stage.timelines.prefetch(roomId))!)).toEqual(['eins', 'zwei']);
    stage.ignore(max);
    stage.timelines.forgetPrefetched();
    const { all } = await look(stage.timelines);
    expect(all.flatMap(bodies)).not.toContain('zwei');
  });
});
