/** Compresses with brotli 11, once for each content: the wasm alone takes half a minute. */
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { brotliCompressSync, constants } from 'node:zlib';
import { benchFolder } from '../bench-folder.ts';

const strongest = 11;
/** Below this keeping costs more than compressing again. */
const keptFromBytes = 100_000;

export function brotli(content: Buffer): Buffer {
  const compress = (): Buffer =>
    brotliCompressSync(content, { params: { [constants.BROTLI_PARAM_QUALITY]: strongest } });
  if (content.length < keptFromBytes) return compress();
  const folder = join(benchFolder, 'brotli');
  const kept = join(folder, createHash('sha256').update(content).digest('hex'));
  if (existsSync(kept)) return readFileSync(kept);
  const compressed = compress();
  mkdirSync(folder, { recursive: true });
  writeFileSync(kept, compressed);
  return compressed;
}
