/**
 * The network of a profile: hosts that exist nowhere else, reached over TLS on loopback. Homeservers and browsers use it
 * as their proxy. So servers have the names of real ones, which rules about federation compare.
 */
import { createCertificate, type Certificate } from '../certificate.ts';
import { startFaultProxy, type FaultProxy } from '../fault-proxy.ts';
import type { HomeserverOptions } from '../homeserver.ts';
import { startRecordingProxy, type RecordingProxy } from '../recording-proxy.ts';
import { startHomeserver } from '../start-homeserver.ts';
import type { OnStarted, ProfileServer } from './profile.ts';

export interface ProfileNetwork {
  /** Leads the hosts to loopback; records who is contacted. */
  readonly proxy: RecordingProxy;
  /** Of all the hosts. */
  readonly certificate: Certificate;
  /** A web server of its own. `targetBaseUrl` gets what no rule answers. */
  startProxy(host: string, targetBaseUrl: string, options?: { readonly port?: number }): Promise<FaultProxy>;
  /** A homeserver that is reached at this host, and called after it unless told otherwise. */
  startServer(host: string, options?: Omit<HomeserverOptions, 'federation' | 'publicBaseUrl'>): Promise<ProxiedServer>;
}

export type ProxiedServer = ProfileServer & Required<Pick<ProfileServer, 'proxy' | 'secureBaseUrl'>>;

export async function startNetwork(started: OnStarted, hosts: readonly string[]): Promise<ProfileNetwork> {
  const certificate = await createCertificate(hosts);
  const ports = new Map<string, number>();
  const proxy = started(await startRecordingProxy({ hosts: ports }));
  const network: ProfileNetwork = {
    proxy,
    certificate,
    async startProxy(host, targetBaseUrl, options) {
      if (!hosts.includes(host)) throw new Error(`The certificate is not for ${host}.`);
      const secure = { baseUrl: `https://${host}`, certificate };
      const server = started(await startFaultProxy(targetBaseUrl, { secure, ...options }));
      ports.set(host, Number(new URL(server.baseUrl).port));
      return server;
    },
    async startServer(host, { port, ...options } = {}) {
      const secureBaseUrl = `https://${host}`;
      const federation = { authorities: certificate.cert, proxyUrl: proxy.url };
      const given = { serverName: host, ...options, federation, publicBaseUrl: secureBaseUrl };
      const homeserver = started(await startHomeserver(given));
      const before = await network.startProxy(host, homeserver.baseUrl, port === undefined ? {} : { port });
      return { homeserver, baseUrl: before.baseUrl, secureBaseUrl, proxy: before };
    },
  };
  return network;
}
