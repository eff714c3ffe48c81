import { createSession, type Session } from '@bundesmessenger/core';
import { until, type Readable } from '@bundesmessenger/core/readable';
import { allowInsecureLocalhost } from '@bundesmessenger/core/types';
import { startFaultProxy, startHomeserver, type FaultProxy, type Homeserver } from '@bundesmessenger/homeserver';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { createStore } from '../host.ts';
import { type Room, type Store } from '../store.ts';
import type { Timeline, TimelineItem } from './timeline.ts';

let homeserver: Homeserver;
let proxy: FaultProxy;
const ends: (() => Promise<void>)[] = [];
const watches: (() => void)[] = [];
let users = 0;

/** Both take part in everything; each test has a room of its own. */
let anna: Person;
let ben: Person;

beforeAll(async () => {
  homeserver = await startHomeserver();
  proxy = await startFaultProxy(homeserver.baseUrl);
  [anna, ben] = [await person(proxy.baseUrl), await person()];
});
afterEach(() => {
  proxy.clearRules();
  for (const end of watches.splice(0)) end();
});
afterAll(async () => {
  for (const end of ends) await end();
  await proxy?.stop();
  await homeserver?.stop();
});

interface Person {
  readonly userId: string;
  readonly session: Session;
  readonly store: Store;
}

/** Somebody new, logged in and in sync. */
async function person(baseUrl = homeserver.baseUrl): Promise<Person> {
  const user = `user${++users}-${crypto.randomUUID().slice(0, 8)}`;
  await homeserver.createUser(user, 'Geheim-1234!');
  return logIn(user, baseUrl);
}

async function logIn(user: string, baseUrl = homeserver.baseUrl): Promise<Person> {
  const session = await createSession({
    homeserver: homeserver.serverName,
    whitelist: { servers: [{ serverName: homeserver.serverName, baseUrl }] },
    [allowInsecureLocalhost]: true,
  });
  const store = createStore(session);
  ends.push(async () => {
    store.close();
    await session.stop();
  });
  await until(store.session, ({ status }) => status === 'loggedOut');
  await store.login({ type: 'm.login.password', user, password: 'Geheim-1234!' });
  await until(store.session, (state) => state.status === 'loggedIn' && state.sync.status === 'live');
  return { userId: `@${user}:${homeserver.serverName}`, session, store };
}

/** Keeps a readable alive for the test, as an element does. */
function watch<T>(readable: Readable<T>): Readable<T> {
  watches.push(readable.subscribe(() => undefined));
  return readable;
}

/** A room of two, both looking at it. */
async function roomOfTwo(): Promise<{ of: (who: Person) => Room; roomId: string }> {
  const { roomId } = await anna.store.createRoom({ name: 'Bauantrag', invite: [ben.userId] });
  await until(ben.store.room(roomId).summary, (summary) => summary?.membership === 'invite');
  await ben.store.join(roomId);
  for (const { store } of [anna, ben]) watch(store.room(roomId).timeline);
  await until(anna.store.room(roomId).summary, (summary) => summary?.memberCount === 2);
  return { roomId, of: ({ store }) => store.room(roomId) };
}

/** Many messages in little time, from another client of the same user, which does not encrypt. Gives their event ids. */
async function sendInClear(
  who: Person,
  roomId: string,
  messageBodies: readonly string[],
  threadId?: string,
): Promise<readonly string[]> {
  const [user] = who.userId.slice(1).split(':');
  const post = async (path: string, body: object, token?: string, method = 'POST'): Promise<Record<string, string>> => {
    const answer = await fetch(`${homeserver.baseUrl}/_matrix/client/v3/${path}`, {
      method,
      headers: { ...(token && { Authorization: `Bearer ${token}` }) },
      body: JSON.stringify(body),
    });
    return (await answer.json()) as Record<string, string>;
  };
  const identifier = { type: 'm.id.user', user };
  const login = await post('login', { type: 'm.login.password', identifier, password: 'Geheim-1234!' });
  const eventIds: string[] = [];
  for (const [at, body] of messageBodies.entries()) {
    const path = `rooms/${encodeURIComponent(roomId)}/send/m.room.message/t${at}`;
    const relation = threadId && { 'm.relates_to': { rel_type: 'm.thread', event_id: threadId } };
    eventIds.push((await post(path, { ...text(body), ...relation }, login.access_token, 'PUT')).event_id!);
  }
  return eventIds;
}

const isEqual = (preview: unknown, body: string): boolean => (preview as { body?: string } | undefined)?.body === body;

type Message = Extract<TimelineItem, { kind: 'message' }>;
const messages = ({ items }: Timeline): readonly Message[] =>
  items.filter((item): item is Message => item.kind === 'message');
