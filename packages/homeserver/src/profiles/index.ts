/** All profiles by name. */
import { bundesmessengerCoreProfile } from './bundesmessenger-core.ts';
import { bundesmessengerProfile } from './bundesmessenger.ts';
import { federationProfile } from './federation.ts';
import { hostedProfile } from './hosted.ts';
import { oauthProfile } from './oauth.ts';
import type { Profile } from './profile.ts';

export const profiles: readonly Profile[] = [
  bundesmessengerCoreProfile,
  bundesmessengerProfile,
  federationProfile,
  hostedProfile,
  oauthProfile,
];

/** @throws Error naming the known profiles, if there is none of this name. */
export function findProfile(name: string): Profile {
  const profile = profiles.find((candidate) => candidate.name === name);
  if (profile) return profile;
  const known = profiles.map((candidate) => candidate.name).join(', ');
  throw new Error(`There is no profile "${name}". Known profiles: ${known}.`);
}
