/** What a started homeserver is, what it can be told at its start, and what tests can ask of it. */
import type { Log } from './providers/provider.ts';
import type { FederationOptions, JwtLogin, SynapseConfig } from './synapse-config.ts';

export interface HomeserverOptions {
  /** Matrix server name. Default: `localhost`. */
  readonly serverName?: string;
  /** Default: a free one. A port given here and taken is an error. */
  readonly port?: number;
  /** The kind of server, one file of `settings/`. Default: BundesMessenger Core. */
  readonly settings?: SynapseConfig;
  /** Settings of Synapse that replace those, top-level key by top-level key. The secrets stay. */
  readonly config?: SynapseConfig;
  /** Default: none; no other server can reach this one, nor it another one. */
  readonly federation?: FederationOptions;
  /** Offers log-in by JSON Web Token. */
  readonly jwt?: JwtLogin;
  /** What clients are told to use, where a proxy stands before Synapse. Default: `baseUrl`. */
  readonly publicBaseUrl?: string;
  /** Kept after stop and continued by the next start. Default: a fresh folder, deleted on stop. */
  readonly dataDir?: string;
  /** Told about installation, line by line. Default: standard error. */
  readonly log?: Log;
}

export interface User {
  readonly userId: string;
  readonly localpart: string;
  readonly password: string;
}

export interface Homeserver extends AsyncDisposable {
  readonly serverName: string;
  /** `http://localhost:<port>`, without a slash at the end. */
  readonly baseUrl: string;
  /** Which Synapse this is, such as "Synapse 1.163.2 from PyPI". */
  readonly description: string;
  readonly dataDir: string;
  readonly databasePath: string;
  readonly mediaPath: string;
  /** The process id of Synapse (with Docker: of the client that holds the container). */
  readonly pid: number | undefined;
  /** Makes a user who has no device yet. The password need not satisfy the policy, which Synapse checks on change. */
  createUser(
    localpart: string,
    password: string,
    options?: { readonly admin?: boolean; readonly displayName?: string },
  ): Promise<User>;
  /** Ends Synapse and deletes its data, unless `dataDir` was given. May be called again. */
  stop(): Promise<void>;
  /** Ends Synapse and starts it again on the same port with the same data. `config` replaces settings from now on. */
  restart(config?: SynapseConfig): Promise<void>;
  /** Synapse takes connections but answers nothing, until `resume`. */
  pause(): Promise<void>;
  resume(): Promise<void>;
  /** Looks for a plaintext in all the server has written. Empty: the server never wrote it. */
  findPlaintext(text: string): Promise<string[]>;
}
