/** Scenarios of starting and syncing: what comes between the page and its homeserver, and what must be true after it. */
import { setTimeout as pause } from 'node:timers/promises';
import {
  liveAfter,
  say,
  sessionIn,
  shownIn,
  untilLive,
  untilOffline,
  untilShown,
  type PageOfClient,
} from './client.ts';
import { liveWithinMs } from './network-gone.ts';
import type { Stage } from './stage.ts';
import { visit, withoutNetwork, type Visit } from './visit.ts';
import { poll } from './waiting.ts';

const slidingSync = /simplified_msc3575/;
const anySync = /\/sync$/;

/** More messages than one answer of the sync brings. */
const missedCount = 80;

/** What was said meanwhile is there whole and in order, once somebody scrolls up to it. */
export function gap(stage: Stage): Promise<string> {
  return visit(stage, async (visited) => {
    const { page, roomId } = visited;
    const bodies = Array.from({ length: missedCount }, (_, at) => `versäumt ${at}`);
    await hear(stage, visited, 'vorher');
    const backAt = await withoutNetwork(stage, visited, async () => {
      for (const body of bodies) await stage.reader.store.room(roomId).send({ msgtype: 'm.text', body });
    });
    await untilShown(page, roomId, bodies.at(-1)!);
    const tookMs = Date.now() - backAt;
    const shown = await poll(
      async () => {
        const found = await shownIn(page, roomId);
        if (!found.includes('vorher')) await paginate(visited);
        return found;
      },
      (found) => found.includes('vorher'),
      'the message before the gap is shown',
    );
    const expected = ['vorher', ...bodies];
    const found = shown.filter((body) => expected.includes(body));
    if (found.join() !== expected.join()) throw new Error(`shown in this order: ${found.join(', ')}`);
    return `${missedCount} missed messages whole and in order, the newest after ${tookMs} ms`;
  });
}

/** All connections are cut, and nobody tells the browser. */
export function reconnect(stage: Stage): Promise<string> {
  return visit(stage, async (visited) => {
    await hear(stage, visited, 'vorher');
    await stage.proxy.down();
    await stage.proxy.up();
    const cutAt = Date.now();
    await hear(stage, visited, 'nachher');
    await untilLive(visited.page);
    return `heard again after ${Date.now() - cutAt} ms`;
  });
}

/** A start without a network shows what was there; what is written is sent later. */
export function offlineStart(stage: Stage): Promise<string> {
  return visit(stage, async (visited) => {
    const { page, roomId } = visited;
    await hearAndKeep(stage, visited, 'vorher');
    await stage.proxy.down();
    await visited.reload();
    await untilShown(page, roomId, 'vorher');
    await untilListed(visited);
    await untilOffline(page);
    await say(page, roomId, ['ohne Netz']);
    await untilShown(page, roomId, 'ohne Netz');
    await stage.proxy.up();
    const backAt = Date.now();
    await visited.tellOnline();
    const tookMs = await liveAfter(page, backAt);
    await untilRead(stage, visited.roomId, 'ohne Netz');
    if (tookMs > liveWithinMs) throw new Error(`live only after ${tookMs} ms`);
    return `list and messages without a network, live ${tookMs} ms after it came`;
  });
}

/** Who has them asked for again: a person, nobody, the browser. The last one comes last: a worker that was told stays after a reload. */
const cutOffs = [
  { file: 'encryption.js', ends: 'person' },
  { file: 'matrix_sdk_crypto_wasm_bg.wasm', ends: 'person' },
  { file: 'encryption.js', ends: 'nobody' },
  { file: 'matrix_sdk_crypto_wasm_bg.wasm', ends: 'browser' },
] as const;

/** Files of the host that break off are asked for again; the list is there meanwhile. */
export function filesCutOff(stage: Stage): Promise<string> {
  return visit(stage, async (visited) => {
    const { page, roomId } = visited;
    await hearAndKeep(stage, visited, 'vorher');
    const took: string[] = [];
    for (const { file, ends } of cutOffs) {
      const stop = stage.site.cutOff(`/bm/${file}`);
      await visited.reload();
      await untilListed(visited);
      await untilShown(page, roomId, 'vorher');
      await untilOffline(page);
      stop();
      const backAt = Date.now();
      if (ends === 'person') await page.evaluate(() => (globalThis as unknown as PageOfClient).store.reconnect());
      if (ends === 'browser') await visited.tellOnline();
      const tookMs = await liveAfter(page, backAt);
      took.push(`${ends} ${tookMs} ms`);
      await hear(stage, visited, `nach ${file}, ${ends}`);
    }
    return `live after ${took.join(', ')}`;
  });
}

