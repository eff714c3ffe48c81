/** All measurements of open rooms: sizes and clients in turn, so that what slows the machine slows them all. */
import type { BenchStage } from '../bench-stage.ts';
import { createProfile } from '../browser/profile.ts';
import type { BenchOptions } from '../options.ts';
import { inTurn } from '../in-turn.ts';
import { prepare } from '../prepare.ts';
import { readerOf } from '../seed/manifest.ts';
import { summarize } from '../statistics.ts';
import { measureTimeline, type TimelineSample } from './measure-timeline.ts';
import { makeOutboxRoom } from './outbox-room.ts';

export async function runTimelines(
  stage: BenchStage,
  options: BenchOptions,
  log: (line: string) => void,
): Promise<readonly TimelineSample[]> {
  await makeOutboxRoom(
    stage,
    options.rooms.map((size) => readerOf(stage.manifest, size)),
  );
  const sender = await stage.api(stage.manifest.writers[0]!);
  const samples: TimelineSample[] = [];
  for (const { run, size, client } of inTurn(options)) {
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
