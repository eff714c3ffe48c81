/** Serves dev/ and the built drop-in under the strict content security policy of the design. */
import { readFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';

/** As a strict portal sends it. */
export const contentSecurityPolicy = [
  `default-src 'none'`,
  `script-src 'self' 'wasm-unsafe-eval'`,
  `style-src 'self'`,
  `connect-src 'self'`,
  `img-src 'self' blob:`,
  `worker-src 'self'`,
  `require-trusted-types-for 'script'`,
  `trusted-types bm-lit bm-sdk lit-html`,
].join('; ');

const here = (path: string): string => fileURLToPath(new URL(path, import.meta.url));

const types: Readonly<Record<string, string>> = { html: 'text/html', css: 'text/css', js: 'text/javascript' };

async function read(path: string): Promise<Uint8Array | string> {
  if (path === '/page.js') {
    const { outputFiles } = await build({
      entryPoints: [here('page.ts')],
      bundle: true,
      format: 'esm',
      target: 'es2022',
      write: false,
      external: ['./bm.js'],
    });
    return outputFiles[0]?.text ?? '';
  }
  if (path === '/bm.js') return readFile(here('../dist/drop-in/bm.js'));
  if (path === '/page.css') return readFile(here('page.css'));
  if (path === '/') return readFile(here('index.html'));
  throw new Error('not found');
}

/** @returns the page's address and what stops the server */
export async function serve(port = 0): Promise<{ url: string; stop: () => void }> {
  const server = createServer((request, response) => {
    const path = new URL(request.url ?? '/', 'http://localhost').pathname;
    read(path).then(
      (body) => {
        const extension = path === '/' ? 'html' : (path.split('.').at(-1) ?? '');
        response.writeHead(200, {
          'content-type': `${types[extension] ?? 'application/octet-stream'}; charset=utf-8`,
          'content-security-policy': contentSecurityPolicy,
        });
        response.end(body);
      },
      () => response.writeHead(404).end(),
    );
  });
  await new Promise<void>((resolve) => server.listen(port, 'localhost', resolve));
  const address = server.address();
  const used = typeof address === 'object' && address ? address.port : port;
  return { url: `http://localhost:${used}/`, stop: () => void server.close() };
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const { url } = await serve(8090);
  console.log(`${url}?scene=room`);
}
