/** How the host's files are bundled: of matrix-js-sdk the encryption alone, the wasm without its name section. */
import { readFile, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import type { Plugin } from 'esbuild';

/**
 * Parts of matrix-js-sdk that its encryption names but never runs here: client, sync and rooms, which are our own; calls;
 * sign-in; look-alike names; and the migration of stores that libolm left.
 */
const unused = new RegExp(
  [
    /matrix-js-sdk\/lib\/(client|sync|pushprocessor|autodiscovery|interactive-auth|content-repo|realtime-callbacks)\.js$/,
    /matrix-js-sdk\/lib\/models\/(thread|poll|room|event-timeline|MSC3089)[\w-]*\.js$/,
    /matrix-js-sdk\/lib\/(webrtc|matrixrtc|oauth|crypto\/store)\//,
    /matrix-js-sdk\/lib\/rust-crypto\/libolm_migration\.js$/,
    /\/(sdp-transform|unhomoglyph)\//,
  ]
    .map(({ source }) => source)
    .join('|'),
);

/** Extensible events (MSC1767), which matrix-js-sdk reads on demand and nobody demands here; of the package it uses the name helpers. */
const unusedEvents =
  /\/matrix-events-sdk\/lib\/(ExtensibleEvents\.|IPartialEvent\.|InvalidEventError\.|NamespacedMap\.|types\.|(events|interpreters|utility)\/)/;

/**
 * Replaces each unused module by one that has the same export names, each a class that does nothing: matrix-js-sdk
 * constructs some of them at start.
 */
export const stubUnused: Plugin = {
  name: 'stub-unused',
  setup(build) {
    build.onLoad({ filter: unusedEvents }, () => ({ contents: '' }));
    build.onLoad({ filter: unused }, async ({ path }) => {
      const names = exportNames(await readFile(path, 'utf8'));
      const stub = 'class extends EventTarget { on() {} off() {} start() {} stop() {} }';
      return { contents: names.map((name) => `export const ${name} = ${stub};`).join('\n') + '\nexport default {};' };
    });
  },
};

/** Logs of matrix-js-sdk name users, rooms and sessions: the host has nothing that could write them. */
export const silence: Plugin = {
  name: 'silence',
  setup(build) {
    const methods = ['trace', 'debug', 'info', 'warn', 'error', 'setLevel', 'rebuild'].map((name) => `${name}() {}`);
    const contents = `const silent = { ${methods.join(', ')}, levels: {}, getLogger: () => silent, getLoggers: () => ({}) };
      export default silent;`;
    build.onLoad({ filter: /\/loglevel\/lib\/loglevel\.js$/ }, () => ({ contents }));
  },
};

/**
 * Core's `createSession` loads its second stage by itself; the host's files are those stages and do not call it. Left in,
 * the name alone makes a bundler wrap every module that both stages use, so that it could be started from two places.
 */
export const loadedByHost: Plugin = {
  name: 'loaded-by-host',
  setup(build) {
    build.onResolve({ filter: /\/second-stage\.js$/ }, ({ kind, path }) =>
      kind === 'dynamic-import' ? { path, external: true } : undefined,
    );
  },
};

/**
 * The entry of the crypto wasm remembers a load that failed, and would never ask again. It forgets one, so that the wasm can
 * come when the network is back.
 */
export const forgetFailedWasm: Plugin = {
  name: 'forget-failed-wasm',
  setup(build) {
    build.onLoad({ filter: /matrix-sdk-crypto-wasm\/index\.mjs$/ }, async ({ path }) => {
      const source = await readFile(path, 'utf8');
      const load = 'modPromise = loadModuleAsync(url);';
      if (!source.includes(load)) throw new Error(`${path} loads the wasm in another way: see whether it tries again`);
      const forget = '(error) => { modPromise = null; throw error; }';
      return { contents: source.replace(load, `modPromise = loadModuleAsync(url).catch(${forget});`) };
    });
  },
};

function exportNames(source: string): readonly string[] {
  const declared = [...source.matchAll(/^export (?:async )?(?:var|let|const|class|function\*?) ([\w$]+)/gm)];
  const listed = [...source.matchAll(/^export \{([^}]*)\}/gm)].flatMap(([, names]) => names!.split(','));
  const all = [...declared.map(([, name]) => name!), ...listed.map((name) => name.split(' as ').at(-1)!.trim())];
  return [...new Set(all)].filter((name) => name !== '' && name !== 'default');
}

const wasmFile = 'matrix_sdk_crypto_wasm_bg.wasm';

export async function copyWasm(): Promise<void> {
  // The package exports its entry only; the wasm lies beside it.
  const entry = createRequire(import.meta.url).resolve('@matrix-org/matrix-sdk-crypto-wasm');
  const wasm = await readFile(join(dirname(entry), 'pkg', wasmFile));
  await writeFile(join('dist', wasmFile), withoutNameSection(wasm));
}

/**
 * Drops the custom section `name` (WebAssembly core specification 7.4.1), symbol names for stack traces: 38 % of the
 * file and of no use to a user.
 */
function withoutNameSection(wasm: Uint8Array): Uint8Array {
  const headerBytes = 8; // magic and version
  const kept: Uint8Array[] = [wasm.subarray(0, headerBytes)];
  let offset = headerBytes;
  while (offset < wasm.length) {
    const start = offset;
    const id = wasm[offset++];
    const size = readLeb128(wasm, offset);
    offset = size.next + size.value;
    const nameLength = id === 0 ? readLeb128(wasm, size.next) : undefined;
    const name =
      nameLength && new TextDecoder().decode(wasm.subarray(nameLength.next, nameLength.next + nameLength.value));
    if (name !== 'name') kept.push(wasm.subarray(start, offset));
  }
  return Buffer.concat(kept);
}

function readLeb128(bytes: Uint8Array, from: number): { value: number; next: number } {
  let value = 0;
  for (let next = from, shift = 0; ; shift += 7) {
    const byte = bytes[next++]!;
    value |= (byte & 0x7f) << shift;
    if ((byte & 0x80) === 0) return { value, next };
  }
}
