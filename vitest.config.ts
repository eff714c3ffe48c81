import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    projects: [
      {
        test: {
          name: 'unit',
          include: ['packages/*/src/**/*.test.ts'],
          exclude: ['**/*.synapse.test.ts', '**/*.browser.test.ts', '**/node_modules/**'],
        },
      },
      {
        test: {
          name: 'synapse',
          include: ['packages/*/src/**/*.synapse.test.ts'],
          testTimeout: 60_000,
          hookTimeout: 600_000, // the first run installs Synapse
          fileParallelism: false,
        },
      },
    ],
  },
});
