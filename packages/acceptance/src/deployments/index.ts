/** All checks, by the profile they are for. A profile without one is a failure: nobody would notice. */
import { bundesmessengerCheck } from './bundesmessenger.ts';
import { coreCheck } from './core.ts';
import type { DeploymentCheck } from './deployment-check.ts';
import { federationCheck } from './federation.ts';
import { hostedCheck } from './hosted.ts';
import { oauthCheck } from './oauth.ts';

export const deploymentChecks: readonly DeploymentCheck[] = [
  coreCheck,
  bundesmessengerCheck,
  federationCheck,
  hostedCheck,
  oauthCheck,
];
