/** Starts a real Synapse on loopback for development, tests and examples. */
export { startHomeserver, type Homeserver, type HomeserverOptions, type User } from './homeserver.ts';
export {
  startFaultProxy,
  type Fault,
  type FaultProxy,
  type RecordedRequest,
  type RequestMatch,
} from './fault-proxy.ts';
export { startRecordingProxy, type RecordingProxy } from './recording-proxy.ts';
export type { SynapseConfig } from './profiles/profile.ts';
export type { JwtLogin } from './synapse-config.ts';
