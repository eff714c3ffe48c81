/** Writes what was measured: a table of medians for people, every single number for programs. */
import { mkdirSync, writeFileSync } from 'node:fs';
import { cpus } from 'node:os';
import { join, resolve } from 'node:path';
import type { BenchStage } from './bench-stage.ts';
import type { Goal } from './goals.ts';
import type { BenchOptions } from './options.ts';
import { summarize } from './statistics.ts';

const reportsFolder = resolve(import.meta.dirname, '../../../../reports/bench');

/** One line of the table: a metric, in one situation, for each client. */
export interface MetricRow {
  readonly metric: string;
  readonly situation: string;
  /** Client → its values, one for each run; without it the cell is empty. */
  readonly values: Readonly<Record<string, readonly number[]>>;
  readonly format: (value: number) => string;
}

export interface Report {
  /** Of the files. */
  readonly name: string;
  readonly title: string;
  readonly clients: readonly string[];
  /** What the numbers hold for: runs, link, processor, server. */
  readonly conditions: readonly string[];
  readonly rows: readonly MetricRow[];
  readonly goals: readonly Goal[];
  /** Measurements that could not be made. */
  readonly failures: readonly string[];
  readonly samples: readonly object[];
}

/** @returns where it was written, and the text itself */
export function writeReport(report: Report): { readonly path: string; readonly markdown: string } {
  mkdirSync(reportsFolder, { recursive: true });
  const markdown = toMarkdown(report);
  const path = join(reportsFolder, `${report.name}.md`);
  writeFileSync(path, markdown);
  const { title, conditions, goals, failures, samples } = report;
  writeFileSync(
    join(reportsFolder, `${report.name}.json`),
    JSON.stringify({ title, conditions: [...conditions, machine()], goals, failures, samples }, null, 2),
  );
  return { path, markdown };
}

function toMarkdown({ title, clients, conditions, rows, goals, failures }: Report): string {
  const table = rows.map(({ metric, situation, values, format }) => [
    metric,
    situation,
    ...clients.map((client) => cell(values[client] ?? [], format)),
  ]);
  const missed = goals.filter(({ status }) => status === 'missed').length;
  const met = goals.filter(({ status }) => status === 'met').length;
  return `# ${title}

${[...conditions, machine()].map((line) => `- ${line}`).join('\n')}

Median (least–most) of the runs.

${markdownTable([['metric', 'situation', ...clients], ...table])}

## Goals

${markdownTable([
  ['goal', 'limit', 'measured', ''],
  ...goals.map(({ goal, limit, measured, status }) => [goal, limit, measured ?? '–', words[status]]),
])}

${met} met, ${missed} missed.
${failures.map((failure) => `\n- Failed: ${failure}`).join('')}
`;
}

const words = { met: 'met', missed: '**missed**', notMeasured: 'not measured' } as const;

function cell(values: readonly number[], format: (value: number) => string): string {
  const summary = summarize(values);
  if (!summary) return '–';
  const [median, min, max] = [summary.median, summary.min, summary.max].map(format);
  return min === max ? median! : `${median} (${min}–${max})`;
}

function markdownTable(rows: readonly (readonly string[])[]): string {
  const widths = rows[0]!.map((_, column) => Math.max(...rows.map((row) => row[column]!.length)));
  const line = (row: readonly string[]): string =>
    `| ${row.map((text, column) => text.padEnd(widths[column]!)).join(' | ')} |`;
  const [head, ...body] = rows;
  return [line(head!), line(widths.map((width) => '-'.repeat(width))), ...body.map(line)].join('\n');
}

/** Runs under other conditions do not overwrite each other. */
export function nameOf(benchmark: string, { link, cpuRate }: BenchOptions): string {
  return [benchmark, ...(link === 'slow' ? ['slow'] : []), ...(cpuRate > 1 ? [`cpu${cpuRate}`] : [])].join('-');
}

export function conditionsOf(
  { runs, link, cpuRate }: BenchOptions,
  { description, load }: Pick<BenchStage, 'description' | 'load'>,
): readonly string[] {
  const network = link === 'slow' ? '10 Mbit/s and 50 ms there and back' : 'loopback';
  const processor = cpuRate === 1 ? 'as it is' : `${cpuRate} × slower`;
  return [`${runs} runs, ${network}, processor ${processor}`, description, load.describe()];
}

function machine(): string {
  const all = cpus();
  return `Machine: ${all.length} × ${all[0]?.model.trim() ?? 'unknown'}`;
}

/** Formats of cells. A kilobyte is 1,000 bytes. */
export const formats = {
  ms: (value: number): string => String(Math.round(value)),
  count: (value: number): string => String(Math.round(value)),
  kilobytes: (value: number): string => (value / 1_000).toFixed(1),
  megabytes: (value: number): string => (value / 1_000_000).toFixed(1),
  percent: (value: number): string => (value * 100).toFixed(1),
} as const;
