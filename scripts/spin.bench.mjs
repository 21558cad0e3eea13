// The explorer beside SPIN's verifier; part of `npm run bench`.

import { spawnSync } from 'node:child_process';
import { which } from './setup.mjs';

if (which('spin') === undefined || which('gcc') === undefined) {
  console.log('NOT RUN: spin and gcc are needed (Debian: apt-get install spin gcc).');
} else {
  const done = spawnSync(process.execPath, ['scripts/spin.mjs', 'bench'], { stdio: 'inherit' });
  process.exit(done.status ?? 2);
}
