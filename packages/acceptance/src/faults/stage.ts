/** What every check of faults plays on: a real Synapse behind a fault proxy, a page with the store, and somebody who reads. */
import { startFaultProxy, startHomeserver, type FaultProxy, type Homeserver } from '@bundesmessenger/homeserver';
import type { Site } from '../sites/serve-site.ts';
import { serveStorePage } from '../sites/store-page.ts';
import { createReader, type Reader } from './reader.ts';
import { until } from './waiting.ts';

export const password = 'Geheim-1234!';

export interface Stage {
  readonly homeserver: Homeserver;
  readonly proxy: FaultProxy;
  readonly site: Site;
  readonly reader: Reader;
  /** What a client in a page needs to know. */
  readonly client: { readonly origin: string; readonly serverName: string; readonly baseUrl: string };
  /** Somebody nobody has met before. */
  person(): Promise<string>;
  /** Rooms of the reader with this user in them. The client has to join. */
  rooms(userId: string, count: number): Promise<readonly string[]>;
  stop(): Promise<void>;
}

export async function startStage(): Promise<Stage> {
  const homeserver = await startHomeserver({
    log: () => undefined,
    // Synapse answers the same first sync from a cache for two minutes; a reload has to see what there is now.
    config: { caches: { sync_response_cache_duration: '0s' } },
  });
  const proxy = await startFaultProxy(homeserver.baseUrl);
  const site = await serveStorePage([proxy.baseUrl, 'http://localhost']);
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
    client: { origin: site.origin, serverName: homeserver.serverName, baseUrl: proxy.baseUrl },
    person,
    async rooms(userId, count) {
      const roomIds: string[] = [];
      for (let at = 0; at < count; at++) {
        const { roomId } = await reader.store.createRoom({ name: `Raum ${at + 1}`, invite: [userId] });
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