const page = '<!doctype html><title>WLAN</title><form>Willkommen im Gäste-WLAN</form>';
/** What hotels, gateways and overloaded servers say in place of a homeserver. None of it ends a login. */
const strangers = [
  { what: 'portal', status: 200, body: page },
  { what: '302', status: 302, headers: { Location: 'https://wlan.example/login' } },
  { what: '401', status: 401, body: page },
  { what: '403', status: 403, body: page },
  { what: '404', status: 404, body: page },
  { what: '511', status: 511, body: page },
  { what: '502', status: 502, body: page },
  { what: 'cut JSON', status: 200, body: '{"next_batch":' },
] as const;

export function captivePortal(stage: Stage): Promise<string> {
  return visit(stage, async (visited) => {
    const took: string[] = [];
    for (const { what, ...answer } of strangers) {
      const stop = stage.proxy.rule(() => true, { kind: 'answer', ...answer });
      await cutConnections(stage);
      await untilOffline(visited.page);
      stop();
      const backAt = Date.now();
      await visited.tellOnline();
      const tookMs = await liveAfter(visited.page, backAt);
      took.push(`${what} ${tookMs} ms`);
      if (tookMs > liveWithinMs) throw new Error(`live only after ${took.join(', ')}`);
    }
    await hear(stage, visited, 'nachher');
    return `still logged in, live after ${took.join(', ')}`;
  });
}

/** Seconds that the server asks to wait. */
const retryAfterS = 4;

/** The server's wish counts. */
export function rateLimit(stage: Stage): Promise<string> {
  return visit(stage, async (visited) => {
    await hear(stage, visited, 'vorher'); // nothing of the room is on its way any more, for which a request would be given up
    const asked: number[] = [];
    const body = { errcode: 'M_LIMIT_EXCEEDED', error: 'Too Many Requests' };
    const headers = { 'Retry-After': String(retryAfterS), 'Access-Control-Expose-Headers': 'Retry-After' };
    stage.proxy.rule(
      ({ path }) => {
        if (!anySync.test(path)) return false;
        asked.push(Date.now());
        return asked.length <= 2;
      },
      { kind: 'answer', status: 429, body, headers },
    );
    await cutConnections(stage);
    await poll(
      () => asked.length,
      (count) => count >= 3,
      'the sync asks again',
    );
    const pauses = asked.slice(1, 3).map((at, place) => at - asked[place]!);
    if (pauses.some((ms) => ms < retryAfterS * 1_000)) throw new Error(`asked again after ${pauses.join(', ')} ms`);
    await hear(stage, visited, 'nachher');
    return `asked to wait ${retryAfterS} s, waited ${pauses.join(' and ')} ms`;
  });
}

const brokenForMs = 12_000;
/** More would be a hot loop. */
const mostRequestsPerSecond = 2;

/** A gateway without a homeserver is asked seldom. */
export function badGateway(stage: Stage): Promise<string> {
  return visit(stage, async (visited) => {
    let asked = 0;
    const stop = stage.proxy.rule(() => ++asked > 0, { kind: 'answer', status: 502, body: page });
    await cutConnections(stage);
    await untilOffline(visited.page);
    await pause(brokenForMs);
    const perSecond = asked / (brokenForMs / 1_000);
    stop();
    const backAt = Date.now();
    await visited.tellOnline();
    const tookMs = await liveAfter(visited.page, backAt);
    await hear(stage, visited, 'nachher');
    const summary = `${perSecond.toFixed(1)} requests a second, live after ${tookMs} ms`;
    if (perSecond > mostRequestsPerSecond || tookMs > liveWithinMs) throw new Error(summary);
    return summary;
  });
}

