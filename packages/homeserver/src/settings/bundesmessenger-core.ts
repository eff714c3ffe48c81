/**
 * BundesMessenger Core: the settings a client can notice, as the chart of BundesMessenger's backend ships them (2.1.0).
 * What the chart leaves to the operator (TLS, database, workers) is not here.
 */
import type { SynapseConfig } from '../synapse-config.ts';

export const bundesmessengerCore: SynapseConfig = {
  encryption_enabled_by_default_for_room_type: 'all',
  auto_accept_invites: { enabled: true, only_for_direct_messages: true, only_from_local_users: true },

  // An empty list is nobody; no list would be everybody.
  federation_domain_whitelist: [],
  federation_whitelist_endpoint_enabled: true,

  enable_registration: false,
  allow_guest_access: false,
  enable_set_displayname: false,
  enable_3pid_lookup: false,
  password_config: {
    enabled: true,
    policy: {
      enabled: true,
      minimum_length: 8,
      require_digit: true,
      require_symbol: true,
      require_lowercase: true,
      require_uppercase: true,
    },
  },
  ui_auth: { session_timeout: '15s' },

  presence: { enabled: false },
  require_auth_for_profile_requests: true,
  user_directory: { enabled: true, search_all_users: true },
  allow_public_rooms_without_auth: false,
  allow_public_rooms_over_federation: false,
  room_list_publication_rules: [{ action: 'allow' }],

  url_preview_enabled: false,
  max_upload_size: '50M',
  enable_authenticated_media: true,
  media_retention: { remote_media_lifetime: '90d' },

  push: { include_content: false },
  delete_stale_devices_after: '90d',
  user_ips_max_age: '28d',
  forget_rooms_on_leave: true,

  extra_well_known_client_content: wellKnownKeys({ federates: false }),
};

export interface Announcement {
  /** What the operator says of the deployment. */
  readonly federates: boolean;
  /** Everybody has to set up recovery at the first login. @default true, as in the chart */
  readonly requiresRecovery?: boolean;
}

/** What the chart adds to the well-known file of clients. */
export function wellKnownKeys({ federates, requiresRecovery = true }: Announcement): SynapseConfig {
  return {
    'de.bwi.data_privacy_url': 'https://behoerde.example/datenschutz',
    'de.bwi.imprint_url': 'https://behoerde.example/impressum',
    'de.bwi.federation': { enable: federates, show_introduction: federates, show_announcement: federates },
    'io.element.e2ee': {
      secure_backup_required: requiresRecovery,
      secure_backup_setup_methods: ['passphrase'],
      outbound_keys_pre_sharing_mode: 'on_room_opening',
    },
  };
}

/** For tests and demonstrations that go straight to the rooms: recovery is offered, not demanded. */
export const recoveryOffered: SynapseConfig = {
  extra_well_known_client_content: wellKnownKeys({ federates: false, requiresRecovery: false }),
};
