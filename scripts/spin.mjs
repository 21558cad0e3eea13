// `node scripts/spin.mjs agree [N] [SEED]`: N random races checked by our explorer and by SPIN.
// `node scripts/spin.mjs bench`: both side by side. Needs spin and gcc (Debian: apt-get install spin gcc).

import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { ensurePackages, fail, requireNode, root, tool, which } from './setup.mjs';

requireNode();
ensurePackages();
for (const name of ['spin', 'gcc']) {
  if (which(name) === undefined)
    fail(`${name} is not installed (Debian: apt-get install spin gcc).`);
}
const out = 'dist-cli/spin';
const build = ['build', '--logLevel', 'warn', '--ssr', 'scripts/spin/main.ts', '--outDir', out];
if (!tool('vite', build)) process.exit(2);
const args = process.argv.slice(2);
const done = spawnSync(process.execPath, [join(root, out, 'main.js'), ...args], {
  stdio: 'inherit',
});
process.exit(done.status ?? 2);
