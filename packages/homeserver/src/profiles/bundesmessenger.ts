/** One authority with BundesMessenger: Synapse and, before it, what serves server token, maintenance, contacts and scanned files. */
import { makeBundesMessengerFront } from '../bundesmessenger-front.ts';
import { startNetwork, type ProxiedServer } from './network.ts';
import { startServers, type OnStarted, type Profile, type ProfileServer } from './profile.ts';

export type AuthorityServer = ProxiedServer & Required<Pick<ProfileServer, 'front'>>;

export type BundesMessengerServers = { readonly authority: AuthorityServer };

export const bundesmessengerProfile: Profile<BundesMessengerServers> = {
  name: 'bundesmessenger',
  description: 'the same behind a front that serves server token, maintenance, support contact and scanned files',
  start: (options) =>
    startServers(async (started) => {
      const host = 'behoerde.example';
      const network = await startNetwork(started, [host]);
      return { network, servers: { authority: await asAuthority(started, await network.startServer(host, options)) } };
    }),
};

/** Has the proxy serve what BundesMessenger does. */
export async function asAuthority(started: OnStarted, server: ProxiedServer): Promise<AuthorityServer> {
  const hosts = [server.baseUrl, server.secureBaseUrl].map((url) => new URL(url).hostname);
  return { ...server, front: started(await makeBundesMessengerFront(server.proxy, hosts)) };
}
