/** What every check of faults plays on: a real Synapse behind a fault proxy, a page with the store, and somebody who reads. */
import { startFaultProxy, startHomeserver, type FaultProxy, type Homeserver } from '@bundesmessenger/homeserver';
import type { Site } from '../sites/serve-site.ts';
import { serveStorePage } from '../sites/store-page.ts';
import { createReader, type Reader } from './reader.ts';
import { createRandom, type Random } from './random.ts';
import { patiently, until } from './waiting.ts';

export const password = 'Geheim-1234!';

export interface Stage {
  readonly homeserver: Homeserver;
  readonly proxy: FaultProxy;
  readonly site: Site;
  readonly reader: Reader;
  /** What a client in a page needs to know. */
  readonly client: { readonly origin: string; readonly serverName: string; readonly baseUrl: string };
  /** What chance decides, it decides the same again with the same seed. */
  readonly random: Random;
  /** Somebody nobody has met before. */
  person(): Promise<string>;
  /** Rooms of the reader with this user in them. The client has to join. */
  rooms(userId: string, count: number): Promise<readonly string[]>;
  stop(): Promise<void>;
}

/** How far the clocks of some realms are off, in days: a day and ten years, both ways. */
export const clockSkewsDays = [1, -1, 3_650, -3_650] as const;
export const skewedWorker = (days: number): string => `/clock${days}/worker.js`;
export const unstoringWorker = '/nothing-kept/worker.js';

/** A realm whose clock is off. The wasm reads it, too. */
export const skewClock = (days: number): string => `{
  const RealDate = Date, skewMs = ${days} * 86_400_000;
  globalThis.Date = class Date extends RealDate {
    constructor(...given) { if (given.length > 0) super(...given); else super(RealDate.now() + skewMs); }
    static now() { return RealDate.now() + skewMs; }
  };
}`;

export async function startStage(seed: number): Promise<Stage> {
  const homeserver = await startHomeserver({
    log: () => undefined,
    // Synapse answers the same first sync from a cache for two minutes; a reload has to see what there is now.
    config: { caches: { sync_response_cache_duration: '0s' } },
  });
  const proxy = await startFaultProxy(homeserver.baseUrl);
  const site = await serveStorePage([proxy.baseUrl, 'http://localhost'], {
    strangeWorkers: {
      ...Object.fromEntries(clockSkewsDays.map((days) => [skewedWorker(days), skewClock(days)])),
      [unstoringWorker]: `Object.defineProperty(globalThis, 'indexedDB', { get: () => undefined });`,
    },
  });
  let people = 0;
  const person = async (): Promise<string> => {
    const user = `person${++people}`;
    await homeserver.createUser(user, password);
    return user;
  };
  const { serverName, baseUrl } = homeserver;
  const reader = await createReader({ serverName, baseUrl }, await person(), password);
  return {
    homeserver,
    proxy,
    site,
    reader,
    random: createRandom(seed),
    client: { origin: site.origin, serverName: homeserver.serverName, baseUrl: proxy.baseUrl },
    person,
    async rooms(userId, count) {
      const roomIds: string[] = [];
      for (let at = 0; at < count; at++) {
        const name = `Raum ${at + 1}`;
        const { roomId } = await patiently(() => reader.store.createRoom({ name, invite: [userId] }));
        await until(reader.store.room(roomId).summary, (summary) => summary !== null, 'the room is there');
        roomIds.push(roomId);
      }
      return roomIds;
    },
    async stop() {
      await reader.stop();
      await site.stop();
      await proxy.stop();
      await homeserver.stop();
    },
  };
}
