import { defineConfig, type Options } from 'tsup';
import { collectBundled, writeLicenses } from './build/bundled-licenses.ts';
import { copyWasm, forgetFailedWasm, loadedByHost, silence, stubUnused } from './build/worker-bundle.ts';

/** Packages of which something is in the host's files. */
const bundled = new Set<string>();

const shared: Options = {
  format: 'esm',
  target: 'es2022',
  platform: 'browser',
  sourcemap: true,
  dts: false, // tsc writes the declarations
};

export default defineConfig([
  {
    ...shared,
    clean: true,
    entry: [
      'src/index.ts',
      'src/host.ts',
      'src/early-host.ts',
      'src/timeline/page-timelines.ts',
      'src/cache/remembered-list.ts',
      'src/testing/index.ts',
    ],
  },
  {
    ...shared,
    // Two self-contained files, so that portals can serve them from anywhere on their origin, and the wasm beside them.
    entry: ['src/worker.ts', 'src/encryption.ts'],
    noExternal: [/.*/],
    // Terser after esbuild, 6 % smaller than esbuild alone: the list waits for the first of them. One kind of quotes packs better.
    minify: 'terser',
    terserOptions: { ecma: 2020, compress: { hoist_funs: true, passes: 2 }, format: { quote_style: 2 } },
    sourcemap: false,
    splitting: false,
    treeshake: true,
    esbuildPlugins: [stubUnused, silence, loadedByHost, forgetFailedWasm, collectBundled(bundled)],
    esbuildOptions(options) {
      options.minify = true;
    },
    onSuccess: () => Promise.all([copyWasm(), writeLicenses('dist/licenses.txt', bundled)]).then(() => undefined),
  },
]);
