/** Where hostile cases play: a real Synapse behind a rewriting proxy, three people, and the drop-in in a real Chromium. */
import { allowInsecureLocalhost, createSession, type Session } from '@bundesmessenger/core';
import {
  recoveryOffered,
  startHomeserver,
  startRecordingProxy,
  type Homeserver,
  type RecordingProxy,
} from '@bundesmessenger/homeserver';
import type { Browser, Page } from 'playwright';
import { launchChromium } from '../browser/launch.ts';
import { chatOn } from '../check/chat.ts';
import { serveChatPages, type ChatPages } from '../check/serve-chat-pages.ts';
import type { Json } from './format.ts';
import { startRewritingProxy, type RewritingProxy } from './rewriting-proxy.ts';

const password = 'Loopback-1';

export interface Person {
  readonly userId: string;
  /** A request in the person's name, straight to the server. */
  request(method: string, path: string, body?: unknown): Promise<{ status: number; json: Record<string, unknown> }>;
}

export interface HostileStage {
  readonly homeserver: Homeserver;
  readonly proxy: RewritingProxy;
  readonly page: Page;
  readonly alice: Person;
  readonly mallory: Person;
  readonly tester: Person;
  /** Alice's own device, for what has to be encrypted. */
  readonly aliceSession: Session;
  /** Failures that the page did not catch. */
  readonly pageErrors: string[];
  readonly contacted: () => readonly string[];
  /** The page anew, logged in as before. */
  reload(): Promise<void>;
  stop(): Promise<void>;
}

export const aliceName = 'Alice Ahrens';

export async function startHostileStage(): Promise<HostileStage> {
  const stops: (() => Promise<unknown>)[] = [];
  let target = '';
  const proxy = await startRewritingProxy(() => target);
  stops.push(() => proxy.stop());
  const homeserver = await startHomeserver({
    serverName: new URL(proxy.baseUrl).host,
    publicBaseUrl: proxy.baseUrl,
    config: { ...recoveryOffered, caches: { sync_response_cache_duration: '0s' } },
  });
  target = homeserver.baseUrl;
  stops.push(() => homeserver.stop());
  const site: ChatPages = await serveChatPages(proxy.baseUrl, 'http://localhost:1');
  stops.push(() => site.stop());
  const recording: RecordingProxy = await startRecordingProxy();
  stops.push(() => recording.stop());
  const browser: Browser = await launchChromium({
    args: [`--proxy-server=${recording.url}`, '--proxy-bypass-list=<-loopback>'],
  });
  stops.push(() => browser.close());

  const alice = await createPerson(homeserver, 'alice', aliceName);
  const mallory = await createPerson(homeserver, 'mallory', 'Mallory Mertens');
  const tester = await createPerson(homeserver, 'tester', 'Tessa Test');
  const aliceSession = await openSession(homeserver, proxy, 'alice');
  stops.push(() => aliceSession.stop());

  const pageErrors: string[] = [];
  const context = await browser.newContext({ locale: 'de-DE', viewport: { width: 1100, height: 800 } });
  const page = await context.newPage();
  page.on('pageerror', (error) => pageErrors.push(error.message));
  page.on('dialog', (dialog) => {
    pageErrors.push(`dialogue: ${dialog.message()}`);
    void dialog.dismiss();
  });
  await page.addInitScript(() => {
    const watched = globalThis as unknown as { violations: string[]; longTasksMs: number[] };
    watched.violations = [];
    watched.longTasksMs = [];
    document.addEventListener('securitypolicyviolation', ({ violatedDirective, blockedURI }) =>
      watched.violations.push(`${violatedDirective} ${blockedURI}`),
    );
    new PerformanceObserver((list) =>
      watched.longTasksMs.push(...list.getEntries().map(({ duration }) => duration)),
    ).observe({ type: 'longtask' });
  });
  const chat = chatOn(page);
  const open = async (): Promise<void> => {
    await page.goto(`${site.origin}/listed`);
    await chat.open();
  };
  await open();
  await chat.element.getByLabel('Benutzername').fill('tester');
  await chat.element.getByLabel('Passwort', { exact: true }).fill(password);
  await chat.element.getByRole('button', { name: 'Anmelden' }).click();
  await chat.element.locator('bm-room-list').waitFor();

  return {
    homeserver,
    proxy,
    page,
    alice,
    mallory,
    tester,
    aliceSession,
    pageErrors,
    contacted: () => recording.contacted,
    async reload() {
      await open();
      await chat.element.locator('bm-room-list').waitFor();
    },
    async stop() {
      for (const stop of stops.reverse()) await stop().catch(() => undefined);
    },
  };
}

