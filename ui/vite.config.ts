import { svelte } from '@sveltejs/vite-plugin-svelte';
import type { Plugin } from 'vite';
import { defineConfig } from 'vitest/config';

/** The design bench: `npm run dev`, then open /?mock. Never part of a build. */
function bench(): Plugin {
  return {
    name: 'bench',
    apply: 'serve',
    transformIndexHtml: {
      order: 'pre',
      handler: (_html, context) =>
        context.originalUrl?.includes('mock') === true
          ? [{ tag: 'script', attrs: { type: 'module', src: '/dev/bench.ts' }, injectTo: 'head-prepend' }]
          : [],
    },
  };
}

export default defineConfig(({ mode }) => ({
  plugins: [svelte(), bench()],
  // The policy of the window allows no inline data but pictures, and the pages come from within the program.
  build: { target: 'safari17', assetsInlineLimit: 0, modulePreload: { polyfill: false } },
  optimizeDeps: { entries: ['index.html', 'dev/bench.ts'], exclude: ['@lucide/svelte'] },
  server: { port: 1420, strictPort: true },
  resolve: mode === 'test' ? { conditions: ['browser'] } : {},
  test: { environment: 'jsdom', include: ['src/**/*.test.ts'] },
}));
