/** Serves the pages in dev/ under the strict content security policy of the design. Made from the sources: nothing is built first. */
import { readFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import { basename } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build, type Plugin } from 'esbuild';
import { tightTemplates } from '../build/tight-templates.ts';

/** As a strict portal sends it. */
const contentSecurityPolicy = [
  `default-src 'none'`,
  `script-src 'self' 'wasm-unsafe-eval'`,
  `style-src 'self'`,
  `connect-src 'self'`,
  `img-src 'self' blob:`,
  `media-src blob:`,
  `worker-src 'self'`,
  `require-trusted-types-for 'script'`,
  `trusted-types lit-html bm-html bm-sdk`,
].join('; ');

const here = (path: string): string => fileURLToPath(new URL(path, import.meta.url));

const types: Readonly<Record<string, string>> = { html: 'text/html', css: 'text/css', js: 'text/javascript' };

/** The packages below, from their sources. */
const fromSources: Plugin = {
  name: 'from-sources',
  setup({ onResolve }) {
    const sources: Readonly<Record<string, string>> = {
      '@bundesmessenger/store': '../../store/src/index.ts',
      '@bundesmessenger/store/page-timelines': '../../store/src/timeline/page-timelines.ts',
      '@bundesmessenger/store/testing': '../../store/src/testing/index.ts',
      '@bundesmessenger/core/errors': '../../core/src/errors.ts',
      '@bundesmessenger/core/readable': '../../core/src/readable.ts',
      '@bundesmessenger/core/types': '../../core/src/types.ts',
    };
    onResolve({ filter: /^@bundesmessenger\// }, ({ path }) => {
      const source = sources[path];
      return source === undefined ? { errors: [{ text: `no page uses ${path}` }] } : { path: here(source) };
    });
  },
};

/** @returns the scripts of a page by their names */
async function bundle(entry: string): Promise<ReadonlyMap<string, Uint8Array>> {
  const { outputFiles } = await build({
    entryPoints: [here(entry)],
    bundle: true,
    splitting: true,
    format: 'esm',
    target: 'es2022',
    minify: true,
    outdir: here('bundle'),
    write: false,
    logLevel: 'error',
    plugins: [fromSources, tightTemplates],
  });
  return new Map(outputFiles.map(({ path, contents }) => [`/${basename(path)}`, contents]));
}

/** @param entry the page's script @returns the page's address and what stops the server */
export async function serve(port = 0, entry = 'page.ts'): Promise<{ url: string; stop: () => void }> {
  const scripts = await bundle(entry);
  const name = basename(entry, '.ts');
  const files: Readonly<Record<string, string>> = { '/': 'index.html', '/page.css': 'page.css' };
  const server = createServer((request, response) => {
    const path = new URL(request.url ?? '/', 'http://localhost').pathname;
    const script = scripts.get(path);
    const file = files[path];
    const extension = path === '/' ? 'html' : (path.split('.').at(-1) ?? '');
    if (script === undefined && file === undefined) {
      response.writeHead(404).end();
      return;
    }
    response.writeHead(200, {
      'content-type': `${types[extension] ?? 'application/octet-stream'}; charset=utf-8`,
      'content-security-policy': contentSecurityPolicy,
    });
    if (script) response.end(script);
    else if (file) {
      void readFile(here(file), 'utf8').then((text) => response.end(text.replace('./page.js', `./${name}.js`)));
    }
  });
  await new Promise<void>((resolve) => server.listen(port, 'localhost', resolve));
  const address = server.address();
  const used = typeof address === 'object' && address ? address.port : port;
  return { url: `http://localhost:${used}/`, stop: () => void server.close() };
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const { url } = await serve(8090);
  console.log(url);
}
