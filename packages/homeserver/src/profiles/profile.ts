/**
 * What a profile is: the Synapse settings of one kind of deployment. A further profile is one more file in this folder
 * and one more line in index.ts.
 */

/** Synapse's configuration as it stands in homeserver.yaml. */
export type SynapseConfig = Readonly<Record<string, unknown>>;

export interface Profile {
  /** As given on the command line: `npm run homeserver -- <name>`. */
  readonly name: string;
  readonly config: SynapseConfig;
}
