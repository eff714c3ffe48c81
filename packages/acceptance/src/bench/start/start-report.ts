/** From samples of starts to tables and goals. */
import type { BenchStage } from '../bench-stage.ts';
import type { ClientName } from '../clients/clients.ts';
import { boundGoal, ratioGoal, truthGoal, type Goal } from '../goals.ts';
import type { BenchOptions } from '../options.ts';
import { conditionsOf, formats, nameOf, type MetricRow, type Report } from '../report.ts';
import { summarize } from '../statistics.ts';
import type { Phase, StartSample } from './measure-start.ts';

type Metric = { [Key in keyof StartSample]-?: StartSample[Key] extends number | undefined ? Key : never }[Exclude<
  keyof StartSample,
  'rooms'
>];

const { ms, count, kilobytes, megabytes } = formats;

const metrics: readonly {
  readonly metric: Metric;
  readonly name: string;
  readonly format: (value: number) => string;
  readonly phases: readonly Phase[];
}[] = [
  { metric: 'listMs', name: 'navigation → room list, ms', format: ms, phases: ['cold', 'warm'] },
  { metric: 'apiRequests', name: 'API requests before the list', format: count, phases: ['cold', 'warm'] },
  { metric: 'apiBytes', name: 'API bytes before the list, kB', format: kilobytes, phases: ['cold'] },
  { metric: 'staticRequests', name: 'files before the list', format: count, phases: ['cold'] },
  {
    metric: 'scriptAndStyleBytes',
    name: 'HTML, script, style before the list, kB br',
    format: kilobytes,
    phases: ['cold'],
  },
  { metric: 'wasmBytes', name: 'wasm before the list, kB br', format: kilobytes, phases: ['cold'] },
  { metric: 'longTasks', name: 'long tasks of the page', format: count, phases: ['cold', 'warm'] },
  { metric: 'longestTaskMs', name: 'longest task of the page, ms', format: ms, phases: ['cold', 'warm'] },
  { metric: 'pageHeapBytes', name: 'heap of the page, MB', format: megabytes, phases: ['cold', 'warm'] },
  { metric: 'workerHeapBytes', name: 'heap of workers, MB', format: megabytes, phases: ['cold', 'warm'] },
  { metric: 'archiveMs', name: 'open room of 10,000, ms', format: ms, phases: ['cold', 'warm'] },
  { metric: 'encryptedRoomMs', name: 'open encrypted room, ms', format: ms, phases: ['cold', 'warm'] },
];

export interface StartConditions {
  readonly options: BenchOptions;
  readonly stage: Pick<BenchStage, 'description' | 'load'>;
  /** Of the wasm that is shipped, as it lies on disk. */
  readonly wasmRawBytes: number;
  readonly failures: readonly string[];
}

export function createStartReport(samples: readonly StartSample[], conditions: StartConditions): Report {
  const { options, stage } = conditions;
  const clients = options.clients.map(({ name }) => name);
  const rows = metrics.flatMap(({ metric, name, format, phases }) =>
    phases.flatMap((phase) =>
      options.rooms.map((rooms): MetricRow => {
        const values = clients.map((client) => [client, valuesOf(samples, client, rooms, phase, metric)] as const);
        return { metric: name, situation: `${phase}, ${rooms} rooms`, values: Object.fromEntries(values), format };
      }),
    ),
  );
  return {
    name: nameOf('start', options),
    title: 'Start',
    clients,
    conditions: conditionsOf(options, stage),
    rows,
    goals: startGoals(samples, conditions),
    failures: conditions.failures,
    samples,
  };
}

/** The product's goals for a start, as ratios of one run. */
function startGoals(samples: readonly StartSample[], { options, wasmRawBytes }: StartConditions): readonly Goal[] {
  const ours: ClientName = 'bundesmessenger';
  const median = (client: ClientName, rooms: number, phase: Phase, metric: Metric): number | undefined =>
    summarize(valuesOf(samples, client, rooms, phase, metric))?.median;
  const smallest = Math.min(...options.rooms);
  const largest = Math.max(...options.rooms);
  const slow = options.link === 'slow';
  const coldMax = slow ? 2 : 2.2;
  const warmMax = slow ? 1.3 : 1.5;
  const growth = (phase: Phase, metric: Metric): readonly [number | undefined, number | undefined] =>
    smallest === largest
      ? [undefined, undefined]
      : [median(ours, largest, phase, metric), median(ours, smallest, phase, metric)];
  const warm = samples.filter(({ client, phase }) => client === ours && phase === 'warm');
  const megabyte = 1_000_000;
  const kB = (value: number): string => `${kilobytes(value)} kB`;
  const MB = (value: number): string => `${megabytes(value)} MB`;
  return [
    ratioGoal(`cold list, ${largest} against ${smallest} rooms`, ...growth('cold', 'listMs'), 1.2),
    ...options.rooms.flatMap((rooms) => [
      ratioGoal(
        `cold list against floor, ${rooms} rooms`,
        median(ours, rooms, 'cold', 'listMs'),
        median('floor', rooms, 'cold', 'listMs'),
        coldMax,
      ),
      ratioGoal(
        `warm list against floor, ${rooms} rooms`,
        median(ours, rooms, 'warm', 'listMs'),
        median('floor', rooms, 'warm', 'listMs'),
        warmMax,
      ),
      boundGoal(`API requests before the cold list, ${rooms} rooms`, median(ours, rooms, 'cold', 'apiRequests'), 3),
      boundGoal(
        `HTML, script, style before the list (brotli), ${rooms} rooms`,
        median(ours, rooms, 'cold', 'scriptAndStyleBytes'),
        60_000,
        kB,
      ),
      boundGoal(`long tasks of the page, cold, ${rooms} rooms`, median(ours, rooms, 'cold', 'longTasks'), 0),
      boundGoal(`long tasks of the page, warm, ${rooms} rooms`, median(ours, rooms, 'warm', 'longTasks'), 0),
      boundGoal(`heap of the page, ${rooms} rooms`, median(ours, rooms, 'cold', 'pageHeapBytes'), 6 * megabyte, MB),
    ]),
    truthGoal(
      'warm list painted before the first answer',
      'always',
      warm.filter(({ listBeforeAnswer }) => listBeforeAnswer).length,
      warm.length,
    ),
    // "Independent" with room for what a garbage collector leaves.
    ratioGoal(`heap of the page, ${largest} against ${smallest} rooms`, ...growth('cold', 'pageHeapBytes'), 1.1),
    boundGoal(
      `heap of the host, ${largest} rooms`,
      median(ours, largest, 'cold', 'workerHeapBytes'),
      20 * megabyte,
      MB,
    ),
    boundGoal('wasm without its name section (raw)', wasmRawBytes, 4.9 * megabyte, MB),
  ];
}

function valuesOf(
  samples: readonly StartSample[],
  client: ClientName,
  rooms: number,
  phase: Phase,
  metric: Metric,
): readonly number[] {
  return samples
    .filter((sample) => sample.client === client && sample.rooms === rooms && sample.phase === phase)
    .flatMap((sample) => sample[metric] ?? []);
}
