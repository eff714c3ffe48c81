/** Starts a real Synapse on loopback for development, tests and examples. */
export { startHomeserver } from './start-homeserver.ts';
export type { Homeserver, HomeserverOptions, User } from './homeserver.ts';
export { startFaultProxy, type FaultProxy } from './fault-proxy.ts';
export type { Fault, RecordedRequest, RequestMatch } from './fault-rule.ts';
export { startBundesMessengerFront, type BundesMessengerFront, type ServedTokens } from './bundesmessenger-front.ts';
export { startRecordingProxy, type RecordingProxy } from './recording-proxy.ts';
export type { SynapseConfig } from './profiles/profile.ts';
export type { JwtLogin } from './synapse-config.ts';
