/** One authority with BundesMessenger: Synapse and, before it, what serves server token, maintenance and contacts. */
import { makeBundesMessengerFront } from '../bundesmessenger-front.ts';
import { startNetwork, type ProxiedServer } from './network.ts';
import { startServers, type Profile, type ProfileServer } from './profile.ts';

export type AuthorityServer = ProxiedServer & Required<Pick<ProfileServer, 'front'>>;

export type BundesMessengerServers = { readonly authority: AuthorityServer };

export const bundesmessengerProfile: Profile<BundesMessengerServers> = {
  name: 'bundesmessenger',
  description: 'the same behind a front that serves server token, maintenance and support contact',
  start: (options) =>
    startServers(async (started) => {
      const host = 'behoerde.example';
      const network = await startNetwork(started, [host]);
      return { network, servers: { authority: await asAuthority(await network.startServer(host, options)) } };
    }),
};

/** Has the proxy serve what BundesMessenger does. */
export async function asAuthority(server: ProxiedServer): Promise<AuthorityServer> {
  const hosts = [server.baseUrl, server.secureBaseUrl].map((url) => new URL(url).hostname);
  return { ...server, front: await makeBundesMessengerFront(server.proxy, hosts) };
}
