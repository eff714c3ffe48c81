/** What is checked of a profile: sign-in and a message both ways, as everywhere, and its own rules. */
import type { Profile, ProfileServers, RunningProfile } from '@bundesmessenger/homeserver';
import type { CountedSteps } from './counted-steps.ts';
import { openDeploymentPages, type DeploymentPages } from './deployment-pages.ts';

export interface DeploymentCheck {
  readonly profile: string;
  /** Starts the profile and a browser, takes every step, and stops both. */
  run(steps: (pages: DeploymentPages) => CountedSteps, log: (line: string) => void): Promise<CountedSteps>;
}

export interface RunningDeployment<Servers extends ProfileServers> {
  readonly servers: Servers;
  readonly running: RunningProfile<Servers>;
  readonly pages: DeploymentPages;
  readonly step: CountedSteps['step'];
}

export function deploymentCheck<Servers extends ProfileServers>(
  profile: Profile<Servers>,
  takeSteps: (deployment: RunningDeployment<Servers>) => Promise<void>,
): DeploymentCheck {
  return {
    profile: profile.name,
    async run(createSteps, log) {
      log(`\n${profile.name}: ${profile.description}`);
      await using running = await profile.start({ log });
      const pages = await openDeploymentPages(running);
      try {
        const steps = createSteps(pages);
        await takeSteps({ servers: running.servers, running, pages, step: steps.step });
        return steps;
      } finally {
        await pages.stop();
      }
    },
  };
}