const bodies = (timeline: Timeline): readonly string[] => messages(timeline).map(({ content }) => content.body);
const text = (body: string) => ({ msgtype: 'm.text', body }) as const;
const withBody = (body: string) => (timeline: Timeline) => bodies(timeline).includes(body);
const messageOf = async (room: Room, body: string): Promise<Message> =>
  messages(await until(room.timeline, withBody(body))).find(({ content }) => content.body === body)!;

describe('a timeline', () => {
  it('shows what was sent, once, under the key of its echo, and to the other encrypted', async () => {
    const { of } = await roomOfTwo();
    const sent = of(anna).send(text('Guten Tag'));
    const echo = await messageOf(of(anna), 'Guten Tag');
    expect(echo.send.status).toBe('sending');
    const { eventId } = await sent;
    const own = await until(of(anna).timeline, (timeline) =>
      messages(timeline).some((item) => item.eventId === eventId),
    );
    expect(bodies(own)).toEqual(['Guten Tag']);
    expect(messages(own)[0]!.key).toBe(echo.key);
    const received = await messageOf(of(ben), 'Guten Tag');
    expect(received).toMatchObject({ eventId, own: false, protection: 'encrypted' });
  });

  it('need not be looked at for a reaction to be added and taken back', async () => {
    const { roomId } = await anna.store.createRoom({ name: 'Bauantrag' });
    const room = anna.store.room(roomId);
    const { eventId } = await room.send(text('Guten Tag'));
    const [inRoom, ofMessage] = [roomId, eventId].map(encodeURIComponent);
    const path = `/_matrix/client/v1/rooms/${inRoom}/relations/${ofMessage}/m.annotation/m.reaction`;
    for (const there of [1, 0, 1]) {
      await room.react(eventId, '👍');
      expect((await anna.session.request({ method: 'GET', path })).chunk).toHaveLength(there);
    }
  });

  it('shows replies, edits, reactions and redactions to both', async () => {
    const { of } = await roomOfTwo();
    const { eventId } = await of(anna).send(text('Wann tagt der Rat?'));
    await messageOf(of(ben), 'Wann tagt der Rat?');

    await of(ben).send(text('Am Montag.'), { replyTo: eventId });
    const answer = await messageOf(of(anna), 'Am Montag.');
    expect(answer.replyTo).toMatchObject({ status: 'ready', preview: { body: 'Wann tagt der Rat?' } });

    await of(anna).edit(eventId, text('Wann tagt der Ausschuss?'));
    expect(await messageOf(of(ben), 'Wann tagt der Ausschuss?')).toMatchObject({ edited: true, eventId });
    const changed = (timeline: Timeline): boolean =>
      messages(timeline).some(
        ({ replyTo }) =>
          replyTo?.status === 'ready' &&
          replyTo.preview.kind === 'message' &&
          replyTo.preview.body === 'Wann tagt der Ausschuss?',
      );
    await until(of(ben).timeline, changed);

    await of(ben).react(eventId, '👍');
    const liked = (count: number) => (timeline: Timeline) =>
      (messages(timeline).find((item) => item.eventId === eventId)?.reactions?.[0]?.count ?? 0) === count;
    await until(of(anna).timeline, liked(1));
    await of(anna).react(eventId, '👍');
    await until(of(ben).timeline, liked(2));
    await of(ben).react(eventId, '👍');
    await until(of(anna).timeline, liked(1));

    await of(anna).redact(eventId);
    const redacted = ({ items }: Timeline): boolean =>
      items.some((item) => item.kind === 'redacted' && item.eventId === eventId);
    await until(of(ben).timeline, redacted);
    const { items } = await until(of(anna).timeline, redacted);
    expect(items.filter(({ kind }) => kind === 'redacted')).toHaveLength(1);
  });

  it('keeps a thread out of the main timeline and counts it at its root', async () => {
    const { of } = await roomOfTwo();
    const { eventId: threadId } = await of(anna).send(text('Entwurf'));
    await messageOf(of(ben), 'Entwurf');
    await of(ben).send(text('Seite 1'), { threadId });
    await of(ben).send(text('Seite 2'), { threadId });
    const summed = await until(of(anna).timeline, (timeline) => messages(timeline)[0]?.thread?.count === 2);
    expect(bodies(summed)).toEqual(['Entwurf']);
    expect(messages(summed)[0]!.thread).toMatchObject({ unreadCount: 2 });
    const latest = ({ thread }: Message): unknown => thread?.latest?.preview;
    await until(of(anna).timeline, (timeline) => isEqual(latest(messages(timeline)[0]!), 'Seite 2'));
    const thread = await until(watch(of(anna).thread(threadId)), withBody('Seite 2'));
    expect(bodies(thread)).toEqual(['Entwurf', 'Seite 1', 'Seite 2']);
    await of(anna).send(text('Seite 3'), { threadId });
    expect(bodies(await until(of(anna).thread(threadId), withBody('Seite 3')))).toHaveLength(4);
    const last = messages(of(anna).thread(threadId).get()).at(-1)!;
    await until(of(anna).thread(threadId), (timeline) => messages(timeline).at(-1)?.eventId !== undefined);
    await of(anna).markRead(messages(of(anna).thread(threadId).get()).at(-1)!.eventId!, { threadId });
    await until(of(anna).timeline, (timeline) => messages(timeline)[0]?.thread?.unreadCount === 0);
    expect(last.content.body).toBe('Seite 3');
  });

  it('counts votes of a poll and its end', async () => {
    const { of } = await roomOfTwo();
    const { eventId } = await of(anna).send({ msgtype: 'm.poll', body: 'Wohin?', answers: ['Berg', 'See'] });
    await messageOf(of(ben), 'Wohin?');
    await of(ben).vote(eventId, ['2']);
    const poll =
      (is: (content: Extract<Message['content'], { msgtype: 'm.poll' }>) => boolean) => (timeline: Timeline) =>
        messages(timeline).some(({ content }) => content.msgtype === 'm.poll' && is(content));
    await until(
      of(anna).timeline,
      poll(({ answers }) => answers[1]!.votes === 1),
    );
    await of(ben).vote(eventId, ['1']);
    await until(
      of(anna).timeline,
      poll(({ answers }) => answers[0]!.votes === 1 && answers[1]!.votes === 0),
    );
    await of(anna).endPoll(eventId, 'Das Ergebnis steht fest.');
    await until(
      of(ben).timeline,
      poll(({ ended }) => ended),
    );
  });

  it('shows who has read and who is writing', async () => {
    const { of } = await roomOfTwo();
    const { eventId } = await of(anna).send(text('Gelesen?'));
    await messageOf(of(ben), 'Gelesen?');
    await of(ben).markRead(eventId);
    const read = await until(of(anna).timeline, (timeline) => messages(timeline).some(({ readBy }) => readBy));
    expect(messages(read).at(-1)!.readBy).toMatchObject([{ userId: ben.userId }]);
    watch(of(anna).typing);
    await of(ben).setTyping(true);
    await until(of(anna).typing, (typing) => typing.users.some((user) => user.userId === ben.userId));
    await of(ben).setTyping(false);
    await until(of(anna).typing, (typing) => typing.users.length === 0);
  });
});

