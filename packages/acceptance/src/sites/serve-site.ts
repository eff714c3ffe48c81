/** Serves folders over http on loopback, as a portal's web server would: right types, strict headers, no listing. */
import { createReadStream } from 'node:fs';
import { stat } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { extname, join, normalize, sep } from 'node:path';

export interface Site {
  /** `http://localhost:<port>`. */
  readonly origin: string;
  /** From now on this file breaks off before its end. Returns the function that ends it. */
  cutOff(path: string): () => void;
  /** From now on this file is not there. Returns the function that puts it back. */
  remove(path: string): () => void;
  stop(): Promise<void>;
}

export interface SiteOptions {
  /** URL path prefix → folder; the longest prefix that matches counts. */
  readonly folders: Readonly<Record<string, string>>;
  /** Pages made on the fly: URL path → HTML. */
  readonly pages?: Readonly<Record<string, string>>;
  /** The same for scripts. */
  readonly scripts?: Readonly<Record<string, string>>;
  /** Headers of an answer, by URL path. */
  readonly headers: (path: string) => Readonly<Record<string, string>>;
  /** @default a free one */
  readonly port?: number;
}

const types: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.wasm': 'application/wasm',
  '.svg': 'image/svg+xml',
  '.png': 'image/png',
  '.json': 'application/json',
  '.map': 'application/json',
  '.woff2': 'font/woff2',
};

export async function serveSite({ folders, pages = {}, scripts = {}, headers, port = 0 }: SiteOptions): Promise<Site> {
  const prefixes = Object.keys(folders).sort((a, b) => b.length - a.length);
  const [cutOff, removed] = [new Set<string>(), new Set<string>()];
  const server = createServer(async ({ url = '/', method }, response) => {
    const path = decodeURIComponent(new URL(url, 'http://localhost').pathname);
    const fixed = {
      'X-Content-Type-Options': 'nosniff',
      'Referrer-Policy': 'no-referrer',
      'Cache-Control': 'no-cache',
    };
    const made = pages[path] ?? scripts[path];
    if (made !== undefined) {
      const type = types[path in pages ? '.html' : '.js'];
      response.writeHead(200, { 'Content-Type': type, ...fixed, ...headers(path) });
      return void response.end(made);
    }
    const prefix = prefixes.find((candidate) => path.startsWith(candidate));
    const root = prefix === undefined ? undefined : folders[prefix];
    const file = root && normalize(join(root, path.slice(prefix!.length).replace(/(^|\/)$/, '$1index.html')));
    const found = file?.startsWith(root + sep) && (await stat(file).catch(() => undefined))?.isFile();
    if (!file || !found || removed.has(path) || (method !== 'GET' && method !== 'HEAD')) {
      response.writeHead(404, fixed);
      return void response.end();
    }
    response.writeHead(200, {
      'Content-Type': types[extname(file)] ?? 'application/octet-stream',
      ...fixed,
      ...headers(path),
    });
    const body = createReadStream(file);
    if (cutOff.has(path)) body.once('data', () => response.write('', () => response.destroy()));
    body.pipe(response);
  });
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, '127.0.0.1', resolve);
  });
  return {
    origin: `http://localhost:${(server.address() as AddressInfo).port}`,
    cutOff(path) {
      cutOff.add(path);
      return () => void cutOff.delete(path);
    },
    remove(path) {
      removed.add(path);
      return () => void removed.delete(path);
    },
    stop: () =>
      new Promise((resolve) => {
        server.closeAllConnections();
        server.close(() => resolve());
      }),
  };
}
