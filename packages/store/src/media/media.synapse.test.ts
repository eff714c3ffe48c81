import { createSession, type Session } from '@bundesmessenger/core';
import { allowInsecureLocalhost } from '@bundesmessenger/core/types';
import { startFaultProxy, startHomeserver, type FaultProxy, type Homeserver } from '@bundesmessenger/homeserver';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { until } from '@bundesmessenger/core/readable';
import { createStore } from '../host.ts';
import type { Room, Store } from '../store.ts';
import type { Timeline, TimelineItem } from '../timeline/timeline.ts';

let homeserver: Homeserver;
let proxy: FaultProxy;
let anna: Person;
let ben: Person;
const ends: (() => Promise<void>)[] = [];
const watches: (() => void)[] = [];
/** Largest file that the server of this test takes. */
const uploadLimit = 200_000;

beforeAll(async () => {
  homeserver = await startHomeserver({ config: { max_upload_size: uploadLimit } });
  proxy = await startFaultProxy(homeserver.baseUrl);
  [anna, ben] = [await person('anna', proxy.baseUrl), await person('ben')];
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

async function person(user: string, baseUrl = homeserver.baseUrl): Promise<Person> {
  await homeserver.createUser(user, 'Geheim-1234!');
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

async function roomOfTwo(): Promise<(who: Person) => Room> {
  const { roomId } = await anna.store.createRoom({ name: 'Unterlagen', invite: [ben.userId] });
  await until(ben.store.room(roomId).summary, (summary) => summary?.membership === 'invite');
  await ben.store.join(roomId);
  for (const { store } of [anna, ben]) watches.push(store.room(roomId).timeline.subscribe(() => undefined));
  await until(anna.store.room(roomId).summary, (summary) => summary?.memberCount === 2);
  return ({ store }) => store.room(roomId);
}

type Message = Extract<TimelineItem, { kind: 'message' }>;
const messages = ({ items }: Timeline): readonly Message[] =>
  items.filter((item): item is Message => item.kind === 'message');
const fileIn = async (room: Room): Promise<Message> =>
  messages(await until(room.timeline, (timeline) => messages(timeline).length > 0))[0]!;
const mediaIdOf = ({ content }: Message): string => ('file' in content ? content.file!.mediaId : '');

/** Of a file: devices upload keys, too, whenever somebody has taken one. */
const isUpload = ({ path }: { readonly path: string }): boolean => path === '/_matrix/media/v3/upload';

/** One red pixel. */
const png = Uint8Array.from(
  Buffer.from(
    'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mP8z8BQDwAEhQGAhKmMIQAAAABJRU5ErkJggg==',
    'base64',
  ),
);

describe('a file', () => {
  it('arrives as it was sent, and the server sees nothing of it', async () => {
    const of = await roomOfTwo();
    const before = proxy.requests.length;
    const sent = of(anna).sendFile(new File([png], 'Lageplan.png', { type: 'image/png' }), { caption: 'So ist es' });
    expect(await (await of(anna).download(mediaIdOf(await fileIn(of(anna))))).bytes()).toEqual(png);
    await sent;
    const received = await fileIn(of(ben));
    expect(received.content).toMatchObject({
      msgtype: 'm.image',
      filename: 'Lageplan.png',
      body: 'So ist es',
      captioned: true,
      file: { mimetype: 'image/png', sizeBytes: png.length },
    });
    const picture = await of(ben).download(mediaIdOf(received));
    expect(picture.type).toBe('image/png');
    expect(await picture.bytes()).toEqual(png);
    const uploads = proxy.requests.slice(before).filter(isUpload);
    expect(uploads.map(({ query }) => query)).toEqual(['']);
  });

  it('that could run is only bytes', async () => {
    const of = await roomOfTwo();
    await of(anna).sendFile(new File(['<svg onload="x"/>'], 'x.svg', { type: 'image/svg+xml' }));
    const received = await fileIn(of(ben));
    expect(received.content.msgtype).toBe('m.file');
    expect((await of(ben).download(mediaIdOf(received))).type).toBe('application/octet-stream');
  });

  it('larger than the server takes is refused before it is sent, and the next message is not', async () => {
    const of = await roomOfTwo();
    const before = proxy.requests.length;
    const tooLarge = of(anna).sendFile(new File([new Uint8Array(uploadLimit + 1)], 'x.bin'));
    await expect(tooLarge).rejects.toMatchObject({ code: 'FILE_TOO_LARGE' });
    await of(anna).send({ msgtype: 'm.text', body: 'danach' });
    expect(proxy.requests.slice(before).some(isUpload)).toBe(false);
    expect((await fileIn(of(anna))).send).toMatchObject({ status: 'failed', recoverable: false });
  });

  it('can be taken back while it is uploaded', async () => {
    const of = await roomOfTwo();
    proxy.rule(isUpload, { kind: 'delay', delayMs: 600_000 });
    const uploading = of(anna).sendFile(new File([png], 'x.png', { type: 'image/png' }));
    const { key } = await fileIn(of(anna));
    const refused = expect(uploading).rejects.toMatchObject({ code: 'EVENT_UNKNOWN' });
    await of(anna).discard(key);
    await refused;
    proxy.clearRules();
    await of(anna).send({ msgtype: 'm.text', body: 'danach' });
    expect((await fileIn(of(ben))).content.body).toBe('danach');
  });

  it('is uploaded again after an upload that was cut off', async () => {
    const of = await roomOfTwo();
    proxy.rule(isUpload, { kind: 'dropAnswer' }, { times: 1 });
    await of(anna).sendFile(new File([png], 'x.png', { type: 'image/png' }));
    expect(await (await of(ben).download(mediaIdOf(await fileIn(of(ben))))).bytes()).toEqual(png);
  });

  it('that nobody has is unavailable', async () => {
    const of = await roomOfTwo();
    await expect(of(anna).download('$gone')).rejects.toMatchObject({ code: 'EVENT_UNKNOWN' });
  });
});
