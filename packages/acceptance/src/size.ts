/** `npm run size`: what the built files weigh, against their budgets. Fails when one is exceeded. */
import { readFile } from 'node:fs/promises';
import { basename, dirname, join, resolve } from 'node:path';
import { brotliCompressSync, gzipSync } from 'node:zlib';
import { build } from 'esbuild';

const root = resolve(import.meta.dirname, '../../..');

/** 1 kB is 1,000 bytes. */
const bytesPerKilobyte = 1_000;

interface Part {
  readonly name: string;
  /** The files that are measured, each compressed by itself, as it is delivered. */
  readonly read: () => Promise<readonly Uint8Array[]>;
  readonly unit: 'brotli' | 'gzip' | 'raw';
  readonly budgetBytes: number;
}

const file = (path: string) => async (): Promise<Uint8Array[]> => [await readFile(join(root, path))];

/** An entry as a portal's bundler would pack it. The worker is a file of its own and not in it, nor what is loaded later. */
async function bundled(path: string): Promise<Uint8Array[]> {
  const { outputFiles } = await build({
    entryPoints: { entry: join(root, path) },
    bundle: true,
    splitting: true,
    outdir: 'bundled',
    minify: true,
    write: false,
    format: 'esm',
    target: 'es2022',
    platform: 'browser',
    logLevel: 'error',
  });
  const sources = new Map(outputFiles.map(({ path: name, contents }) => [basename(name), contents]));
  const atOnce = new Set(['entry.js']);
  for (const name of atOnce) {
    for (const [, imported] of Buffer.from(sources.get(name)!).toString().matchAll(staticImport)) atOnce.add(imported!);
  }
  return [Buffer.concat([...atOnce].map((name) => sources.get(name)!))];
}

const staticImport = /\bimport(?:[^"'()]*\bfrom)?\s*["']\.\/([^"']+)["']/g;

/** A module together with the ones it imports at once. What it loads later is not in it. */
async function withImports(path: string, seen = new Set<string>()): Promise<Uint8Array[]> {
  if (seen.has(path)) return [];
  seen.add(path);
  const source = await readFile(join(root, path));
  const imports = source.toString().matchAll(staticImport);
  const files: Uint8Array[] = [source];
  for (const [, name] of imports) files.push(...(await withImports(join(dirname(path), name!), seen)));
  return files;
}

/** The same with what an entry loads at once without waiting for it. */
async function withParts(path: string): Promise<Uint8Array[]> {
  const seen = new Set<string>();
  const files = await withImports(path, seen);
  const loaded = Buffer.from(files[0]!)
    .toString()
    .matchAll(/\bimport\("\.\/([^"]+)"\)/g);
  for (const [, name] of loaded) files.push(...(await withImports(join(dirname(path), name!), seen)));
  return files;
}

const dropIn = 'packages/elements/dist/drop-in';

const parts: readonly Part[] = [
  {
    name: 'drop-in: all script on the way to the list, page and worker',
    read: async () => [...(await withParts(`${dropIn}/bm.js`)), ...(await file(`${dropIn}/worker.js`)())],
    unit: 'brotli',
    budgetBytes: 60_000,
  },
  {
    name: 'host, second stage: store/dist/encryption.js',
    read: file('packages/store/dist/encryption.js'),
    unit: 'gzip',
    budgetBytes: 150_000,
  },
  {
    name: 'page face of @bundesmessenger/store, bundled',
    read: () => bundled('packages/store/dist/index.js'),
    unit: 'gzip',
    // A method for each of 90 commands.
    budgetBytes: 5_000,
  },
  {
    name: 'encryption: store/dist/matrix_sdk_crypto_wasm_bg.wasm',
    read: file('packages/store/dist/matrix_sdk_crypto_wasm_bg.wasm'),
    unit: 'raw',
    budgetBytes: 4_900_000,
  },
];

const packed: Readonly<Record<Part['unit'], (bytes: Uint8Array) => Uint8Array>> = {
  brotli: (bytes) => brotliCompressSync(bytes),
  gzip: (bytes) => gzipSync(bytes, { level: 9 }),
  raw: (bytes) => bytes,
};

const kilobytes = (bytes: number): string => `${(bytes / bytesPerKilobyte).toFixed(1)} kB`;

const rows: string[][] = [];
let exceeded = 0;
for (const { name, read, unit, budgetBytes } of parts) {
  let files: readonly Uint8Array[];
  try {
    files = await read();
  } catch {
    console.error(`${name} is not built: run "npm run build" first.`);
    process.exit(1);
  }
  const used = files.reduce((sum, bytes) => sum + packed[unit](bytes).length, 0);
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
