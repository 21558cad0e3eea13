// `npm run bench`: every benchmark, each against a rival or a floor in the same run; read the ratios,
// not the seconds. `npm run bench -- WORD…` runs those whose file name contains a word.

import { readdirSync } from 'node:fs';
import { buildProbe, ensurePackages, requireNode, run, tool } from './setup.mjs';

requireNode();
ensurePackages();
const words = process.argv.slice(2);
const chosen = name => words.length === 0 || words.some(word => name.includes(word));
const named = (folder, ending) =>
  readdirSync(folder, { recursive: true })
    .map(name => `${folder}/${name}`)
    .filter(name => name.endsWith(ending) && !name.includes('node_modules') && chosen(name));

let good = true;
const benches = [...named('src', '.bench.ts'), ...named('web', '.bench.ts')];
if (benches.length > 0) good = tool('vitest', ['bench', '--run', ...benches]) && good;
// Benchmarks that drive programs outside Node (the probe, strace, SPIN) are plain scripts.
for (const script of [...named('probe', 'bench.mjs'), ...named('scripts', '.bench.mjs')]) {
  if (script.startsWith('probe')) buildProbe();
  good = run(process.execPath, [script]) && good;
}
process.exit(good ? 0 : 1);
