/** The lint rules of this repository do what they are there for: one planted violation each, beside what stays allowed. */
import { spawnSync } from 'node:child_process';
import { copyFile, mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { ESLint } from 'eslint';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

const root = resolve(import.meta.dirname, '../../..');

interface Planted {
  readonly name: string;
  readonly file: string;
  readonly code: string;
}

interface Violation extends Planted {
  readonly rule: string;
}

const restrictedImport = 'eslint(no-restricted-imports)';
const restrictedGlobal = 'eslint(no-restricted-globals)';

const refused: readonly Violation[] = [
  ...[
    '@bundesmessenger/core',
    '@bundesmessenger/core/types',
    '@bundesmessenger/store/host',
    '@bundesmessenger/store/testing',
    'matrix-js-sdk',
    '@matrix-org/matrix-sdk-crypto-wasm',
    '../../core/src/index.ts',
    'lit/directives/unsafe-html.js',
  ].map((from, index) => ({
    name: `elements import ${from}`,
    file: `packages/elements/src/layer-${index}.ts`,
    code: `export { planted } from '${from}';`,
    rule: restrictedImport,
  })),
  {
    name: 'elements load the core on demand',
    file: 'packages/elements/src/layer-dynamic.ts',
    code: `export const load = () => import('@bundesmessenger/core');`,
    rule: restrictedImport,
  },
  ...[
    '@bundesmessenger/core',
    '@bundesmessenger/core/whitelist',
    'matrix-js-sdk/lib/client.js',
    '@bundesmessenger/elements',
    '../../core/src/index.ts',
  ].map((from, index) => ({
    name: `the page face of the store imports ${from}`,
    file: `packages/store/src/placement/page-face-${index}.ts`,
    code: `export { planted } from '${from}';`,
    rule: restrictedImport,
  })),
  ...['index', 'store', 'protocol/planted', 'rooms/planted', 'testing/planted', 'timeline/planted'].map((file) => ({
    name: `${file}.ts of the store imports the root of the core`,
    file: `packages/store/src/${file}.ts`,
    code: `export { planted } from '@bundesmessenger/core';`,
    rule: restrictedImport,
  })),
  ...['../host/planted.ts', '../outbox/planted.ts', '../rooms/planted.source.ts', '../host.ts', '../worker.ts'].map(
    (from, index) => ({
      name: `the page face of the store runs code of ${from}`,
      file: `packages/store/src/placement/host-face-${index}.ts`,
      code: `import { planted } from '${from}';\nexport const used = planted;`,
      rule: restrictedImport,
    }),
  ),
  {
    name: 'the outbox names matrix-js-sdk',
    file: 'packages/store/src/outbox/planted-type.ts',
    code: `export type { MatrixClient } from 'matrix-js-sdk/lib/client.js';`,
    rule: restrictedImport,
  },
  {
    name: 'the host of the store runs code of matrix-js-sdk',
    file: 'packages/store/src/host/planted-code.ts',
    code: `import { MatrixClient } from 'matrix-js-sdk/lib/client.js';\nexport const used = MatrixClient;`,
    rule: restrictedImport,
  },
  {
    name: 'a source of the store names types of matrix-js-sdk',
    file: 'packages/store/src/timeline/planted.source.ts',
    code: `import type { MatrixClient } from 'matrix-js-sdk/lib/client.js';\nexport type Planted = MatrixClient;`,
    rule: restrictedImport,
  },
  {
    name: 'the session of the core runs code of matrix-js-sdk',
    file: 'packages/core/src/session/planted-code.ts',
    code: `export { MatrixClient } from 'matrix-js-sdk/lib/client.js';`,
    rule: restrictedImport,
  },
  {
    name: 'the store imports the elements',
    file: 'packages/store/src/outbox/planted-upward.ts',
    code: `export { planted } from '@bundesmessenger/elements';`,
    rule: restrictedImport,
  },
  {
    name: 'the core imports the store',
    file: 'packages/core/src/session/planted-upward.ts',
    code: `export { planted } from '@bundesmessenger/store';`,
    rule: restrictedImport,
  },
  ...['core', 'store', 'elements'].flatMap((layer) =>
    [
      'fetch',
      'globalThis.fetch',
      'self.fetch',
      'window.fetch',
      'XMLHttpRequest',
      'WebSocket',
      'EventSource',
      'WebTransport',
      'RTCPeerConnection',
      'localStorage',
      'sessionStorage',
      'caches',
    ].map((name, index) => ({
      name: `${layer} names ${name}`,
      file: `packages/${layer}/src/network/global-${index}.ts`,
      code: `export const planted: unknown = ${name};`,
      rule: restrictedGlobal,
    })),
  ),
  ...['navigator.sendBeacon', 'document.cookie'].map((name, index) => ({
    name: `elements use ${name}`,
    file: `packages/elements/src/property-${index}.ts`,
    code: `export const planted: unknown = ${name};`,
    rule: 'eslint(no-restricted-properties)',
  })),
  {
    name: 'the core writes to the console',
    file: 'packages/core/src/planted-console.ts',
    code: `console.log('planted');`,
    rule: 'eslint(no-console)',
  },
  ...['core', 'store', 'elements', 'homeserver', 'acceptance'].map((layer) => ({
    name: `${layer} has a default export`,
    file: `packages/${layer}/src/planted-default.ts`,
    code: `export default 1;`,
    rule: 'import(no-default-export)',
  })),
  {
    name: 'a promise is forgotten',
    file: 'packages/core/src/planted-promise.ts',
    code: `export function planted(work: () => Promise<void>): void {\n  work();\n}`,
    rule: 'typescript(no-floating-promises)',
  },
  {
    name: 'a promise is forgotten in a test',
    file: 'packages/homeserver/src/planted.test.ts',
    code: `export function planted(work: () => Promise<void>): void {\n  work();\n}`,
    rule: 'typescript(no-floating-promises)',
  },
  {
    name: 'code is made from a string',
    file: 'packages/core/src/planted-eval.ts',
    code: `export const planted: unknown = eval('1');`,
    rule: 'eslint(no-eval)',
  },
];

const allowed: readonly Planted[] = [
  {
    name: 'elements import the root of the store and Lit',
    file: 'packages/elements/src/allowed.ts',
    code: `export { openStore } from '@bundesmessenger/store';\nexport { html } from 'lit';`,
  },
  {
    name: 'tests of elements import the fake store',
    file: 'packages/elements/src/allowed.test.ts',
    code: `export { createFakeStore } from '@bundesmessenger/store/testing';`,
  },
  ...['readable', 'errors', 'types'].map((subpath) => ({
    name: `the page face of the store imports the core's ${subpath}`,
    file: `packages/store/src/placement/allowed-${subpath}.ts`,
    code: `export { planted } from '@bundesmessenger/core/${subpath}';`,
  })),
  {
    name: 'the page face of the store names types of the host face',
    file: 'packages/store/src/timeline/allowed-type.ts',
    code: `import type { Echo } from '../outbox/outbox.ts';\nexport type Planted = Echo;`,
  },
  {
    name: 'a projection names types of the core',
    file: 'packages/store/src/timeline/allowed-core-type.ts',
    code: `import type { ClientEvent } from '@bundesmessenger/core';\nexport type Planted = ClientEvent;`,
  },
  {
    name: 'a source of the store runs code of the core',
    file: 'packages/store/src/timeline/allowed.source.ts',
    code: `export { createSession } from '@bundesmessenger/core';`,
  },
  {
    name: 'the encryption runs code of matrix-js-sdk',
    file: 'packages/core/src/encryption/allowed.ts',
    code: `export { MatrixClient } from 'matrix-js-sdk/lib/client.js';`,
  },
  {
    name: 'the door names the global fetch',
    file: 'packages/core/src/network/guarded-fetch.ts',
    code: `export const planted = globalThis.fetch;`,
  },
  {
    name: 'the worker takes the global fetch for the door',
    file: 'packages/store/src/worker.ts',
    code: `export const planted = globalThis.fetch;`,
  },
  {
    name: 'a parameter may be called fetch',
    file: 'packages/core/src/network/allowed-parameter.ts',
    code: `export const planted = (fetch: () => string): string => fetch();`,
  },
];

/** What would make the page ask a server. */
const loads: readonly (readonly [layer: string, code: string])[] = [
  ['elements', 'export const planted = html`<img src=${url} />`;'],
  ['elements', 'export const planted = html`<img alt="" .src=${url} />`;'],
  ['elements', 'export const planted = html`<img\n  src="https://planted.example/x.png" />`;'],
  ['elements', 'export const planted = html`<img srcset=${url} />`;'],
  ['elements', 'export const planted = html`<video poster=${url}></video>`;'],
  ['elements', 'export const planted = html`<link rel="prefetch" href=${url} />`;'],
  ['elements', 'export const planted = html`<p>${html`<link rel="preconnect" href=${url} />`}</p>`;'],
  ['elements', 'export const planted = html`<iframe></iframe>`;'],
  ['elements', 'export const planted = html`<a href=${url} ping=${url}></a>`;'],
  ['elements', 'export const planted = svg`<image href=${url} />`;'],
  ['elements', 'export const planted = css`a { background: url(https://planted.example/x.png); }`;'],
  ['elements', 'export const planted = new Image();'],
  ['store', 'new Audio(url);'],
  ['elements', 'image.src = url;'],
  ['core', "document.createElement('link');"],
  ['store', "document.createElement('script');"],
  ['elements', "image.setAttribute('src', url);"],
];

const loadsNothing: readonly (readonly [name: string, file: string, code: string])[] = [
  ['a link', 'packages/elements/src/allowed.ts', 'export const planted = html`<a href=${url}>x</a>`;'],
  ['text', 'packages/elements/src/allowed.ts', 'export const planted = html`<p>src=${text}</p>`;'],
  ['the picture directive', 'packages/elements/src/internal/picture.ts', 'image.src = url;'],
];

let folder: string;
let findings: ReadonlyMap<string, readonly string[]>;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'bm-lint-'));
  await copyFile(join(root, '.oxlintrc.json'), join(folder, '.oxlintrc.json'));
  await writeFile(
    join(folder, 'tsconfig.json'),
    JSON.stringify({ compilerOptions: { strict: true, module: 'NodeNext' } }),
  );
  for (const { file, code } of [...refused, ...allowed]) {
    await mkdir(join(folder, dirname(file)), { recursive: true });
    await writeFile(join(folder, file), `${code}\n`);
  }
  const { stdout, stderr } = spawnSync(process.execPath, [join(root, 'node_modules/oxlint/bin/oxlint'), '-f', 'json'], {
    cwd: folder,
    encoding: 'utf8',
    maxBuffer: 64 * 1024 * 1024,
  });
  try {
    const { diagnostics } = JSON.parse(stdout) as { diagnostics: { code: string; filename: string }[] };
    const byFile = Map.groupBy(diagnostics, ({ filename }) => filename.replaceAll('\\', '/'));
    findings = new Map([...byFile].map(([file, found]) => [file, found.map(({ code }) => code)]));
  } catch (error) {
    throw new Error(`oxlint did not answer with JSON: ${stdout}${stderr}`, { cause: error });
  }
}, 60_000);

afterAll(() => rm(folder, { recursive: true, force: true }));

describe('lint refuses that', () => {
  it.each(refused)('$name', ({ file, rule }) => {
    expect(findings.get(file)).toContain(rule);
  });
});

describe('lint allows that', () => {
  it.each(allowed)('$name', ({ file }) => {
    expect(findings.get(file) ?? []).toEqual([]);
  });
});

describe('lint keeps everything that loads out', () => {
  const eslint = new ESLint({ cwd: root });
  const findingsIn = async (code: string, file: string): Promise<readonly (string | null)[]> => {
    const [result] = await eslint.lintText(code, { filePath: join(root, file) });
    return result?.messages.map(({ ruleId }) => ruleId) ?? [];
  };

  it.each(loads)('of the %s: %s', async (layer, code) => {
    expect(await findingsIn(code, `packages/${layer}/src/planted.ts`)).toContain('no-restricted-syntax');
  });

  it.each(loadsNothing)('but for %s', async (_name, file, code) => {
    expect(await findingsIn(code, file)).toEqual([]);
  });
});
