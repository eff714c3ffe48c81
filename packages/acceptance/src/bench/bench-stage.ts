/**
 * Everything a measurement runs against: a copy of the seeded Synapse, the recording proxy before it, the site with the
 * pages, and the link before both. Starts in order, stops in reverse.
 */
import { cpSync, rmSync } from 'node:fs';
import { startApiProxy, type ApiProxy } from './network/api-proxy.ts';
import { servePages, type PageSite } from './network/page-site.ts';
import { createLink, slowLink } from './network/slow-link.ts';
import type { BenchOptions } from './options.ts';
import { buildPages } from './pages/build-pages.ts';
import type { Login } from './pages/login.ts';
import { makeScratchFolder } from './scratch-folder.ts';
import { startBenchHomeserver } from './seed/bench-homeserver.ts';
import { createApi, logIn, type Api } from './seed/client-server-api.ts';
import { ensureSeed } from './seed/ensure-seed.ts';
import { password, type Reader, type SeedManifest } from './seed/manifest.ts';

export interface BenchStage {
  readonly manifest: SeedManifest;
  readonly api: ApiProxy;
  readonly site: PageSite;
  /** Where browsers find the pages. */
  readonly pagesOrigin: string;
  readonly description: string;
  reader(rooms: number): Reader;
  /** A new device. */
  logIn(localpart: string): Promise<Login>;
  logOut(login: Login): Promise<void>;
  /** Somebody who writes, past proxy and link. */
  writer(index: number): Promise<Api>;
  stop(): Promise<void>;
}

export async function startBenchStage(
  { rooms, link }: Pick<BenchOptions, 'rooms' | 'link'>,
  log: (line: string) => void,
): Promise<BenchStage> {
  const seed = await ensureSeed(rooms, log);
  const { manifest } = seed;
  const stops: (() => unknown)[] = [];
  const stop = async (): Promise<void> => {
    for (const end of stops.splice(0).reverse()) await end();
  };
  try {
    const dataDir = makeScratchFolder();
    stops.push(() => rmSync(dataDir, { recursive: true, force: true }));
    // What is measured changes the server; the next run shall find it as this one did.
    cpSync(seed.folder, dataDir, { recursive: true });
    log('Starting Synapse …');
    const homeserver = await startBenchHomeserver(dataDir, log);
    stops.push(() => homeserver.stop());

    const slow = link === 'slow' ? createLink(slowLink) : undefined;
    if (slow) stops.push(() => slow.stop());
    const reached = (port: number): Promise<number> => slow?.before(port) ?? Promise.resolve(port);

    const api = await startApiProxy(homeserver.baseUrl, { gzip: slow !== undefined });
    stops.push(() => api.stop());
    const baseUrl = `http://localhost:${await reached(api.port)}`;
    log('Building the pages …');
    const site = await servePages(await buildPages(homeserver.serverName, baseUrl));
    stops.push(() => site.stop());
    const pagesOrigin = `http://localhost:${await reached(site.port)}`;

    return {
      manifest,
      api,
      site,
      pagesOrigin,
      description: homeserver.description,
      reader(size) {
        const found = manifest.readers.find((reader) => reader.rooms === size);
        if (!found) throw new Error(`the seed has no account of ${size} rooms`);
        return found;
      },
      async logIn(localpart) {
        const account = await logIn(homeserver.baseUrl, localpart, password);
        return { baseUrl, serverName: homeserver.serverName, ...account };
      },
      async logOut(login) {
        await createApi(homeserver.baseUrl, login).request('POST', '/logout', {});
      },
      writer: async (index) =>
        createApi(homeserver.baseUrl, await logIn(homeserver.baseUrl, manifest.writers[index]!, password)),
      stop,
    };
  } catch (error) {
    await stop();
    throw error;
  }
}
