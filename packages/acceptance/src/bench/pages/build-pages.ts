/** Makes what the page site serves: each client's page with its files, as the client's own documents say. */
import { existsSync, readdirSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, extname, join, resolve } from 'node:path';
import { build } from 'esbuild';
import type { SiteFiles } from '../network/page-site.ts';

const dropInFolder = resolve(import.meta.dirname, '../../../../elements/dist/drop-in');
export const shippedWasm = join(dropInFolder, 'matrix_sdk_crypto_wasm_bg.wasm');
const { resolve: resolvePackage } = createRequire(import.meta.url);
const cryptoWasm = join(
  dirname(resolvePackage('@matrix-org/matrix-sdk-crypto-wasm')),
  'pkg/matrix_sdk_crypto_wasm_bg.wasm',
);

const plainBody = '<ul id="rooms"></ul><ol id="timeline"></ol><input id="composer">';
const plainStyle = `body{margin:0;display:grid;grid-template:1fr auto/20rem 1fr;block-size:100vh;font:16px sans-serif}
ul,ol{margin:0;overflow:auto;min-block-size:0}#rooms{grid-row:1/3}li{padding:.5rem}`;

const html = (title: string, head: string, body: string): { readonly text: string } => ({
  text: `<!doctype html><html lang="de"><meta charset="utf-8"><title>${title}</title><link rel="icon" href="data:,">${head}<body>${body}`,
});

/** @param apiBaseUrl what our element has to be told in its attribute; the others keep it with their login */
export async function buildPages(serverName: string, apiBaseUrl: string): Promise<SiteFiles> {
  if (!existsSync(join(dropInFolder, 'bm.dev.js'))) {
    throw new Error('The drop-in is not built: run "npm run build" first.');
  }
  const script = async (name: string): Promise<string> => {
    const { outputFiles } = await build({
      entryPoints: [join(import.meta.dirname, `${name}.page.ts`)],
      bundle: true,
      minify: true,
      write: false,
      format: 'esm',
      target: 'es2022',
      platform: 'browser',
      external: ['crypto', 'path', 'fs'], // olm asks for them in Node only
      logLevel: 'error',
    });
    return outputFiles[0]!.text;
  };
  const module = (path: string): string => `<script type="module" src="${path}"></script>`;
  return {
    '/prepare.html': html('Prepare', module('/prepare.js'), ''),
    '/prepare.js': { text: await script('prepare') },
    '/pkg/matrix_sdk_crypto_wasm_bg.wasm': { file: cryptoWasm },

    '/decryption.html': html('Decryption', module('/decryption.js'), ''),
    '/decryption.js': { text: await script('decryption') },
    '/store.html': html('Store', module('/bundesmessenger/store.js'), ''),
    // Beside what it loads later.
    '/bundesmessenger/store.js': { text: await script('store') },

    // One file: not even a second request stands before its first one.
    '/floor/index.html': html(
      'Floor',
      `<style>${plainStyle}</style>`,
      `${plainBody}<script type="module">${await script('floor')}</script>`,
    ),

    '/js-sdk/index.html': html('js-sdk', `<style>${plainStyle}</style>${module('app.js')}`, plainBody),
    '/js-sdk/app.js': { text: await script('js-sdk') },
    // Where the crypto's own script looks for it.
    '/js-sdk/pkg/matrix_sdk_crypto_wasm_bg.wasm': { file: cryptoWasm },

    '/hydrogen/index.html': html(
      'hydrogen',
      `<link rel="stylesheet" href="assets/theme-element-light.css">${module('app.js')}`,
      '<div id="app" class="hydrogen"></div>',
    ),
    '/hydrogen/app.js': { text: await script('hydrogen') },
    ...hydrogenAssets(),

    '/bundesmessenger/index.html': html(
      'BundesMessenger',
      `<style>body{margin:0}bm-chat{display:block;block-size:100vh}</style>${module('bm.dev.js')}`,
      `<bm-chat open homeserver="${serverName}" base-url="${apiBaseUrl}"></bm-chat>`,
    ),
    // The development one differs in one switch: it accepts http on localhost.
    ...filesIn(dropInFolder, '/bundesmessenger/', ['.js', '.wasm', '.css']),
  };
}

function hydrogenAssets(): SiteFiles {
  const olm = dirname(resolvePackage('@matrix-org/olm'));
  const assets = resolve(dirname(resolvePackage('hydrogen-view-sdk')), '../asset-build/assets');
  const olmFiles = ['olm.js', 'olm_legacy.js', 'olm.wasm'].map((name) => [
    `/hydrogen/${name}`,
    { file: join(olm, name) },
  ]);
  return {
    ...filesIn(assets, '/hydrogen/assets/', ['.css', '.woff', '.woff2', '.svg']),
    '/hydrogen/main.js': { file: join(assets, 'main.js') },
    '/hydrogen/sw.js': { file: join(dirname(resolvePackage('hydrogen-view-sdk')), 'sw.js') },
    '/hydrogen/download-sandbox.html': { file: join(assets, 'download-sandbox.html') },
    ...(Object.fromEntries(olmFiles) as SiteFiles),
  };
}

function filesIn(folder: string, prefix: string, extensions: readonly string[]): SiteFiles {
  const names = readdirSync(folder).filter((name) => extensions.includes(extname(name)));
  return Object.fromEntries(names.map((name) => [prefix + name, { file: join(folder, name) }]));
}
