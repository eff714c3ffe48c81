/**
 * An authority whose users log in at an OAuth 2.0 issuer, as BundesMessenger has it since chart 2.1.0: Synapse that leaves tokens
 * to the Matrix Authentication Service, and what stands in for that.
 */
import type { Homeserver } from '../homeserver.ts';
import { startOAuthIssuer, type OAuthIssuer } from '../oauth-issuer.ts';
import { bundesmessengerCore, wellKnownKeys } from '../settings/bundesmessenger-core.ts';
import type { SynapseConfig } from '../synapse-config.ts';
import { startNetwork, type ProxiedServer } from './network.ts';
import { startServers, type Profile } from './profile.ts';

export interface OAuthServer extends ProxiedServer {
  readonly issuer: OAuthIssuer;
}

const host = 'behoerde.example';
const issuerHost = 'anmeldung.behoerde.example';

/** What makes Synapse leave users and tokens to the issuer. */
export function delegatedTo({ baseUrl, secret }: OAuthIssuer): SynapseConfig {
  return {
    matrix_authentication_service: { enabled: true, endpoint: `${baseUrl}/`, secret },
    password_config: { enabled: false },
    enable_3pid_changes: false,
  };
}

/** The issuer makes the accounts, which have no passwords. */
export function withAccountsOf(issuer: OAuthIssuer, homeserver: Homeserver): Homeserver {
  issuer.serve(homeserver);
  const createUser: Homeserver['createUser'] = async (localpart, password, { displayName } = {}) => {
    await issuer.createUser(localpart, displayName);
    return { userId: `@${localpart}:${homeserver.serverName}`, localpart, password };
  };
  return Object.assign(Object.create(homeserver) as Homeserver, { createUser });
}

export const oauthProfile: Profile<{ readonly authority: OAuthServer }> = {
  name: 'oauth',
  description: 'a homeserver that leaves log-in to an OAuth 2.0 issuer',
  start: (options) =>
    startServers(async (started) => {
      const network = await startNetwork(started, [host, issuerHost]);
      const issuer = started(await startOAuthIssuer(() => `https://${issuerHost}`));
      await network.startProxy(issuerHost, issuer.baseUrl);
      const settings = {
        ...bundesmessengerCore,
        ...delegatedTo(issuer),
        extra_well_known_client_content: {
          ...wellKnownKeys({ federates: false, requiresRecovery: false }),
          'org.matrix.msc2965.authentication': { issuer: issuer.issuer, account: `${issuer.issuer}account/` },
        },
      };
      const server = await network.startServer(host, { ...options, settings });
      return {
        network,
        servers: { authority: { ...server, homeserver: withAccountsOf(issuer, server.homeserver), issuer } },
      };
    }),
};
