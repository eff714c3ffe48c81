/**
 * What `npm run test:mutation` runs: the unit tests of the whitelist and of the door, without a homeserver. One worker keeps
 * its modules from mutant to mutant: which mutant is live is asked when code runs, so nothing has to be loaded again.
 */
import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    include: ['src/{whitelist,network,discovery}/**/*.test.ts'],
    exclude: ['**/*.synapse.test.ts'],
    pool: 'threads',
    isolate: false,
    // Keys are made in some tests. What hangs because of a mutant is ended by Stryker's own clock.
    testTimeout: 60_000,
  },
});
