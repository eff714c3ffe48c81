import { defineConfig } from 'tsup';

export default defineConfig({
  entry: [
    'src/index.ts',
    'src/readable.ts',
    'src/errors.ts',
    'src/types.ts',
    'src/session/session.ts',
    'src/session/second-stage.ts',
    'src/session/sealed-record.ts',
    'src/whitelist/index.ts',
    'src/policy/cli.ts',
  ],
  external: [/^node:/], // of the command-line program
  removeNodeProtocol: false,
  format: 'esm',
  target: 'es2022',
  platform: 'neutral',
  sourcemap: true,
  clean: true,
  dts: false, // tsc writes the declarations: tsup's own way needs the TypeScript 6 API and takes four times as long
});