async function createPerson(homeserver: Homeserver, localpart: string, displayName: string): Promise<Person> {
  const { userId } = await homeserver.createUser(localpart, password, { displayName });
  const ask = async (token: string | undefined, method: string, path: string, body?: unknown) => {
    const answer = await fetch(homeserver.baseUrl + path, {
      method,
      headers: { 'Content-Type': 'application/json', ...(token !== undefined && { Authorization: `Bearer ${token}` }) },
      ...(body !== undefined && { body: JSON.stringify(body) }),
    });
    return { status: answer.status, json: (await answer.json()) as Record<string, unknown> };
  };
  const login = { type: 'm.login.password', identifier: { type: 'm.id.user', user: localpart }, password };
  const { json } = await ask(undefined, 'POST', '/_matrix/client/v3/login', login);
  return { userId, request: (method, path, body) => ask(String(json.access_token), method, path, body) };
}

async function openSession(
  { serverName }: Homeserver,
  { baseUrl, spared }: RewritingProxy,
  user: string,
): Promise<Session> {
  const session = await createSession({
    homeserver: serverName,
    whitelist: { servers: [{ serverName, baseUrl }] },
    [allowInsecureLocalhost]: true,
  });
  await session.login({ type: 'm.login.password', user, password });
  const { accessToken } = (await session.storage.get<{ accessToken: string }>('credentials'))!;
  spared.add(`Bearer ${accessToken}`);
  return session;
}

let transaction = 0;

export interface CaseRoom {
  readonly roomId: string;
  readonly name: string;
  readonly base: string;
  readonly base2: string;
  readonly createId: string;
  readonly otherRoomEvent: string;
}

/** Text of another room, which must not show up in the room of a case. */
export const foreignText = 'NUR IM ANDEREN RAUM';

/** A room with Alice, Mallory (power 100) and the tester, and two messages by Alice. */
export async function makeCaseRoom(stage: HostileStage, id: string, encrypted: boolean): Promise<CaseRoom> {
  const { alice, mallory, tester } = stage;
  const name = `${id} ${encrypted ? 'verschlüsselt' : 'offen'}`;
  const other = await createRoom(mallory, 'Anderer Raum', []);
  const otherRoomEvent = await send(mallory, other, { msgtype: 'm.text', body: foreignText });
  const roomId = await createRoom(mallory, name, encrypted ? [encryption] : [], [alice.userId, tester.userId]);
  for (const person of [alice, tester]) {
    await person.request('POST', `/_matrix/client/v3/join/${encodeURIComponent(roomId)}`, {});
  }
  const say = (body: string): Promise<string> => sayAsAlice(stage, roomId, encrypted, body);
  const base = await say('ORIGINAL');
  const base2 = await say('ORIGINAL2');
  const create = await mallory.request('GET', `/_matrix/client/v3/rooms/${encodeURIComponent(roomId)}/state`);
  const states = create.json as unknown as { type: string; event_id: string }[];
  const createId = states.find(({ type }) => type === 'm.room.create')!.event_id;
  return { roomId, name, base, base2, createId, otherRoomEvent };
}

const encryption = { type: 'm.room.encryption', state_key: '', content: { algorithm: 'm.megolm.v1.aes-sha2' } };

async function createRoom(
  maker: Person,
  name: string,
  initialState: readonly object[],
  invite: readonly string[] = [],
): Promise<string> {
  const { json } = await maker.request('POST', '/_matrix/client/v3/createRoom', {
    preset: 'private_chat',
    room_version: '11',
    name,
    invite,
    initial_state: initialState,
  });
  return String(json.room_id);
}

/** As Alice's device sends it: encrypted in an encrypted room, else as any client would. */
export async function sayAsAlice(
  { alice, aliceSession }: HostileStage,
  roomId: string,
  encrypted: boolean,
  body: string,
): Promise<string> {
  if (!encrypted) return send(alice, roomId, { msgtype: 'm.text', body });
  const letGo = aliceSession.rooms.open(roomId);
  const content = await untilKnown(() => aliceSession.encrypt(roomId, 'm.room.message', { msgtype: 'm.text', body }));
  const { eventId } = await aliceSession.sendEncrypted(roomId, content, `hostile-${transaction++}`);
  letGo();
  return eventId;
}

/** The room arrives at Alice's device by its own sync. */
async function untilKnown<T>(act: () => Promise<T>): Promise<T> {
  for (let attempt = 0; ; attempt++) {
    try {
      return await act();
    } catch (error) {
      if (attempt === 50) throw error;
      await new Promise((resolve) => setTimeout(resolve, 100));
    }
  }
}

export async function send(person: Person, roomId: string, content: Json, type = 'm.room.message'): Promise<string> {
  const path = `/_matrix/client/v3/rooms/${encodeURIComponent(roomId)}/send/${encodeURIComponent(type)}/h${transaction++}`;
  const { status, json } = await person.request('PUT', path, content);
  if (status !== 200) throw new Error(`the server refused: ${status} ${JSON.stringify(json)}`);
  return String(json.event_id);
}
