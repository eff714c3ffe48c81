/** Storybook over the elements on the fake store: every state of every element, without a server. */
import { fileURLToPath } from 'node:url';
import type { StorybookConfig } from '@storybook/web-components-vite';

const source = (path: string): string => fileURLToPath(new URL(`../../${path}`, import.meta.url));

const config: StorybookConfig = {
  framework: '@storybook/web-components-vite',
  stories: ['../stories/**/*.stories.ts'],
  addons: ['@storybook/addon-a11y'],
  core: { disableTelemetry: true, disableWhatsNewNotifications: true },
  // From the sources: nothing is built first. The longer names come first.
  viteFinal: (vite) => ({
    ...vite,
    resolve: {
      ...vite.resolve,
      alias: {
        '@bundesmessenger/store/testing': source('store/src/testing/index.ts'),
        '@bundesmessenger/store/remembered-list': source('store/src/cache/remembered-list.ts'),
        '@bundesmessenger/store': source('store/src/index.ts'),
        '@bundesmessenger/core/errors': source('core/src/errors.ts'),
        '@bundesmessenger/core/readable': source('core/src/readable.ts'),
        '@bundesmessenger/core/types': source('core/src/types.ts'),
      },
    },
  }),
};

export default config;
