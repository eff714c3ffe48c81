/** From samples of open rooms to tables and goals. */
import type { BenchStage } from '../bench-stage.ts';
import type { ClientName } from '../clients/clients.ts';
import { boundGoal, floorGoal, ratioGoal, type Goal } from '../goals.ts';
import type { BenchOptions } from '../options.ts';
import { conditionsOf, formats, nameOf, type MetricRow, type Report } from '../report.ts';
import { percentile, summarize } from '../statistics.ts';
import type { DecryptionSample } from './decryption.ts';
import type { StressKind, StressSample } from './measure-stress.ts';
import type { TimelineSample } from './measure-timeline.ts';

export interface TimelineResults {
  readonly timelines: readonly TimelineSample[];
  readonly decryptions: readonly DecryptionSample[];
  readonly stress: readonly StressSample[];
  readonly failures: readonly string[];
}

const { ms, count, percent } = formats;
const seconds = (value: number): string => (value / 1_000).toFixed(1);

const p50 = (values: readonly number[]): number => summarize(values)!.median;
const p95 = (values: readonly number[]): number =>
  percentile(
    [...values].sort((one, other) => one - other),
    0.95,
  );

/** Each gives one number for a run. */
const metrics = {
  archiveCold: ['cold: open room of 10,000, ms', ({ archiveMs }) => archiveMs.cold, ms],
  archiveWarm: ['warm: open room of 10,000, ms', ({ archiveMs }) => archiveMs.warm, ms],
  encryptedCold: ['cold: open encrypted room, ms', ({ encryptedMs }) => encryptedMs?.cold, ms],
  encryptedWarm: ['warm: open encrypted room, ms', ({ encryptedMs }) => encryptedMs?.warm, ms],
  incoming: ['incoming: answer to the sender → paint, p50, ms', ({ incomingMs }) => p50(incomingMs), ms],
  incomingP95: ['incoming: p95, ms', ({ incomingMs }) => p95(incomingMs), ms],
  echo: ['local echo: key → paint, p50, ms', ({ echoes }) => p50(echoes.map(({ delayMs }) => delayMs)), ms],
  echoFrames: ['local echo: frames, p50', ({ echoes }) => p50(echoes.map(({ frames }) => frames)), count],
  scroll: ['scroll back 2,000, s', ({ scrollBack }) => scrollBack.durationMs, seconds],
  dropped: ['scroll back: dropped frames, %', ({ scrollBack }) => scrollBack.droppedShare, percent],
  worstFrame: ['scroll back: worst frame, ms', ({ scrollBack }) => scrollBack.worstFrameMs, ms],
  nodes: ['scroll back: DOM nodes after', ({ scrollBack }) => scrollBack.domNodes, count],
  scrollTasks: ['scroll back: long tasks of the page', ({ scrollBack }) => scrollBack.longTasks, count],
} as const satisfies Record<
  string,
  readonly [string, (sample: TimelineSample) => number | undefined, (value: number) => string]
>;

const stressNames: Readonly<Record<StressKind, string>> = {
  chain: 'chain of 1,000 replies',
  reactions: '10,000 reactions',
  longText: 'text of 64 kB',
  storm: '500 edits',
};
const stressKinds = Object.keys(stressNames) as readonly StressKind[];

export function createTimelineReport(
  results: TimelineResults,
  options: BenchOptions,
  stage: Pick<BenchStage, 'description' | 'load'>,
): Report {
  const { timelines, decryptions, stress } = results;
  const clients = options.clients.map(({ name }) => name);
  const byClient = (valuesOf: (client: ClientName) => readonly number[]): MetricRow['values'] =>
    Object.fromEntries(clients.map((client) => [client, valuesOf(client)]));
  const stressOf = (kind: StressKind, client: ClientName): readonly StressSample[] =>
    stress.filter((sample) => sample.kind === kind && sample.client === client);
  const rows: readonly MetricRow[] = [
    ...Object.values(metrics).flatMap(([metric, valueOf, format]) =>
      options.rooms.map((rooms) => ({
        metric,
        situation: `${rooms} rooms`,
        values: byClient((client) => valuesOf(timelines, client, rooms, valueOf)),
        format,
      })),
    ),
    {
      metric: 'bulk decryption: host, events per second',
      situation: 'bare wasm in the column of the floor',
      values: {
        floor: decryptions.map(({ bareEventsPerSecond }) => bareEventsPerSecond),
        bundesmessenger: decryptions.map(({ hostEventsPerSecond }) => hostEventsPerSecond),
      },
      format: count,
    },
    ...stressKinds.flatMap((kind) => [
      {
        metric: 'until settled, ms',
        situation: stressNames[kind],
        values: byClient((client) => stressOf(kind, client).map(({ settledMs }) => settledMs)),
        format: ms,
      },
      {
        metric: 'longest task of the page, ms',
        situation: stressNames[kind],
        values: byClient((client) => stressOf(kind, client).map(({ longestTaskMs }) => longestTaskMs)),
        format: ms,
      },
    ]),
  ];
  return {
    name: nameOf('timeline', options),
    title: 'Timeline',
    clients,
    conditions: conditionsOf(options, stage),
    rows,
    goals: timelineGoals(results, options),
    failures: results.failures,
    samples: [...timelines, ...decryptions, ...stress],
  };
}

