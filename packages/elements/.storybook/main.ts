/** Storybook over the elements on the fake store: every state of every element, without a server. */
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import type { StorybookConfig } from '@storybook/web-components-vite';

/** Everything a package exports, from its sources: nothing is built first. */
function sourcesOf(name: 'core' | 'store'): readonly (readonly [string, string])[] {
  const folder = new URL(`../../${name}/`, import.meta.url);
  const { exports } = JSON.parse(readFileSync(new URL('package.json', folder), 'utf8')) as {
    readonly exports: Readonly<Record<string, string | { readonly default: string }>>;
  };
  return Object.entries(exports).flatMap(([path, target]) => {
    // The host's files are no part of a page.
    if (typeof target === 'string') return [];
    const source = target.default.replace('./dist/', 'src/').replace(/\.js$/, '.ts');
    return [[`@bundesmessenger/${name}${path.slice(1)}`, fileURLToPath(new URL(source, folder))] as const];
  });
}

const config: StorybookConfig = {
  framework: '@storybook/web-components-vite',
  stories: ['../stories/**/*.stories.ts'],
  addons: ['@storybook/addon-a11y'],
  core: { disableTelemetry: true, disableWhatsNewNotifications: true },
  viteFinal: (vite) => ({
    ...vite,
    resolve: {
      ...vite.resolve,
      // The longer names come first.
      alias: Object.fromEntries([...sourcesOf('store'), ...sourcesOf('core')].sort(([a], [b]) => b.length - a.length)),
    },
  }),
};

export default config;
