/**
 * Serves the pages that are compared as a portal's web server would: brotli, pages asked for anew each time, everything
 * else kept by the browser. Writes down what was asked for.
 */
import { readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { extname } from 'node:path';
import { brotli } from './brotli.ts';

export type FileKind = 'page' | 'script' | 'style' | 'wasm' | 'other';

export interface ServedFile {
  readonly path: string;
  readonly kind: FileKind;
  /** Compressed with brotli 11. */
  readonly brotliBytes: number;
  /** In ms since 1970. */
  readonly startMs: number;
}

/** URL path → what is there: a text, or the path of a file. */
export type SiteFiles = Readonly<Record<string, { readonly text: string } | { readonly file: string }>>;

export interface PageSite {
  readonly port: number;
  served(): readonly ServedFile[];
  clear(): void;
  stop(): Promise<void>;
}

const kinds: Readonly<Record<string, { readonly kind: FileKind; readonly type: string }>> = {
  '.html': { kind: 'page', type: 'text/html; charset=utf-8' },
  '.js': { kind: 'script', type: 'text/javascript; charset=utf-8' },
  '.css': { kind: 'style', type: 'text/css; charset=utf-8' },
  '.wasm': { kind: 'wasm', type: 'application/wasm' },
  '.svg': { kind: 'other', type: 'image/svg+xml' },
  '.woff': { kind: 'other', type: 'font/woff' },
  '.woff2': { kind: 'other', type: 'font/woff2' },
};
const unknownKind = { kind: 'other', type: 'application/octet-stream' } as const;

export async function servePages(files: SiteFiles): Promise<PageSite> {
  const bodies = new Map<string, Buffer>();
  const bodyOf = (path: string): Buffer | undefined => {
    const entry = files[path];
    if (!entry) return undefined;
    const known = bodies.get(path);
    if (known) return known;
    const raw = 'text' in entry ? Buffer.from(entry.text) : readFileSync(entry.file);
    const body = brotli(raw);
    bodies.set(path, body);
    return body;
  };
  // Before the first request, which shall not wait for it.
  Object.keys(files).forEach(bodyOf);

  let served: ServedFile[] = [];
  const server = createServer({ noDelay: true }, ({ url = '/' }, response) => {
    const path = new URL(url, 'http://localhost').pathname;
    const body = bodyOf(path);
    const { kind, type } = kinds[extname(path)] ?? unknownKind;
    if (!body) return void response.writeHead(404).end();
    served.push({ path, kind, brotliBytes: body.length, startMs: Date.now() });
    response.writeHead(200, {
      'Content-Type': type,
      'Content-Encoding': 'br',
      'Content-Length': body.length,
      'Cache-Control': kind === 'page' ? 'no-cache' : 'public, max-age=31536000, immutable',
    });
    response.end(body);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    port: (server.address() as AddressInfo).port,
    served: () => served,
    clear: () => void (served = []),
    stop: () =>
      new Promise((resolve) => {
        server.closeAllConnections();
        server.close(() => resolve());
      }),
  };
}
