// What the commands need before they can run: packages, a browser, a C compiler, the built site and
// the built probe. Each function does nothing when its thing is there and up to date. Node only: it
// runs before any package is installed.

import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { delimiter, dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

export const root = dirname(dirname(fileURLToPath(import.meta.url)));
const at = path => join(root, path);

/** Runs a command with its output on ours; true if it ended with 0. */
export function run(command, args, options = {}) {
  const done = spawnSync(command, args, { cwd: root, stdio: 'inherit', ...options });
  return done.status === 0;
}

/** Ends the program with a message a person can act on. */
export function fail(message) {
  console.error(`\n${message}`);
  process.exit(2);
}

/** The first of the named programs on the PATH, or undefined. */
export function which(...names) {
  for (const name of names) {
    for (const folder of (process.env.PATH ?? '').split(delimiter)) {
      if (existsSync(join(folder, name))) return join(folder, name);
    }
  }
  return undefined;
}

export function requireNode() {
  const [major, minor] = process.versions.node.split('.').map(Number);
  if (major < 20 || (major === 20 && minor < 19)) {
    fail(`Node 20.19 or newer is needed; this is ${process.version}.`);
  }
}

/** Installs the packages of the lockfile when they are missing or of another lockfile. */
export function ensurePackages() {
  const stamp = at('node_modules/.lock-hash');
  const hash = createHash('sha256')
    .update(readFileSync(at('package-lock.json')))
    .digest('hex');
  if (existsSync(stamp) && readFileSync(stamp, 'utf8') === hash) return;
  console.log('Installing packages…');
  if (!run('npm', ['ci', '--no-audit', '--no-fund'], { shell: process.platform === 'win32' })) {
    fail('npm ci failed: see above. A network with the npm registry is needed once.');
  }
  writeFileSync(stamp, hash);
}

/** Runs a program of node_modules with the Node that runs us. */
export function tool(name, args, options = {}) {
  const bin = JSON.parse(readFileSync(at(`node_modules/${name}/package.json`), 'utf8')).bin;
  const file = typeof bin === 'string' ? bin : Object.values(bin)[0];
  return run(process.execPath, [at(`node_modules/${name}/${file}`), ...args], options);
}

function newest(path) {
  const stat = statSync(path);
  if (!stat.isDirectory()) return stat.mtimeMs;
  // A folder's own time counts: it changes when a file in it is removed.
  return readdirSync(path).reduce((t, name) => Math.max(t, newest(join(path, name))), stat.mtimeMs);
}

/** True when `stamp` is missing or older than any of the inputs. */
function stale(stamp, inputs) {
  if (!existsSync(at(stamp))) return true;
  const built = statSync(at(stamp)).mtimeMs;
  return inputs.some(input => existsSync(at(input)) && newest(at(input)) > built);
}

function buildOnce(what, stamp, inputs, build) {
  if (!stale(stamp, inputs)) return;
  console.log(`Building ${what}…`);
  const begun = new Date();
  if (!build()) fail(`The build of ${what} failed: see above.`);
  mkdirSync(dirname(at(stamp)), { recursive: true });
  writeFileSync(at(stamp), `${begun.toISOString()}\n`);
}

const settings = [
  'vite.config.ts',
  'scripts/offline.ts',
  'package-lock.json',
  'node_modules/.lock-hash',
];

/** Builds the site into dist/ if any of its sources is newer. */
export function buildSite() {
  buildOnce('the site', 'dist/.built', ['src', 'web', 'public', 'index.html', ...settings], () =>
    tool('vite', ['build', '--logLevel', 'warn']),
  );
}

/** Builds the command line into dist-cli/ if any of its sources is newer. */
export function buildCli() {
  const inputs = ['src', 'vite.cli.config.ts', ...settings];
  buildOnce('the command line', 'dist-cli/.built', inputs, () =>
    tool('vite', ['build', '--logLevel', 'warn', '--config', 'vite.cli.config.ts']),
  );
}

/** Builds the probe with the system's C compiler; `make` decides what is stale. */
export function buildProbe() {
  ensureCompiler();
  if (!run('make', ['-s', '-C', 'probe'])) fail('The build of the probe failed: see above.');
}

/** apt-get install on Debian and its kin, when we may; false elsewhere. */
function aptInstall(...packages) {
  const apt = which('apt-get');
  if (apt === undefined) return false;
  const sudo = process.getuid?.() === 0 ? [] : which('sudo') ? ['sudo', '-n'] : undefined;
  if (sudo === undefined) return false;
  console.log(`Installing ${packages.join(', ')} with apt-get…`);
  const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' };
  const quiet = { env, stdio: ['ignore', 'ignore', 'inherit'] };
  const line = (...args) => run([...sudo, apt][0], [...sudo, apt, ...args].slice(1), quiet);
  return (
    line('update', '-qq') && line('install', '-y', '-qq', '--no-install-recommends', ...packages)
  );
}

/** A C compiler and make; installs Debian's when there is none. */
export function ensureCompiler() {
  const there = () => which('cc', 'gcc', 'clang') !== undefined && which('make') !== undefined;
  if (there() || (aptInstall('gcc', 'libc6-dev', 'make') && there())) return;
  fail('No C compiler found. Install one (Debian: apt-get install gcc libc6-dev make).');
}

const browsers = ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable'];

/** Path of a Chromium; installs Debian's when there is none. CHROMIUM names another one. */
export function ensureChromium() {
  const named = process.env.CHROMIUM;
  if (named !== undefined && existsSync(named)) return named;
  const found = which(...browsers) ?? (aptInstall('chromium') ? which(...browsers) : undefined);
  if (found !== undefined) return found;
  return fail(
    'No Chromium found. Install one (Debian: apt-get install chromium) or name it in CHROMIUM.',
  );
}
