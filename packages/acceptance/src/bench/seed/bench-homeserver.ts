/** A Synapse for measuring: plain rooms allowed, no presence, no answer from a cache of answers. */
import { startHomeserver, type Homeserver, type SynapseConfig } from '@bundesmessenger/homeserver';

const config: SynapseConfig = {
  encryption_enabled_by_default_for_room_type: 'off', // the seed has both kinds
  presence: { enabled: false },
  user_directory: { enabled: false },
  send_federation: false, // Synapse looks through every event for whom to send it to, also where that is nobody
  caches: {
    global_factor: 5, // 2,000 rooms do not fit into the default
    sync_response_cache_duration: '0s', // a second client would get the first one's answer
  },
};

export function startBenchHomeserver(dataDir: string, log: (line: string) => void): Promise<Homeserver> {
  return startHomeserver({ dataDir, config, log });
}
