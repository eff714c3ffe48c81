/**
 * Everything a measurement runs against: a copy of the seeded Synapse, the recording proxy before it, the site with the
 * pages, and the link before both. Starts in order, stops in reverse.
 */
import { cpSync, rmSync } from 'node:fs';
import { watchMachineLoad, type MachineLoad } from './machine-load.ts';
import { startApiProxy, type ApiProxy } from './network/api-proxy.ts';
import { servePages, type PageSite } from './network/page-site.ts';
import { createLink, slowLink } from './network/slow-link.ts';
import type { BenchOptions } from './options.ts';
import { buildPages } from './pages/build-pages.ts';
import type { Login } from './pages/login.ts';
import { makeScratchFolder } from './scratch-folder.ts';
import { startBenchHomeserver } from './seed/bench-homeserver.ts';
import { createApi, logIn, type Api } from './seed/client-server-api.ts';
import { password, type SeedManifest } from './seed/manifest.ts';
import type { SeedFolder } from './seed/seed-folders.ts';

export interface BenchStage<Manifest = SeedManifest> {
  readonly manifest: Manifest;
  readonly proxy: ApiProxy;
  readonly site: PageSite;
  /** Where browsers find the pages. */
  readonly pagesOrigin: string;
  readonly description: string;
  readonly load: MachineLoad;
  /** A new device. */
  logIn(localpart: string): Promise<Login>;
  logOut(login: Login): Promise<void>;
  /** Somebody who is not measured. */
  api(localpart: string): Promise<Api>;
  stop(): Promise<void>;
}

export async function startBenchStage<Manifest>(
  { folder, manifest }: SeedFolder<Manifest>,
  { link }: Pick<BenchOptions, 'link'>,
  log: (line: string) => void,
): Promise<BenchStage<Manifest>> {
  const stops: (() => unknown)[] = [];
  const stop = async (): Promise<void> => {
    for (const end of stops.splice(0).reverse()) await end();
  };
  try {
    const dataDir = makeScratchFolder();
    stops.push(() => rmSync(dataDir, { recursive: true, force: true }));
    // What is measured changes the server; the next run shall find it as this one did.
    cpSync(folder, dataDir, { recursive: true });
    log('Starting Synapse …');
    const homeserver = await startBenchHomeserver(dataDir, log);
    stops.push(() => homeserver.stop());

    const slow = link === 'slow' ? createLink(slowLink) : undefined;
    if (slow) stops.push(() => slow.stop());
    const reached = (port: number): Promise<number> => slow?.before(port) ?? Promise.resolve(port);

    const proxy = await startApiProxy(homeserver.baseUrl, { gzip: slow !== undefined });
    stops.push(() => proxy.stop());
    const baseUrl = `http://localhost:${await reached(proxy.port)}`;
    log('Building the pages …');
    const site = await servePages(await buildPages(homeserver.serverName, baseUrl));
    stops.push(() => site.stop());
    const pagesOrigin = `http://localhost:${await reached(site.port)}`;

    return {
      manifest,
      proxy,
      site,
      pagesOrigin,
      description: homeserver.description,
      load: watchMachineLoad(),
      async logIn(localpart) {
        const account = await logIn(homeserver.baseUrl, localpart, password);
        return { baseUrl, serverName: homeserver.serverName, ...account };
      },
      async logOut(login) {
        await createApi(homeserver.baseUrl, login).request('POST', '/logout', {});
      },
      api: async (localpart) => createApi(homeserver.baseUrl, await logIn(homeserver.baseUrl, localpart, password)),
      stop,
    };
  } catch (error) {
    await stop();
    throw error;
  }
}
