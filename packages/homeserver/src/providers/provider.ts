/** What a provider is: one way to get a Synapse onto this machine. */

export type Log = (line: string) => void;

export interface Provider {
  readonly name: string;
  /** One sentence with the command that cures it, if this way cannot be tried here. */
  missing(): Promise<string | undefined>;
  /** Installs Synapse where needed. Rejects with one clear sentence. */
  prepare(log: Log): Promise<Installation>;
}

/** A Synapse that can be started. */
export interface Installation {
  /** Such as "Synapse 1.163.2 from PyPI". */
  readonly description: string;
  /** What Synapse binds to: loopback, unless it runs in a network of its own. */
  readonly bindAddress: string;
  /** `name` is unique among all runs of this machine. */
  command(run: { readonly dataDir: string; readonly port: number; readonly name: string }): Command;
  /** Where the child process is not Synapse itself. */
  signal?(name: string, signal: NodeJS.Signals): Promise<void>;
}

export interface Command {
  readonly file: string;
  readonly args: readonly string[];
}

/** The pinned version, for the ways that let us choose (https://pypi.org/project/matrix-synapse/). */
export const pinnedVersion = '1.163.2';
