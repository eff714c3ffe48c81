/** All starts of a benchmark: sizes and clients in turn, so that what slows the machine slows them all. */
import type { BenchStage } from '../bench-stage.ts';
import { createProfile } from '../browser/profile.ts';
import { inTurn } from '../in-turn.ts';
import type { BenchOptions } from '../options.ts';
import { prepare } from '../prepare.ts';
import { readerOf } from '../seed/manifest.ts';
import { measureStart, type StartSample } from './measure-start.ts';

export async function runStarts(
  stage: BenchStage,
  options: BenchOptions,
  log: (line: string) => void,
): Promise<readonly StartSample[]> {
  const samples: StartSample[] = [];
  // Once more before the first: it fills the server's caches and is not counted.
  const unmeasured = inTurn({ ...options, runs: 1 }).map((turn) => ({ ...turn, run: 0 }));
  for (const { run, size, client } of [...unmeasured, ...inTurn(options)]) {
    const reader = readerOf(stage.manifest, size);
    const login = await stage.logIn(reader.localpart);
    const profile = createProfile(stage.load);
    try {
      await prepare(profile, stage, client, login, stage.manifest.roomKeys);
      for (const phase of run === 0 ? (['cold'] as const) : (['cold', 'warm'] as const)) {
        const sample = await measureStart({ stage, client, reader, profile, phase, cpuRate: options.cpuRate });
        if (run > 0) samples.push(sample);
        log(describe(sample, run, options.runs));
      }
    } finally {
      profile.delete();
      await stage.logOut(login);
    }
  }
  return samples;
}

function describe(sample: StartSample, run: number, runs: number): string {
  const { client, rooms, phase, listMs, encryptedRoomMs, archiveMs, apiRequests, longestTaskMs } = sample;
  const ms = (value: number | undefined): string => (value === undefined ? '–' : `${Math.round(value)} ms`);
  return (
    `${run}/${runs} ${client.padEnd(15)} ${String(rooms).padStart(5)} rooms ${phase}: list ${ms(listMs)}, ` +
    `encrypted ${ms(encryptedRoomMs)}, archive ${ms(archiveMs)}, ${apiRequests} requests, longest task ${ms(longestTaskMs)}`
  );
}
