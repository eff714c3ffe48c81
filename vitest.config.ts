import { playwright } from '@vitest/browser-playwright';
import type { Frame, LaunchOptions, Page } from 'playwright';
import { defineConfig, type TestProjectInlineConfiguration } from 'vitest/config';
import { findChromium, findFirefox } from './packages/acceptance/src/browser/find-browser.ts';

const chromium = findChromium();
const firefox = findFirefox();

/**
 * A homeserver that shares its cores with whoever else checks a change may exceed a test's time once, and the report says
 * so; at one's own desk it may not. What runs without a homeserver has no second attempt anywhere.
 */
const homeserverRetries = process.env.CI ? 1 : 0;

/** A browser on a machine that has much else to do starts slowly. */
const startMs = 240_000;

/**
 * Over WebDriver BiDi, Playwright 1.64 asks for the name of a frame after it has told of the frame: where the answer is late, the
 * frame stays without a name, and Vitest does not find the one that its tests are in. It is the only one in the page.
 */
function findingFrames(provider: ReturnType<typeof playwright>): typeof provider {
  return {
    ...provider,
    providerFactory(project) {
      const made = provider.providerFactory(project);
      const contextOf = made.getCommandsContext.bind(made);
      made.getCommandsContext = (sessionId) => {
        const context = contextOf(sessionId) as { page: Page; frame: () => Promise<Frame> };
        const { page, frame } = context;
        return Object.assign(context, { frame: async () => page.mainFrame().childFrames().at(-1) ?? frame() });
      };
      return made;
    },
  };
}

/** Of the property tests, for browsers: see `packages/core/src/sync/testing/hostile-json.ts`. */
const propertyOptions = Object.fromEntries(
  ['PROPERTY_RUNS', 'PROPERTY_SEED'].flatMap((name) => (process.env[name] ? [[name, process.env[name]]] : [])),
);

/** The tests of the elements in one browser. */
function elements(
  name: string,
  browser: 'chromium' | 'firefox',
  launchOptions: LaunchOptions,
): TestProjectInlineConfiguration {
  return {
    optimizeDeps: {
      include: [
        'axe-core',
        'fast-check',
        'linkify-it',
        'lit',
        'lit/directives/guard.js',
        'lit/directives/live.js',
        'lit/directives/repeat.js',
        'lucide',
        'qr/decode.js',
        'uqr',
      ],
    },
    test: {
      name,
      include: ['packages/elements/src/**/*.test.ts'],
      env: propertyOptions,
      // Ends only the wait for what never comes: a test's whole time is 15 s.
      expect: { poll: { timeout: 10_000 } },
      browser: {
        enabled: true,
        headless: true,
        screenshotFailures: false,
        connectTimeout: startMs,
        provider: findingFrames(
          playwright({ launchOptions, contextOptions: { locale: 'de-DE', reducedMotion: 'reduce' } }),
        ),
        viewport: { width: 1000, height: 700 },
        instances: [{ browser }],
      },
    },
  };
}

export default defineConfig({
  test: {
    projects: [
      {
        test: {
          name: 'unit',
          include: ['packages/*/src/**/*.test.ts', 'packages/elements/build/*.test.ts'],
          exclude: ['packages/elements/src/**', '**/*.synapse.test.ts', '**/*.browser.test.ts', '**/node_modules/**'],
        },
      },
      {
        test: {
          name: 'synapse',
          include: ['packages/*/src/**/*.synapse.test.ts'],
          testTimeout: 60_000,
          hookTimeout: 600_000, // the first run installs Synapse
          fileParallelism: false,
          // Ends only the wait for what never comes; the default is a second, which a busy machine may need for an answer.
          expect: { poll: { timeout: 30_000 } },
          retry: homeserverRetries,
        },
      },
      elements('browser', 'chromium', {
        ...(chromium && { executablePath: chromium }),
        args: ['--no-sandbox', '--disable-gpu'],
      }),
      elements('firefox', 'firefox', {
        // By this channel Playwright drives a Firefox that is not its own, over WebDriver BiDi.
        channel: 'moz-firefox',
        ...(firefox && { executablePath: firefox }),
        // There the option of the same meaning does nothing.
        firefoxUserPrefs: { 'ui.prefersReducedMotion': 1 },
      }),
    ],
  },
});
