// Builds the service worker beside the site: the list of the site's files, each with a hash where its
// name has none, compiled into one classic script, which every browser with service workers runs.

import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { join, relative, sep } from 'node:path';
import { build, type Plugin } from 'vite';

const WORKER = 'web/offline/service-worker.ts';

/** For the site's build only. */
export function serviceWorker(): Plugin {
  let root = '';
  let folder = '';
  return {
    name: 'service-worker',
    apply: 'build',
    configResolved(config) {
      root = config.root;
      folder = join(config.root, config.build.outDir);
    },
    async closeBundle() {
      await build({
        configFile: false,
        root,
        logLevel: 'warn',
        publicDir: false,
        define: {
          SITE_FILES: JSON.stringify(siteFiles(folder)),
          'process.env.NODE_ENV': '"production"',
        },
        build: {
          outDir: folder,
          emptyOutDir: false,
          target: 'es2022',
          lib: {
            entry: join(root, WORKER),
            formats: ['iife'],
            name: 'sw',
            fileName: () => 'sw.js',
          },
        },
      });
    },
  };
}

/** All files of the built site but the worker itself, as workbox-precaching takes them. */
export function siteFiles(folder: string): { url: string; revision: string | null }[] {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter(entry => entry.isFile() && !entry.name.startsWith('.') && entry.name !== 'sw.js')
    .map(entry => {
      const path = join(entry.parentPath, entry.name);
      const url = relative(folder, path).split(sep).join('/');
      const hashed = url.startsWith('assets/');
      const hash = () => createHash('sha256').update(readFileSync(path)).digest('hex').slice(0, 16);
      return { url, revision: hashed ? null : hash() };
    })
    .sort((a, b) => (a.url < b.url ? -1 : 1));
}
