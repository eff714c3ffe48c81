/** Starts a real Synapse on loopback for development, tests and examples. */
export { startHomeserver } from './start-homeserver.ts';
export type { Homeserver, HomeserverOptions, User } from './homeserver.ts';
export { startFaultProxy, type FaultProxy } from './fault-proxy.ts';
export type { Fault, RecordedRequest, RequestMatch } from './fault-rule.ts';
export {
  startBundesMessengerFront,
  type BundesMessengerFront,
  type Downtime,
  type Served,
  type ServedTokens,
} from './bundesmessenger-front.ts';
export { eicarText } from './content-scanner.ts';
export { startRecordingProxy, type RecordingProxy } from './recording-proxy.ts';
export { bundesmessengerCoreProfile } from './profiles/bundesmessenger-core.ts';
export {
  bundesmessengerProfile,
  type AuthorityServer,
  type BundesMessengerServers,
} from './profiles/bundesmessenger.ts';
export { federationProfile, type FederationServers } from './profiles/federation.ts';
export { hostedProfile, type HostedServer } from './profiles/hosted.ts';
export { delegatedTo, oauthProfile, withAccountsOf, type OAuthServer } from './profiles/oauth.ts';
export { startOAuthIssuer, type OAuthIssuer } from './oauth-issuer.ts';
export { findProfile, profiles } from './profiles/index.ts';
export { auditMessages, type ClearMessages, type MessageAudit } from './message-audit.ts';
export { publicKeyHash } from './certificate.ts';
export type { ProfileNetwork, ProxiedServer } from './profiles/network.ts';
export type { Profile, ProfileServer, ProfileServers, RunningProfile } from './profiles/profile.ts';
export { recoveryOffered } from './settings/bundesmessenger-core.ts';
export type { FederationOptions, JwtLogin, SynapseConfig } from './synapse-config.ts';
