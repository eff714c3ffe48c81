/** `npm run size`: what the built files weigh, against their budgets. Fails when one is exceeded. */
import { readFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { gzipSync } from 'node:zlib';
import { build } from 'esbuild';

const root = resolve(import.meta.dirname, '../../..');

/** 1 kB is 1,000 bytes. */
const bytesPerKilobyte = 1_000;

interface Part {
  readonly name: string;
  /** The bytes that are measured. */
  readonly read: () => Promise<Uint8Array>;
  readonly unit: 'gzip' | 'raw';
  readonly budgetBytes: number;
}

const file = (path: string) => (): Promise<Uint8Array> => readFile(join(root, path));

/** An entry with its chunks as a portal's bundler would pack it. The worker is a file of its own and not in it. */
async function bundled(path: string): Promise<Uint8Array> {
  const { outputFiles } = await build({
    entryPoints: [join(root, path)],
    bundle: true,
    minify: true,
    write: false,
    format: 'esm',
    target: 'es2022',
    platform: 'browser',
    logLevel: 'error',
  });
  return outputFiles[0]!.contents;
}

const parts: readonly Part[] = [
  {
    name: 'drop-in, page: elements/dist/drop-in/bm.js',
    read: file('packages/elements/dist/drop-in/bm.js'),
    unit: 'gzip',
    budgetBytes: 60_000,
  },
  {
    name: 'host: store/dist/worker.js',
    read: file('packages/store/dist/worker.js'),
    unit: 'gzip',
    budgetBytes: 210_000,
  },
  {
    name: 'page face of @bundesmessenger/store, bundled',
    read: () => bundled('packages/store/dist/index.js'),
    unit: 'gzip',
    budgetBytes: 4_000,
  },
  {
    name: 'encryption: store/dist/matrix_sdk_crypto_wasm_bg.wasm',
    read: file('packages/store/dist/matrix_sdk_crypto_wasm_bg.wasm'),
    unit: 'raw',
    budgetBytes: 4_900_000,
  },
];

const kilobytes = (bytes: number): string => `${(bytes / bytesPerKilobyte).toFixed(1)} kB`;

const rows: string[][] = [];
let exceeded = 0;
for (const { name, read, unit, budgetBytes } of parts) {
  let bytes: Uint8Array;
  try {
    bytes = await read();
  } catch {
    console.error(`${name} is not built: run "npm run build" first.`);
    process.exit(1);
  }
  const used = unit === 'gzip' ? gzipSync(bytes, { level: 9 }).length : bytes.length;
  if (used > budgetBytes) exceeded += 1;
  rows.push([
    name,
    kilobytes(used),
    kilobytes(budgetBytes),
    unit,
    `${Math.round((used / budgetBytes) * 100)} %`,
    used > budgetBytes ? 'TOO LARGE' : 'ok',
  ]);
}

const table = [['part', 'used', 'budget', 'measured', 'share', ''], ...rows];
const widths = table[0]!.map((_, column) => Math.max(...table.map((row) => row[column]!.length)));
for (const row of table) {
  console.log(
    row.map((cell, column) => (column === 0 ? cell.padEnd(widths[0]!) : cell.padStart(widths[column]!))).join('  '),
  );
}
if (exceeded > 0) {
  console.error(`\n${exceeded} of ${parts.length} budgets exceeded`);
  process.exitCode = 1;
}
