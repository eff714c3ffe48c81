/** All measurements of open rooms: clients in turn, so that what slows the machine slows them all. */
import type { Attempts } from '../attempts.ts';
import type { BenchStage } from '../bench-stage.ts';
import { createProfile } from '../browser/profile.ts';
import { describeTurn, inTurn } from '../in-turn.ts';
import type { BenchOptions } from '../options.ts';
import { prepare } from '../prepare.ts';
import type { StressManifest } from '../seed/ensure-stress-seed.ts';
import { readerOf } from '../seed/manifest.ts';
import { summarize } from '../statistics.ts';
import { measureDecryption, type DecryptionSample } from './decryption.ts';
import { measureStress, type StressSample } from './measure-stress.ts';
import { measureTimeline, type TimelineSample } from './measure-timeline.ts';
import { makeOutboxRoom } from './outbox-room.ts';

type Log = (line: string) => void;

export async function runTimelines(
  stage: BenchStage,
  options: BenchOptions,
  { attempt }: Attempts,
  log: Log,
): Promise<readonly TimelineSample[]> {
  await makeOutboxRoom(
    stage,
    options.rooms.map((size) => readerOf(stage.manifest, size)),
  );
  const sender = await stage.api(stage.manifest.writers[0]!);
  const samples: TimelineSample[] = [];
  for (const turn of inTurn(options)) {
    await attempt(describeTurn(turn), async () => {
      const { run, size, client } = turn;
      const reader = readerOf(stage.manifest, size);
      const login = await stage.logIn(reader.localpart);
      const profile = createProfile(stage.load);
      try {
        await prepare(profile, stage, client, login, stage.manifest.roomKeys);
        const { cpuRate } = options;
        const sample = await measureTimeline({ stage, client, reader, profile, cpuRate, sender });
        samples.push(sample);
        log(`${run}/${options.runs} ${describe(sample)}`);
      } finally {
        profile.delete();
        await stage.logOut(login);
      }
    });
  }
  return samples;
}

/** Ours against the bare wasm, whatever clients are asked for. */
export async function runDecryptions(
  stage: BenchStage,
  { rooms, runs }: BenchOptions,
  { attempt }: Attempts,
  log: Log,
): Promise<readonly DecryptionSample[]> {
  const samples: DecryptionSample[] = [];
  const reader = readerOf(stage.manifest, rooms[0]!);
  for (let run = 1; run <= runs; run++) {
    await attempt(`decryption, run ${run}`, async () => {
      const sample = await measureDecryption(stage, reader);
      samples.push(sample);
      const [bare, host] = [sample.bareEventsPerSecond, sample.hostEventsPerSecond].map(Math.round);
      log(`${run}/${runs} decryption: bare ${bare}, host ${host} events per second`);
    });
  }
  return samples;
}

export async function runStress(
  stage: BenchStage<StressManifest>,
  { clients, runs }: BenchOptions,
  { attempt }: Attempts,
  log: Log,
): Promise<readonly StressSample[]> {
  const samples: StressSample[] = [];
  for (let run = 1; run <= runs; run++) {
    for (const client of clients) {
      await attempt(`what is hard to show in ${client.name}, run ${run}`, async () => {
        samples.push(...(await measureStress(stage, client, (line) => log(`${run}/${runs} ${line}`))));
      });
    }
  }
  return samples;
}

function describe({ client, rooms, archiveMs, encryptedMs, scrollBack, incomingMs, echoes }: TimelineSample): string {
  const ms = (value: number | undefined): string => (value === undefined ? '–' : String(Math.round(value)));
  const echo = summarize(echoes.map(({ delayMs }) => delayMs))?.median;
  return (
    `${client.padEnd(15)} ${String(rooms).padStart(5)} rooms: archive ${ms(archiveMs.cold)}/${ms(archiveMs.warm)} ms, ` +
    `encrypted ${ms(encryptedMs?.cold)}/${ms(encryptedMs?.warm)} ms, scroll ${(scrollBack.durationMs / 1_000).toFixed(1)} s ` +
    `${(scrollBack.droppedShare * 100).toFixed(1)} % dropped ${scrollBack.domNodes} nodes, ` +
    `incoming ${ms(summarize(incomingMs)?.median)} ms, echo ${ms(echo)} ms`
  );
}