/** The product's goals for a timeline, as ratios of one run. */
function timelineGoals(
  { timelines, decryptions, stress }: TimelineResults,
  { rooms: sizes }: BenchOptions,
): readonly Goal[] {
  const median = (client: ClientName, rooms: number, metric: keyof typeof metrics): number | undefined =>
    summarize(valuesOf(timelines, client, rooms, metrics[metric][1]))?.median;
  const ours = (rooms: number, metric: keyof typeof metrics): number | undefined =>
    median('bundesmessenger', rooms, metric);
  const smallest = Math.min(...sizes);
  const largest = Math.max(...sizes);
  const medianOf = (values: readonly number[]): number | undefined => summarize(values)?.median;
  return [
    ...sizes.flatMap((rooms) => {
      const floorCold = median('floor', rooms, 'archiveCold');
      const floorWarm = median('floor', rooms, 'archiveWarm');
      const at = `${rooms} rooms`;
      return [
        ratioGoal(`open room of 10,000 against floor, cold, ${at}`, ours(rooms, 'archiveCold'), floorCold, 1.2),
        ratioGoal(`open room of 10,000 against floor, warm, ${at}`, ours(rooms, 'archiveWarm'), floorWarm, 1.2),
        // The floor cannot decrypt: what it takes to open a room in clear is the measure.
        ratioGoal(`open encrypted room against floor, cold, ${at}`, ours(rooms, 'encryptedCold'), floorCold, 2),
        ratioGoal(`open encrypted room against floor, warm, ${at}`, ours(rooms, 'encryptedWarm'), floorWarm, 1.3),
        ratioGoal(
          `incoming p50 against floor, ${at}`,
          ours(rooms, 'incoming'),
          median('floor', rooms, 'incoming'),
          1.3,
        ),
        boundGoal(`frames until the local echo, ${at}`, ours(rooms, 'echoFrames'), 1),
        boundGoal(`dropped frames, ${at}`, ours(rooms, 'dropped'), 0, (value) => `${percent(value)} %`),
        boundGoal(`DOM nodes after scrolling, ${at}`, ours(rooms, 'nodes'), 1_500),
        boundGoal(`long tasks while scrolling, ${at}`, ours(rooms, 'scrollTasks'), 0),
      ];
    }),
    ratioGoal(
      `incoming p50, ${largest} against ${smallest} rooms`,
      smallest === largest ? undefined : ours(largest, 'incoming'),
      ours(smallest, 'incoming'),
      1.2,
    ),
    floorGoal(
      'bulk decryption against the bare wasm',
      medianOf(decryptions.map(({ hostEventsPerSecond }) => hostEventsPerSecond)),
      medianOf(decryptions.map(({ bareEventsPerSecond }) => bareEventsPerSecond)),
      0.9,
    ),
    ...stressKinds.flatMap((kind) => {
      const samples = stress.filter((sample) => sample.kind === kind && sample.client === 'bundesmessenger');
      const inMs = (value: number): string => `${Math.round(value)} ms`;
      return [
        boundGoal(`${stressNames[kind]}: until settled`, medianOf(samples.map((s) => s.settledMs)), 2_000, inMs),
        boundGoal(`${stressNames[kind]}: longest task`, medianOf(samples.map((s) => s.longestTaskMs)), 250, inMs),
      ];
    }),
  ];
}

function valuesOf(
  samples: readonly TimelineSample[],
  client: ClientName,
  rooms: number,
  valueOf: (sample: TimelineSample) => number | undefined,
): readonly number[] {
  return samples
    .filter((sample) => sample.client === client && sample.rooms === rooms)
    .flatMap((sample) => valueOf(sample) ?? []);
}
