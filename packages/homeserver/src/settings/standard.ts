/** A homeserver as Synapse comes: federates with everybody, encrypts what clients encrypt, lets users name themselves. */
import type { SynapseConfig } from '../synapse-config.ts';

export const standardServer: SynapseConfig = {
  enable_registration: false,
  presence: { enabled: true },
  url_preview_enabled: false, // it would need addresses beyond loopback
};
