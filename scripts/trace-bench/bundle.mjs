// What the benchmarks of reading recordings share.

import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { build } from 'vite';
import { root } from '../setup.mjs';

/** Files of src/trace in one module in `folder`, as the command line and the page have them. Its path. */
export async function bundle(folder, files) {
  const entry = join(folder, 'entry.ts');
  const lines = files.map(file => `export * from '${join(root, `src/trace/${file}.ts`)}';\n`);
  writeFileSync(entry, lines.join(''));
  const options = { ssr: entry, outDir: folder, emptyOutDir: false, copyPublicDir: false };
  await build({ configFile: false, logLevel: 'error', build: options });
  return join(folder, 'entry.js');
}

export function median(list) {
  return [...list].sort((a, b) => a - b)[list.length >> 1];
}
