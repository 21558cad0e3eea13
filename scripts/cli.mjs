// `npm run -s wrong-number -- ARGS`: builds the command line (and, for commands that need the real
// kernel, the probe) if any source is newer, then runs it. Node only, no shell.

import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { buildCli, buildProbe, ensurePackages, requireNode, root } from './setup.mjs';

const USES_KERNEL = new Set(['conform', 'stage']);

requireNode();
const args = process.argv.slice(2);
// What the builds say goes to standard error: standard output belongs to the command.
console.log = console.error;
ensurePackages();
buildCli();
if (process.platform === 'linux' && USES_KERNEL.has(args[0] ?? '')) buildProbe();

const env = { ...process.env, WRONG_NUMBER_PROBE: join(root, 'probe/build/probe') };
const done = spawnSync(process.execPath, [join(root, 'dist-cli/main.js'), ...args], {
  stdio: 'inherit',
  env: { ...env, ...(process.env.WRONG_NUMBER_PROBE ? process.env : {}) },
});
process.exit(done.status ?? 2);
