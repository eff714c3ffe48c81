/** What `npm run test:mutation` runs: the unit tests of the whitelist and of the door, without a homeserver. */
import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    include: ['src/{whitelist,network,discovery}/**/*.test.ts'],
    exclude: ['**/*.synapse.test.ts'],
  },
});
