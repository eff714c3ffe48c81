import { playwright } from '@vitest/browser-playwright';
import { defineConfig } from 'vitest/config';
import { findChromium } from './packages/acceptance/src/browser/find-browser.ts';

const chromium = findChromium();

/**
 * Servers and browsers share the cores of whoever checks a change: there a test may fail once, and the report says so. At
 * one's own desk it may not.
 */
const retries = process.env.CI ? 1 : 0;

export default defineConfig({
  test: {
    projects: [
      {
        test: {
          name: 'unit',
          include: ['packages/*/src/**/*.test.ts'],
          exclude: ['packages/elements/**', '**/*.synapse.test.ts', '**/*.browser.test.ts', '**/node_modules/**'],
        },
      },
      {
        test: {
          name: 'synapse',
          include: ['packages/*/src/**/*.synapse.test.ts'],
          testTimeout: 60_000,
          hookTimeout: 600_000, // the first run installs Synapse
          fileParallelism: false,
          retry: retries,
        },
      },
      {
        optimizeDeps: {
          include: ['axe-core', 'linkify-it', 'lit', 'lit/directives/guard.js', 'lit/directives/repeat.js', 'lucide'],
        },
        test: {
          name: 'browser',
          include: ['packages/elements/src/**/*.test.ts'],
          retry: retries,
          browser: {
            enabled: true,
            headless: true,
            screenshotFailures: false,
            provider: playwright({
              launchOptions: {
                ...(chromium && { executablePath: chromium }),
                args: ['--no-sandbox', '--disable-gpu'],
              },
              contextOptions: { locale: 'de-DE', reducedMotion: 'reduce' },
            }),
            viewport: { width: 1000, height: 700 },
            instances: [{ browser: 'chromium' }],
          },
        },
      },
    ],
  },
});