describe('history', () => {
  it('is loaded in order, to the first event of the room, and shows at most 300 rows', async () => {
    const { of, roomId } = await roomOfTwo();
    watches.splice(0).forEach((end) => end());
    const expected = Array.from({ length: 310 }, (_, at) => `Nachricht ${at}`);
    await sendInClear(ben, roomId, expected);
    watch(of(anna).timeline);
    const room = of(anna);
    await messageOf(room, 'Nachricht 309');
    for (let page = 0; page < 20 && !room.timeline.get().atStart; page++) await room.paginate(50);
    const start = room.timeline.get();
    expect([start.atStart, start.atEnd]).toEqual([true, false]);
    expect(start.items.length).toBeLessThanOrEqual(300);
    expect(bodies(start).slice(0, 100)).toEqual(expected.slice(0, 100));
    for (let page = 0; page < 20 && !room.timeline.get().atEnd; page++) {
      await room.paginate(50, { direction: 'forwards' });
    }
    expect(bodies(room.timeline.get()).slice(-100)).toEqual(expected.slice(-100));
  }, 300_000);

  /** Anna's sync is interrupted meanwhile. */
  async function interrupted(meanwhile: () => Promise<unknown>): Promise<void> {
    const isSync = ({ path }: { path: string }): boolean => path.endsWith('/sync');
    proxy.rule(isSync, { kind: 'dropRequest' });
    anna.session.reconnect();
    await until(anna.store.session, (state) => state.status === 'loggedIn' && state.sync.status === 'offline');
    await meanwhile();
    proxy.clearRules();
    anna.session.reconnect();
  }

  it('is in order and complete after an interruption longer than the sync tells of', async () => {
    const { of, roomId } = await roomOfTwo();
    await of(ben).send(text('vorher'));
    await messageOf(of(anna), 'vorher');
    const expected = Array.from({ length: 80 }, (_, at) => `Lücke ${at}`);
    await interrupted(() => sendInClear(ben, roomId, expected));
    await messageOf(of(anna), 'Lücke 79');
    for (let page = 0; page < 10 && !bodies(of(anna).timeline.get()).includes('vorher'); page++) {
      await of(anna).paginate(30);
    }
    expect(bodies(of(anna).timeline.get())).toEqual(['vorher', ...expected]);
  });

  it('stays where somebody reads above the newest, in a thread too, and leads on from there', async () => {
    const { of, roomId } = await roomOfTwo();
    const { eventId: threadId } = await of(ben).send(text('vorher'));
    await messageOf(of(anna), 'vorher');
    const view = { type: 'thread', threadId } as const;
    const thread = watch(of(anna).thread(threadId));
    await of(ben).send(text('Seite 0'), { threadId });
    await until(thread, withBody('Seite 0'));
    await of(anna).paginate(0);
    await of(anna).paginate(0, { view });
    const pages = Array.from({ length: 60 }, (_, at) => `Seite ${at + 1}`);
    const expected = Array.from({ length: 80 }, (_, at) => `Lücke ${at}`);
    await interrupted(async () => {
      await sendInClear(ben, roomId, pages, threadId);
      await sendInClear(ben, roomId, expected);
    });
    const isBehind = ({ atEnd }: Timeline): boolean => !atEnd;
    expect(bodies(await until(of(anna).timeline, isBehind))).toEqual(['vorher']);
    expect(bodies(await until(thread, isBehind))).toEqual(['vorher', 'Seite 0']);
    for (let page = 0; page < 10 && !of(anna).timeline.get().atEnd; page++) {
      await of(anna).paginate(30, { direction: 'forwards' });
    }
    expect(bodies(of(anna).timeline.get())).toEqual(['vorher', ...expected]);
    for (let page = 0; page < 10 && !thread.get().atEnd; page++) {
      await of(anna).paginate(30, { direction: 'forwards', view });
    }
    expect(bodies(thread.get())).toEqual(['vorher', 'Seite 0', ...pages]);
    await of(ben).send(text('nachher'), { threadId });
    expect(bodies(await until(thread, withBody('nachher')))).toHaveLength(63);
  });

  it('of a room that nobody has opened is prefetched, decrypted, without a request', async () => {
    const { roomId } = await ben.store.createRoom({ name: 'Bauantrag', invite: [anna.userId] });
    await until(anna.store.room(roomId).summary, (summary) => summary?.membership === 'invite');
    await anna.store.join(roomId);
    await until(ben.store.room(roomId).summary, (summary) => summary?.memberCount === 2);
    const sent = Array.from({ length: 12 }, (_, at) => `Nachricht ${at}`);
    for (const body of sent) await ben.store.room(roomId).send(text(body));
    await until(anna.store.room(roomId).summary, (summary) => isEqual(summary?.preview, 'Nachricht 11'));
    const asked = (): number => proxy.requests.filter(({ path }) => path.includes(encodeURIComponent(roomId))).length;
    const before = asked();
    const known = await anna.store.room(roomId).prefetch();
    expect(bodies(known!).slice(-10)).toEqual(sent.slice(-10));
    expect(asked()).toBe(before);
    expect(anna.store.room(roomId).timeline.get().status).toBe('loading');
  });

  it('can be entered at any event and at any time, and leads on to the present', async () => {
    const { of, roomId } = await roomOfTwo();
    watches.splice(0).forEach((end) => end());
    const expected = Array.from({ length: 120 }, (_, at) => `Nachricht ${at}`);
    const eventId = (await sendInClear(ben, roomId, expected))[20]!;
    const focused = watch(of(anna).focused(eventId));
    await until(focused, withBody('Nachricht 20'));
    expect(focused.get().atEnd).toBe(false);
    const view = { type: 'focused', eventId } as const;
    for (let page = 0; page < 10 && !focused.get().atEnd; page++) {
      await of(anna).paginate(30, { direction: 'forwards', view });
    }
    // The end is where the sync is; it may be a moment behind the sender.
    const led = await until(focused, withBody('Nachricht 119'));
    expect(bodies(led).slice(-100)).toEqual(expected.slice(-100));
    await of(ben).send(text('neu'));
    await until(focused, withBody('neu'));
    const { originServerTs } = messages(focused.get()).find((item) => item.eventId === eventId)!;
    expect((await of(anna).jumpToDate(originServerTs)).eventId).toBe(eventId);
  });

  it('shows what is pinned, in the order of the pins', async () => {
    const { of } = await roomOfTwo();
    const [first, second] = [await of(anna).send(text('eins')), await of(anna).send(text('zwei'))];
    await of(anna).pin(second.eventId);
    const pins = (count: number) => (timeline: Timeline) => timeline.items.length === count;
    await until(watch(of(ben).pinned), pins(1));
    await until(watch(of(anna).pinned), pins(1));
    await of(anna).pin(first.eventId);
    expect(bodies(await until(of(ben).pinned, pins(2)))).toEqual(['zwei', 'eins']);
    await of(anna).unpin(second.eventId);
    expect(bodies(await until(of(ben).pinned, pins(1)))).toEqual(['eins']);
  });
});
