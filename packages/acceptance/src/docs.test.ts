/** The documents say what is: their code compiles, what can run runs, their links lead somewhere, their files exist. */
import { spawnSync } from 'node:child_process';
import {
  existsSync,
  globSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, dirname, join, relative, resolve } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';

const root = resolve(import.meta.dirname, '../../..');

const markdownIn = (folder: string): string[] =>
  readdirSync(join(root, folder))
    .filter((name) => name.endsWith('.md'))
    .map((name) => join(folder, name));

/** Documents whose code is complete enough to compile. */
const guides = [
  'README.md',
  ...markdownIn('docs/guides'),
  ...markdownIn('docs/deployments'),
  ...['core', 'store', 'elements'].map((name) => `packages/${name}/README.md`),
];
const documents = [
  ...new Set([
    ...guides,
    ...markdownIn('.'),
    ...markdownIn('docs'),
    ...markdownIn('docs/decisions'),
    'packages/homeserver/README.md',
  ]),
];

const textOf = (document: string): string => readFileSync(join(root, document), 'utf8');
const withoutCode = (text: string): string => text.replaceAll(/^```[\s\S]*?^```/gm, '');

interface Snippet {
  readonly name: string;
  readonly document: string;
  readonly code: string;
}

const snippets: readonly Snippet[] = guides.flatMap((document) =>
  [...textOf(document).matchAll(/^```ts\n([\s\S]*?)^```/gm)].map(([, code], index) => ({
    name: `${document.replaceAll(/[/.]/g, '-')}-${index}.ts`,
    document,
    code: code!,
  })),
);

/** A folder that finds the packages as a project of a reader would. */
const project = mkdtempSync(join(tmpdir(), 'bm-docs-'));
symlinkSync(join(root, 'node_modules'), join(project, 'node_modules'), 'junction');
afterAll(() => rmSync(project, { recursive: true, force: true }));

describe('code in the documents', () => {
  it('compiles with strict settings', { timeout: 120_000 }, () => {
    mkdirSync(join(project, 'snippets'));
    for (const { name, code } of snippets) writeFileSync(join(project, 'snippets', name), `${code}\nexport {};\n`);
    const compilerOptions = {
      strict: true,
      exactOptionalPropertyTypes: true,
      noEmit: true,
      target: 'ES2022',
      module: 'ESNext',
      moduleResolution: 'Bundler',
      lib: ['ES2024', 'DOM', 'DOM.Iterable'],
      types: ['node'],
      // The declarations of the packages pass a check of their own, with all that they reach.
      skipLibCheck: false,
    };
    writeFileSync(join(project, 'package.json'), '{ "type": "module" }');
    writeFileSync(join(project, 'tsconfig.json'), JSON.stringify({ compilerOptions, include: ['snippets'] }));
    const compiler = join(root, 'node_modules/@typescript/native/bin/tsc');
    const { status, stdout } = spawnSync(process.execPath, [compiler, '-p', project], { encoding: 'utf8' });
    expect(snippets.length).toBeGreaterThan(10);
    expect(stdout.trim()).toBe('');
    expect(status).toBe(0);
  });

  it('that is a test passes', { timeout: 120_000 }, () => {
    const tests = snippets.filter(({ code }) => code.includes("from 'vitest'"));
    expect(new Set(tests.map(({ document }) => document))).toEqual(new Set(['docs/guides/testing.md']));
    for (const { name, code } of tests) writeFileSync(join(project, name.replace(/\.ts$/, '.test.ts')), code);
    const { status, stdout, stderr } = spawnSync(
      process.execPath,
      [join(root, 'node_modules/vitest/vitest.mjs'), 'run', '--root', project],
      { encoding: 'utf8', env: { ...process.env, NO_COLOR: '1' } },
    );
    expect(`${stdout}${stderr}`).toContain('2 passed');
    expect(status).toBe(0);
  });

  it('names custom elements that exist', () => {
    const tags = new Set(
      globSync('packages/elements/src/components/**/*.define.ts', { cwd: root }).map(
        (file) => `bm-${basename(file, '.define.ts')}`,
      ),
    );
    for (const document of guides) {
      for (const [, tag] of textOf(document).matchAll(/<\/?(bm-[a-z-]+)/g)) expect(tags, document).toContain(tag);
    }
  });
});

/** How GitHub and GitLab make the anchor of a heading. */
const anchorOf = (heading: string): string =>
  heading
    .toLowerCase()
    .replaceAll(/[^\p{L}\p{N}\s_-]/gu, '')
    .trim()
    .replaceAll(/\s/g, '-');

const anchorsOf = (document: string): readonly string[] =>
  [...withoutCode(textOf(document)).matchAll(/^#+ (.+)$/gm)].map(([, heading]) => anchorOf(heading!));

describe('links in the documents', () => {
  it.each(documents)('of %s lead somewhere', (document) => {
    const links = [...withoutCode(textOf(document)).matchAll(/\]\(([^)\s]+)\)/g)].map(([, link]) => link!);
    const broken = links.filter((link) => {
      if (/^[a-z]+:/.test(link)) return false;
      const [path = '', anchor] = link.split('#', 2);
      const target = path === '' ? document : relative(root, resolve(root, dirname(document), path));
      if (!existsSync(join(root, target))) return true;
      return anchor !== undefined && !anchorsOf(target).includes(anchor);
    });
    expect(broken).toEqual([]);
  });
});

/** Everything in the repository, and what the build makes. */
function listFiles(): readonly string[] {
  const { stdout } = spawnSync('git', ['ls-files', '--cached', '--others', '--exclude-standard'], {
    cwd: root,
    encoding: 'utf8',
    maxBuffer: 16 * 1024 * 1024,
  });
  const built = ['packages/store/dist', 'packages/elements/dist/drop-in'].flatMap((folder) =>
    readdirSync(join(root, folder)).map((name) => `${folder}/${name}`),
  );
  return [...stdout.split('\n'), ...built].filter((path) => path !== '' && existsSync(join(root, path)));
}

const fileName = /^[\w@.-]+(?:\/[\w@.-]+)*\.(?:ts|js|json|md|yml|wasm|html)$/;

/** Everything the packages let others import. */
const subpaths: readonly string[] = ['core', 'store', 'elements'].flatMap((folder) => {
  const { name, exports } = JSON.parse(textOf(`packages/${folder}/package.json`)) as { name: string; exports: object };
  return Object.keys(exports).map((subpath) => name + subpath.slice(1));
});

describe('files and imports that the documents name', () => {
  const files = listFiles();
  it.each(documents)('in %s exist', (document) => {
    const tokens = [...withoutCode(textOf(document)).matchAll(/`([^`\n]+)`/g)].map(([, token]) => token!);
    const missing = tokens.filter((token) => {
      if (/^@bundesmessenger\/[\w/.-]+$/.test(token)) return !subpaths.includes(token);
      return fileName.test(token) && !files.some((path) => path === token || path.endsWith(`/${token}`));
    });
    expect(missing).toEqual([]);
  });
});