/** Synapse ends and starts again under the same address. Nobody tells the browser. */
export function serverRestart(stage: Stage): Promise<string> {
  return visit(stage, async (visited) => {
    const { page, roomId } = visited;
    await hear(stage, visited, 'vorher');
    const restarting = stage.homeserver.restart();
    await untilOffline(page);
    await say(page, roomId, ['während des Neustarts']);
    await restarting;
    const backAt = Date.now();
    await untilLive(page);
    const tookMs = Date.now() - backAt;
    await untilRead(stage, visited.roomId, 'während des Neustarts');
    await hear(stage, visited, 'nachher');
    return `live ${tookMs} ms after the server`;
  });
}

/** A gateway in front of the homeserver that does not pass sliding sync on. */
export function withoutSlidingSync(stage: Stage): Promise<string> {
  stage.proxy.rule({ path: slidingSync }, { kind: 'answer', status: 404, body: page });
  return visit(stage, async (visited) => {
    await hear(stage, visited, 'über den anderen Weg');
    const classic = stage.proxy.requests.filter(({ path }) => path.endsWith('/v3/sync')).length;
    if (classic === 0) throw new Error('nobody asked by classic sync');
    return `classic sync instead, ${classic} requests`;
  });
}

/** Another one says something, and the page shows it. */
export async function hear({ reader }: Stage, { page, roomId }: Visit, body: string): Promise<void> {
  await reader.store.room(roomId).send({ msgtype: 'm.text', body });
  await untilShown(page, roomId, body);
}

/** The same; then list and message are on disk, too. */
export async function hearAndKeep(stage: Stage, visited: Visit, body: string): Promise<void> {
  const record = ofTimeline(visited.roomId);
  await hear(stage, visited, body);
  const before = await recordsIn(visited);
  // What is written from now on has it, and there is something to write.
  await hear(stage, visited, 'und noch etwas');
  await poll(
    () => recordsIn(visited),
    (records) => records[roomsRecord] !== undefined && records[record] !== before[record],
    'list and messages are on disk',
  );
}

export async function untilRead({ reader }: Stage, roomId: string, body: string): Promise<void> {
  await poll(
    () => reader.bodies(roomId),
    (bodies) => bodies.filter((other) => other === body).length === 1,
    `the reader reads "${body}" once`,
  );
}

async function cutConnections({ proxy }: Stage): Promise<void> {
  await proxy.down();
  await proxy.up();
}

function paginate({ page, roomId }: Visit): Promise<void> {
  return page.evaluate((id) => (globalThis as unknown as PageOfClient).store.room(id).paginate(50), roomId);
}

export async function untilListed({ page, roomId }: Visit): Promise<void> {
  await poll(
    () => page.evaluate(() => (globalThis as unknown as PageOfClient).rooms.items.map((room) => room.roomId)),
    (roomIds) => roomIds.includes(roomId),
    'the list shows the room',
  );
  const { status } = await sessionIn(page);
  if (status !== 'loggedIn') throw new Error(`the list is shown, but the session is ${status}`);
}

const roomsRecord = 'cache:rooms';
const ofTimeline = (roomId: string): string => `cache:timeline:${roomId}`;

/** The records of the session's database by their names, as texts that change with each write: they are sealed. */
function recordsIn({ page }: Visit): Promise<Readonly<Record<string, string>>> {
  return page.evaluate(
    () =>
      new Promise<Record<string, string>>((resolve, reject) => {
        const bytesOf = (_key: string, value: unknown): unknown => {
          if (value instanceof ArrayBuffer) return [...new Uint8Array(value)];
          return ArrayBuffer.isView(value) ? [...new Uint8Array(value.buffer)] : value;
        };
        const opening = indexedDB.open('bundesmessenger:default');
        opening.onerror = () => reject(new Error('the database cannot be opened'));
        opening.onsuccess = () => {
          const database = opening.result;
          const records: Record<string, string> = {};
          const reading = database.transaction('records').objectStore('records').openCursor();
          reading.onsuccess = () => {
            const cursor = reading.result;
            if (cursor) {
              records[String(cursor.key)] = JSON.stringify(cursor.value, bytesOf);
              cursor.continue();
            } else {
              database.close();
              resolve(records);
            }
          };
          reading.onerror = () => reject(new Error('the database cannot be read'));
        };
      }),
  );
}
