/** Serves a bare page with the built store in it, as `globalThis.bm`, under the strictest policy: for tests that drive it. */
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';
import { pagePolicy, workerPolicy } from './content-security-policy.ts';
import { serveSite, type Site } from './serve-site.ts';

/** The worker file and the wasm lie under `/bm/`. `hostInPage` lets the page itself reach the homeserver. */
export async function serveStorePage(homeserverOrigins: readonly string[], { hostInPage = false } = {}): Promise<Site> {
  const bundle = await build({
    stdin: {
      contents: `import * as bm from '@bundesmessenger/store'; globalThis.bm = bm;`,
      resolveDir: import.meta.dirname,
    },
    bundle: true,
    format: 'esm',
    write: false,
  });
  return serveSite({
    folders: { '/bm/': fileURLToPath(new URL('../../../store/dist', import.meta.url)) },
    pages: { '/': '<!doctype html><title>Store</title><script type="module" src="/page.js"></script>' },
    scripts: { '/page.js': bundle.outputFiles[0]!.text },
    headers: (path) => ({
      'Content-Security-Policy': path.endsWith('worker.js')
        ? workerPolicy({ homeserverOrigins })
        : pagePolicy({ homeserverOrigins, trustedTypes: ['bm-sdk'], hostInPage }),
    }),
  });
}
