/** All starts of a benchmark: sizes and clients in turn, so that what slows the machine slows them all. */
import { createProfile, type Profile } from '../browser/profile.ts';
import type { BenchClient } from '../clients/clients.ts';
import type { BenchStage } from '../bench-stage.ts';
import type { BenchOptions } from '../options.ts';
import type { Login } from '../pages/login.ts';
import type { Preparations } from '../pages/prepare.page.ts';
import { measureStart, type StartSample } from './measure-start.ts';

export async function runStarts(
  stage: BenchStage,
  { rooms, runs, clients, cpuRate }: BenchOptions,
  log: (line: string) => void,
): Promise<readonly StartSample[]> {
  const samples: StartSample[] = [];
  // Run 0 fills the server's caches and is not counted.
  for (let run = 0; run <= runs; run++) {
    for (const size of rooms) {
      // Another one begins each time.
      const order = [...clients.slice(run % clients.length), ...clients.slice(0, run % clients.length)];
      for (const client of order) {
        const reader = stage.reader(size);
        const login = await stage.logIn(reader.localpart);
        const profile = createProfile();
        try {
          await prepare(profile, stage, client, login);
          for (const phase of run === 0 ? (['cold'] as const) : (['cold', 'warm'] as const)) {
            const sample = await measureStart({ stage, client, reader, profile, phase, cpuRate });
            if (run > 0) samples.push(sample);
            log(describe(sample, run, runs));
          }
        } finally {
          profile.delete();
          await stage.logOut(login);
        }
      }
    }
  }
  return samples;
}

/** Unmeasured, in a browser of its own. */
export async function prepare(profile: Profile, stage: BenchStage, client: BenchClient, login: Login): Promise<void> {
  const browser = await profile.launch({});
  try {
    await browser.page.goto(`${stage.pagesOrigin}/prepare.html`);
    await browser.page.evaluate(
      async ({ preparation, login, roomKeys }) => {
        const { preparations } = globalThis as unknown as { preparations: Preparations };
        await preparations[preparation](login, roomKeys);
      },
      { preparation: client.preparation, login, roomKeys: stage.manifest.roomKeys },
    );
  } finally {
    await browser.close();
  }
  profile.emptyHttpCache();
}

function describe(sample: StartSample, run: number, runs: number): string {
  const { client, rooms, phase, listMs, encryptedRoomMs, archiveMs, apiRequests, longestTaskMs } = sample;
  const ms = (value: number | undefined): string => (value === undefined ? '–' : `${Math.round(value)} ms`);
  return (
    `${run}/${runs} ${client.padEnd(15)} ${String(rooms).padStart(5)} rooms ${phase}: list ${ms(listMs)}, ` +
    `encrypted ${ms(encryptedRoomMs)}, archive ${ms(archiveMs)}, ${apiRequests} requests, longest task ${ms(longestTaskMs)}`
  );
}
