// Where the package is, seen from the running file: the sources of the probe and the version are
// there, in a clone as well as after an installation.

import { existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** The folder with our package.json; undefined when the program was taken out of its package. */
export function packageRoot(): string | undefined {
  let folder = dirname(fileURLToPath(import.meta.url));
  for (let depth = 0; depth < 4; depth++) {
    if (nameIn(folder) === 'wrong-number') return folder;
    folder = dirname(folder);
  }
  return undefined;
}

function nameIn(folder: string): unknown {
  return manifest(folder)?.name;
}

function manifest(folder: string): { name?: unknown; version?: unknown } | undefined {
  const path = join(folder, 'package.json');
  if (!existsSync(path)) return undefined;
  return JSON.parse(readFileSync(path, 'utf8')) as { name?: unknown; version?: unknown };
}

/** The package's version. */
export function version(): string {
  const root = packageRoot();
  return String(
    (root === undefined ? undefined : manifest(root)?.version) ?? 'of no known version',
  );
}
