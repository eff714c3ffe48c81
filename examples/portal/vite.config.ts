/** What a Vite app needs to know of the chat: leave its files where they are. */
import { defineConfig } from 'vite';

export default defineConfig({
  // The store finds its worker and wasm beside its own module; bundling it ahead for `npm run dev` would part them.
  optimizeDeps: { exclude: ['@bundesmessenger/elements', '@bundesmessenger/store'] },
  build: {
    target: 'es2022',
    assetsInlineLimit: 0, // the policy of the page allows no data: addresses
  },
});
