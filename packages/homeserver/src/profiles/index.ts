/** All profiles by name. */
import { bundesmessengerCore } from './bundesmessenger-core.ts';
import type { Profile } from './profile.ts';

const all: readonly Profile[] = [bundesmessengerCore];

export const profileNames: readonly string[] = all.map((profile) => profile.name);

/** @throws Error naming the known profiles, if there is none of this name. */
export function findProfile(name: string): Profile {
  const profile = all.find((candidate) => candidate.name === name);
  if (!profile) throw new Error(`There is no profile "${name}". Known profiles: ${profileNames.join(', ')}.`);
  return profile;
}
