/** Synapse alone, set up as the backend of BundesMessenger ships it. */
import { startHomeserver } from '../start-homeserver.ts';
import { startServers, type Profile, type ProfileServer } from './profile.ts';

export const bundesmessengerCoreProfile: Profile<{ readonly authority: ProfileServer }> = {
  name: 'bundesmessenger-core',
  description: 'Synapse with the settings of BundesMessenger Core',
  start: (options = {}) =>
    startServers(async (started) => {
      const homeserver = started(await startHomeserver(options));
      return { servers: { authority: { homeserver, baseUrl: homeserver.baseUrl } } };
    }),
};
