// The probe as the command line finds it: built from the package's own sources, beside them where
// that folder can be written to, else in the user's cache. A C compiler and make are needed once.

import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { accessSync, constants, existsSync, mkdirSync, readdirSync, readFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { packageRoot } from './package-root.ts';

/** The probe's path, or why there is none. */
export type ProbeBuild =
  | { readonly kind: 'ready'; readonly path: string }
  | { readonly kind: 'none'; readonly why: string };

/** Builds the probe if it is missing or older than its sources; `make` decides. */
export function buildProbe(): ProbeBuild {
  const root = packageRoot();
  const sources = root === undefined ? undefined : join(root, 'probe');
  if (sources === undefined || !existsSync(join(sources, 'Makefile'))) {
    return { kind: 'none', why: 'the sources of the probe are not in the package' };
  }
  const build = canWrite(sources) ? 'build' : cacheFolder(sources);
  const target = `${build}/probe`;
  const args = ['-s', '-C', sources, `BUILD=${build}`, target];
  if (build !== 'build') mkdirSync(build, { recursive: true });
  const done = spawnSync('make', args, { encoding: 'utf8' });
  if (done.error !== undefined) {
    return { kind: 'none', why: 'the probe must be built once, and there is no `make` here' };
  }
  if (done.status !== 0) {
    return { kind: 'none', why: `the probe cannot be built:\n${done.stderr.trim()}` };
  }
  return { kind: 'ready', path: build === 'build' ? join(sources, target) : target };
}

function canWrite(folder: string): boolean {
  try {
    accessSync(folder, constants.W_OK);
    return true;
  } catch {
    return false;
  }
}

/** One folder per state of the sources, so that versions do not mix. */
function cacheFolder(sources: string): string {
  const hash = createHash('sha256');
  for (const name of readdirSync(sources).sort()) {
    if (/\.[ch]$|^Makefile$/.test(name))
      hash.update(name).update(readFileSync(join(sources, name)));
  }
  const cache = process.env.XDG_CACHE_HOME || join(homedir(), '.cache');
  return join(cache, 'wrong-number', `probe-${hash.digest('hex').slice(0, 16)}`);
}
