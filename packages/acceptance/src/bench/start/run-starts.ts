/** All starts of a benchmark: sizes and clients in turn, so that what slows the machine slows them all. */
import type { Attempts } from '../attempts.ts';
import type { BenchStage } from '../bench-stage.ts';
import { createProfile } from '../browser/profile.ts';
import { describeTurn, inTurn, type Turn } from '../in-turn.ts';
import type { BenchOptions } from '../options.ts';
import { prepare } from '../prepare.ts';
import { readerOf } from '../seed/manifest.ts';
import { measureStart, type Phase, type StartSample } from './measure-start.ts';

export async function runStarts(
  stage: BenchStage,
  options: BenchOptions,
  { attempt }: Attempts,
  log: (line: string) => void,
): Promise<readonly StartSample[]> {
  const samples: StartSample[] = [];
  const start = async ({ run, size, client }: Turn, phases: readonly Phase[]): Promise<void> => {
    const reader = readerOf(stage.manifest, size);
    const login = await stage.logIn(reader.localpart);
    const profile = createProfile(stage.load);
    try {
      await prepare(profile, stage, client, login, stage.manifest.roomKeys);
      for (const phase of phases) {
        const sample = await measureStart({ stage, client, reader, profile, phase, cpuRate: options.cpuRate });
        if (run > 0) samples.push(sample);
        log(describe(sample, run, options.runs));
      }
    } finally {
      profile.delete();
      await stage.logOut(login);
    }
  };
  // Once more before the first: it fills the server's caches and is not counted.
  for (const turn of inTurn({ ...options, runs: 1 })) {
    await attempt(`before the first run, ${describeTurn(turn)}`, () => start({ ...turn, run: 0 }, ['cold']));
  }
  for (const turn of inTurn(options)) await attempt(describeTurn(turn), () => start(turn, ['cold', 'warm']));
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
