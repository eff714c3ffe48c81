/**
 * An authority whose homeserver a partner runs: users are named after the authority's own web server, which leads
 * clients and other servers to the partner's host. The partner holds database, media and logs.
 */
import type { FaultProxy } from '../fault-proxy.ts';
import { wellKnownKeys } from '../settings/bundesmessenger-core.ts';
import { asAuthority, type AuthorityServer } from './bundesmessenger.ts';
import { startNetwork } from './network.ts';
import { startServers, type Profile } from './profile.ts';

export interface HostedServer extends AuthorityServer {
  /** The authority's own web server: two well-known files and nothing else. */
  readonly site: FaultProxy;
}

const serverName = 'kommune.example';
const partnerHost = 'kommune.partner.example';
const wellKnownPath = '/.well-known/matrix/client';

export const hostedProfile: Profile<{ readonly hosted: HostedServer }> = {
  name: 'hosted',
  description: 'a homeserver at a hosting partner, found through the authority’s own web server',
  start: (options) =>
    startServers(async (started) => {
      const network = await startNetwork(started, [serverName, partnerHost]);
      const hosted = await asAuthority(started, await network.startServer(partnerHost, { ...options, serverName }));
      const site = await network.startProxy(serverName, hosted.baseUrl);
      const body = (baseUrl: string) => ({
        'm.homeserver': { base_url: `${baseUrl}/` },
        ...wellKnownKeys({ federates: false }),
      });
      const answer = { kind: 'answer', status: 200 } as const;
      site.rule({}, { kind: 'answer', status: 404, body: '<h1>404 Not Found</h1>' });
      site.rule({ path: '/.well-known/matrix/server' }, { ...answer, body: { 'm.server': `${partnerHost}:443` } });
      site.rule({ path: wellKnownPath }, { ...answer, body: body(hosted.secureBaseUrl) });
      site.rule(({ path, isSecure }) => path === wellKnownPath && !isSecure, { ...answer, body: body(hosted.baseUrl) });
      return { network, servers: { hosted: { ...hosted, site } } };
    }),
};
