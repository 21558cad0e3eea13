import { fileURLToPath } from 'node:url';
import react from '@vitejs/plugin-react';
import type { Plugin } from 'vite';
import { defineConfig } from 'vitest/config';
import { serviceWorker } from './scripts/offline.ts';

const ENTRIES = fileURLToPath(new URL('./web/catalogue/entries.ts', import.meta.url));

/** The catalogue's entries as data, so that no visitor's machine has to work them out. */
function catalogueEntries(): Plugin {
  return {
    name: 'catalogue-entries',
    apply: 'build',
    async load(id) {
      if (id !== ENTRIES) return undefined;
      const made = await import('./web/catalogue/entries.ts');
      return `export const ENTRIES = JSON.parse(${JSON.stringify(JSON.stringify(made.ENTRIES))});`;
    },
  };
}

// Relative base: the built site runs from any folder of any static host. All routes are in the hash.
export default defineConfig({
  base: './',
  plugins: [react(), catalogueEntries(), serviceWorker()],
  build: { target: 'es2022', assetsInlineLimit: 0, modulePreload: { polyfill: false } },
  worker: { format: 'es' },
  test: {
    include: ['src/**/*.test.ts', 'web/**/*.test.ts', 'scripts/**/*.test.ts'],
    environment: 'node',
    testTimeout: 60_000,
    // The core is pure and the rest keeps to itself, so files may share a process: it halves the time.
    isolate: false,
  },
});
