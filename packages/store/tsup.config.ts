import { defineConfig, type Options } from 'tsup';
import { copyWasm, stubCalls } from './build/worker-bundle.ts';

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
    entry: ['src/index.ts', 'src/host.ts', 'src/testing/index.ts'],
  },
  {
    ...shared,
    // One self-contained file, so that portals can serve it from anywhere on their origin, and the wasm beside it.
    entry: ['src/worker.ts'],
    noExternal: [/.*/],
    minify: true,
    sourcemap: false,
    splitting: false,
    treeshake: true,
    esbuildPlugins: [stubCalls],
    onSuccess: copyWasm,
  },
]);
