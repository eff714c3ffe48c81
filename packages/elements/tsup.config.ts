/** Builds the npm package, and the drop-in: one module per page, with the store's worker and wasm beside it. */
import { copyFile, readdir, readFile, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { resolve } from 'node:path';
import { transform, type Plugin } from 'esbuild';
import { defineConfig, type Options } from 'tsup';
import { collectBundled, writeLicenses } from '../store/build/bundled-licenses.ts';
import { takingShared, withoutFacades, withShared } from './build/drop-in-entry.ts';
import { tightTemplates, withTightTemplates } from './build/tight-templates.ts';

/** Packages of which something is in the drop-in. */
const bundled = new Set<string>();

const shared: Options = {
  format: 'esm',
  target: 'es2022',
  platform: 'browser',
  sourcemap: true,
  dts: false,
};

/** A page may have another copy of Lit; two policies of one name are refused by Trusted Types. */
const litPolicyRenamed: Plugin = {
  name: 'lit-policy-renamed',
  setup(build) {
    build.onLoad({ filter: /[\\/]lit-html[\\/](?:[\w-]+[\\/])?lit-html\.js$/ }, async ({ path }) => {
      const source = await readFile(path, 'utf8');
      const contents = source.replace(/createPolicy\((['"])lit-html\1/, "createPolicy('bm-lit'");
      if (contents === source) return { errors: [{ text: `no Trusted Types policy found in ${path}` }] };
      return { contents, loader: 'js' };
    });
  },
};

/**
 * Icons by their own files. Through the package's index a bundler puts every icon that any part uses into what all parts
 * share, and so on the way to the list.
 */
const iconsByFile: Plugin = {
  name: 'icons-by-file',
  async setup(build) {
    const index = createRequire(import.meta.url)
      .resolve('lucide')
      .replace(/lucide[\\/]dist[\\/].*$/, 'lucide/dist/esm/');
    const source = await readFile(`${index}lucide.mjs`, 'utf8');
    const files = new Map(
      [...source.matchAll(/export \{([^}]*)\} from '\.\/(icons\/[\w-]+\.mjs)'/g)].flatMap(([, names, file]) =>
        names!.split(',').map((name) => [name.split(' as ').at(-1)!.trim(), `${index}${file}`] as const),
      ),
    );
    build.onLoad({ filter: /[\\/]elements[\\/]src[\\/].*\.ts$/ }, async ({ path }) => {
      const source = afterItsStage(path, await readFile(path, 'utf8'));
      const contents = source.replace(/import \{([^}]*)\} from 'lucide';/, (_, names: string) =>
        names
          .split(',')
          .map((name) => name.trim())
          .filter((name) => name !== '' && !name.startsWith('type '))
          .map((name) => name.split(' as '))
          .map(([name, local = name]) => `import ${local} from '${files.get(name!)}';`)
          .join(' '),
      );
      return { contents: withoutIndentation(await withShortStyles(withTightTemplates(contents))), loader: 'ts' };
    });
  },
};

/** Style sheets in template literals are text to a bundler: what stands in them for readers would be shipped. */
async function withShortStyles(source: string): Promise<string> {
  const sheets = [...source.matchAll(/\bcss`([^`$\\]*)`/g)];
  const short = await Promise.all(sheets.map(([, css]) => transform(css!, { loader: 'css', minify: true })));
  return sheets.reduce((text, [sheet], at) => text.replace(sheet, () => `css\`${short[at]!.code.trim()}\``), source);
}

/** Of no meaning in the language, and in the templates of elements none either: there a line break is as good as many blanks. */
function withoutIndentation(source: string): string {
  return source.replace(/\n\s+/g, '\n');
}

/**
 * What is loaded later names the stage before it, although it does not need it: a bundler cuts modules by who reaches
 * them, and what all parts reach is one file. Otherwise the way to the list is dozens of small ones.
 */
const stages: readonly { readonly root: string; readonly later: RegExp }[] = [
  {
    root: 'drop-in/start.ts',
    later:
      /\.define\.ts$|room-list[\\/]list-times\.ts$|room[\\/]room-prefetch\.ts$|internal[\\/]dates\.ts$|translations[\\/](de|en|fr)\.ts$|rich-text[\\/]/,
  },
  {
    root: 'components/room/room.define.ts',
    later:
      /(thread|poll-dialog|image-viewer|emoji-picker)\.define\.ts$|rich-text[\\/](markdown|safe-html|message-nodes)\.ts$/,
  },
];
function afterItsStage(path: string, source: string): string {
  const roots = stages
    .filter(({ later }) => later.test(path))
    .map(({ root }) => resolve(import.meta.dirname, 'src', root));
  return roots.map((root) => `import ${JSON.stringify(root)};`).join('') + source;
}

/** What the emoji picker reads of a row. The rest would double what is loaded. */
const emojiFields = ['unicode', 'label', 'tags', 'group'] as const;

const emojisTrimmed: Plugin = {
  name: 'emojis-trimmed',
  setup(build) {
    build.onLoad({ filter: /[\\/]emojibase-data[\\/]\w+[\\/]compact\.json$/ }, async ({ path }) => {
      const rows = JSON.parse(await readFile(path, 'utf8')) as Record<string, unknown>[];
      // Parts of flags and of people have no place in the picker.
      const kept = rows.filter(({ group }) => typeof group === 'number' && group !== 2);
      const trimmed = kept.map((row) => Object.fromEntries(emojiFields.map((field) => [field, row[field]])));
      return { contents: JSON.stringify(trimmed), loader: 'json' };
    });
  },
};

/** One module for the way to the list; what is shown later comes in parts from the same folder. */
const dropIn: Options = {
  ...shared,
  outDir: 'dist/drop-in',
  // As the host's files: who debugs builds with them.
  sourcemap: false,
  clean: true,
  splitting: true,
  minify: 'terser', // after esbuild, as the host's files
  terserOptions: { ecma: 2020, compress: { hoist_funs: true, passes: 2 } },
  noExternal: [/.*/],
  esbuildPlugins: [litPolicyRenamed, emojisTrimmed, iconsByFile, collectBundled(bundled)],
  esbuildOptions(options) {
    options.minify = true;
    options.chunkNames = 'bm-[hash]';
    options.legalComments = 'none'; // `licenses.txt` has them, and those of files without such comments
  },
};

/** What the page's module loads later, from the same folder. */
const besideDropIn = ['worker.js', 'encryption.js', 'matrix_sdk_crypto_wasm_bg.wasm'] as const;

/** Both entries share the same file. */
async function writeEntries(): Promise<void> {
  const folder = 'dist/drop-in';
  const names = (await readdir(folder)).filter((name) => name.endsWith('.js'));
  const files = new Map(
    await Promise.all(names.map(async (name) => [name, await readFile(`${folder}/${name}`, 'utf8')] as const)),
  );
  const read = (name: string): string => files.get(name) ?? '';
  for (const name of ['bm.js', 'bm.dev.js']) {
    const { entry, ...shared } = withShared(withoutFacades(read(name), read), read);
    await writeFile(`${folder}/${name}`, entry);
    await writeFile(`${folder}/${shared.name}`, shared.file);
    for (const [, loaded = ''] of entry.matchAll(/\bimport\("\.\/([^"]+)"\)/g)) {
      await writeFile(`${folder}/${loaded}`, takingShared(read(loaded), shared.name));
    }
  }
}

async function copyBesideDropIn(): Promise<void> {
  const { resolve } = createRequire(import.meta.url);
  for (const name of besideDropIn) {
    try {
      await copyFile(resolve(`@bundesmessenger/store/${name}`), `dist/drop-in/${name}`);
    } catch {
      console.warn(
        `WARNING: @bundesmessenger/store has no ${name}: the drop-in cannot start a session. Build the store first.`,
      );
    }
  }
}

async function writeDropInLicenses(): Promise<void> {
  const ofHost = createRequire(import.meta.url).resolve('@bundesmessenger/store/licenses.txt');
  await writeLicenses('dist/drop-in/licenses.txt', bundled, [ofHost]);
}

export default defineConfig([
  {
    ...shared,
    entry: ['src/index.ts', 'src/define.ts'],
    clean: ['!drop-in/**'],
    noExternal: [/^emojibase-data/],
    esbuildPlugins: [emojisTrimmed, tightTemplates],
  },
  {
    ...dropIn,
    entry: { bm: 'src/drop-in/bm.ts', 'bm.dev': 'src/drop-in/bm.dev.ts' },
    onSuccess: () => Promise.all([writeEntries(), copyBesideDropIn(), writeDropInLicenses()]).then(() => undefined),
  },
]);
