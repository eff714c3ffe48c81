/** Serves a bare page with the built store in it, as `globalThis.bm`, under the strictest policy: for tests that drive it. */
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';
import { pagePolicy, workerPolicy } from './content-security-policy.ts';
import { serveSite, type Site } from './serve-site.ts';

export interface StorePageOptions {
  /** Lets the page itself reach the homeserver. */
  readonly hostInPage?: boolean;
  /** Worker files for realms that are not as they should be: URL path, and the script that runs before the worker. */
  readonly strangeWorkers?: Readonly<Record<string, string>>;
}

const distFolder = fileURLToPath(new URL('../../../store/dist', import.meta.url));

/** The worker file and the wasm lie under `/bm/`. */
export async function serveStorePage(
  homeserverOrigins: readonly string[],
  { hostInPage = false, strangeWorkers = {} }: StorePageOptions = {},
): Promise<Site> {
  const worker = await readFile(join(distFolder, 'worker.js'), 'utf8');
  const bundle = await build({
    stdin: {
      contents: `import * as bm from '@bundesmessenger/store'; globalThis.bm = bm;`,
      resolveDir: import.meta.dirname,
    },
    bundle: true,
    format: 'esm',
    write: false,
    logLevel: 'error',
  });
  return serveSite({
    folders: { '/bm/': distFolder },
    pages: { '/': '<!doctype html><title>Store</title><script type="module" src="/page.js"></script>' },
    scripts: {
      '/page.js': bundle.outputFiles[0]!.text,
      ...Object.fromEntries(Object.entries(strangeWorkers).map(([path, before]) => [path, `${before}\n${worker}`])),
    },
    headers: (path) => ({
      'Content-Security-Policy': path.endsWith('worker.js')
        ? workerPolicy({ homeserverOrigins })
        : pagePolicy({ homeserverOrigins, trustedTypes: ['bm-sdk'], hostInPage }),
    }),
  });
}
