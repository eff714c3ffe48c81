/**
 * The configuration of one run: what the harness itself needs (loopback, SQLite, no rate limits), then the settings of
 * the kind of server, then the caller's own. All paths are relative to the data folder, which Synapse is started in, so the same
 * file holds on the machine, in a container and in a chroot.
 */
import { randomBytes } from 'node:crypto';

export const configFileName = 'homeserver.json'; // JSON is YAML
export const databaseFileName = 'homeserver.db';
export const mediaFolderName = 'media';
export const logFileName = 'homeserver.log';
export const authoritiesFileName = 'federation-ca.pem';

/** Synapse's configuration as it stands in homeserver.yaml. */
export type SynapseConfig = Readonly<Record<string, unknown>>;

/** Log-in with a JSON Web Token (`org.matrix.login.jwt`), signed with HS256. */
export interface JwtLogin {
  readonly secret: string;
  readonly issuer?: string;
  readonly audiences?: readonly string[];
}

/**
 * Takes part in federation. Other servers come in over plain http; TLS for the server's name is the business of what
 * stands before it, as in a real deployment.
 */
export interface FederationOptions {
  /** Certificates, as PEM, of the authorities that this server trusts when it contacts others. */
  readonly authorities: string;
  /** The HTTP proxy through which it contacts others; it resolves their names. */
  readonly proxyUrl: string;
}

/** What makes this server this server; kept with its data, so that a later start continues it. */
export interface ServerSecrets {
  readonly signing_key: string;
  readonly registration_shared_secret: string;
  readonly macaroon_secret_key: string;
  readonly form_secret: string;
}

export interface SynapseConfigInput {
  readonly serverName: string;
  readonly publicBaseUrl: string;
  readonly bindAddress: string;
  readonly port: number;
  readonly secrets: ServerSecrets;
  readonly settings: SynapseConfig;
  readonly jwt?: JwtLogin | undefined;
  readonly federates?: boolean | undefined;
  /** Replaces settings, top-level key by top-level key; the secrets stay. */
  readonly overrides?: SynapseConfig | undefined;
}

const unlimited = { per_second: 10_000, burst_count: 10_000 };

// Synapse's defaults (0.2 messages per second, one log-in in five minutes) would make every test wait.
const noRateLimits: SynapseConfig = {
  rc_message: unlimited,
  rc_registration: unlimited,
  rc_registration_token_validity: unlimited,
  rc_login: { address: unlimited, account: unlimited, failed_attempts: unlimited },
  rc_admin_redaction: unlimited,
  rc_joins: { local: unlimited, remote: unlimited },
  rc_joins_per_room: unlimited,
  rc_key_requests: unlimited,
  rc_3pid_validation: unlimited,
  rc_invites: { per_room: unlimited, per_user: unlimited, per_issuer: unlimited },
  rc_third_party_invite: unlimited,
  rc_media_create: unlimited,
  rc_presence: { per_user: unlimited },
  rc_delayed_event_mgmt: unlimited,
  rc_room_creation: unlimited,
  rc_reports: unlimited,
  rc_user_directory: unlimited,
  rc_profile: unlimited,
};

/** Synapse never contacts private addresses by itself. */
const federationOnLoopback: SynapseConfig = {
  federation_custom_ca_list: [authoritiesFileName],
  ip_range_blacklist: [],
  ip_range_whitelist: ['127.0.0.0/8', '::1/128'],
};

export function createServerSecrets(): ServerSecrets {
  const keyVersion = randomBytes(4).toString('hex');
  const seed = randomBytes(32).toString('base64').replace(/=+$/, ''); // Matrix uses unpadded base64
  return {
    signing_key: `ed25519 a_${keyVersion} ${seed}`,
    registration_shared_secret: randomBytes(32).toString('hex'),
    macaroon_secret_key: randomBytes(32).toString('hex'),
    form_secret: randomBytes(32).toString('hex'),
  };
}

/** The key id under which the server publishes its signing key; no two servers share one. */
export function signingKeyId(secrets: ServerSecrets): string {
  const [algorithm, version] = secrets.signing_key.split(' ');
  return `${algorithm}:${version}`;
}

export function createSynapseConfig(input: SynapseConfigInput): SynapseConfig {
  return {
    server_name: input.serverName,
    public_baseurl: `${input.publicBaseUrl}/`,
    serve_server_wellknown: true,
    report_stats: false,
    listeners: [
      {
        type: 'http',
        port: input.port,
        bind_addresses: [input.bindAddress],
        tls: false,
        resources: [{ names: input.federates ? ['client', 'federation'] : ['client', 'keys'], compress: false }],
      },
    ],
    database: { name: 'sqlite3', args: { database: databaseFileName } },
    media_store_path: mediaFolderName,
    trusted_key_servers: [],
    suppress_key_server_warning: true,
    bcrypt_rounds: 4, // the least there is; the default of 12 costs a quarter of a second per log-in
    ...noRateLimits,
    ...(input.federates && federationOnLoopback),
    ...input.settings,
    ...(input.jwt && { jwt_config: { enabled: true, algorithm: 'HS256', ...input.jwt } }),
    ...input.overrides,
    ...input.secrets,
  };
}
