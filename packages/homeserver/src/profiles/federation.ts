/**
 * Two authorities that federate with each other and with nobody else, and a standard homeserver that would federate with
 * everybody. They find each other as real ones do: by `.well-known` and over TLS.
 */
import { bundesmessengerCore, wellKnownKeys } from '../settings/bundesmessenger-core.ts';
import { standardServer } from '../settings/standard.ts';
import { asAuthority, type AuthorityServer } from './bundesmessenger.ts';
import { startNetwork, type ProxiedServer } from './network.ts';
import { startServers, type Profile } from './profile.ts';

export type FederationServers = {
  readonly first: AuthorityServer;
  readonly second: AuthorityServer;
  readonly outside: ProxiedServer;
};

const authorities = ['bund.example', 'land.example'] as const;
const outsideHost = 'fremd.example';

export const federationProfile: Profile<FederationServers> = {
  name: 'federation',
  description: 'two authorities that federate with each other, and a standard homeserver outside',
  start: ({ log } = {}) =>
    startServers(async (started) => {
      const network = await startNetwork(started, [...authorities, outsideHost]);
      const common = log ? { log } : {};
      const settings = {
        ...bundesmessengerCore,
        federation_domain_whitelist: authorities,
        extra_well_known_client_content: wellKnownKeys({ federates: true }),
      };
      const [first, second] = authorities;
      const servers = {
        first: await asAuthority(started, await network.startServer(first, { ...common, settings })),
        second: await asAuthority(started, await network.startServer(second, { ...common, settings })),
        outside: await network.startServer(outsideHost, { ...common, settings: standardServer }),
      };
      return { network, servers };
    }),
};
