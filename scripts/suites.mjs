// The test suites by name. Each returns how many checks passed, failed and were skipped; a skipped
// check says why where it is skipped and is never counted as passed.

import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { buildProbe, buildSite, ensureChromium, root, tool } from './setup.mjs';

const counts = (passed, failed, skipped = []) => ({ passed, failed, skipped });
const one = good => counts(good ? 1 : 0, good ? 0 : 1);
const sum = list =>
  list.reduce(
    (a, b) => counts(a.passed + b.passed, a.failed + b.failed, [...a.skipped, ...b.skipped]),
    counts(0, 0),
  );

/** Runs the suites in order and ends the program: the last line counts all checks. */
export async function report(suites) {
  const results = [];
  for (const suite of suites) {
    const begun = Date.now();
    console.log(`\n== ${suite.name}`);
    const result = await suite();
    const seconds = ((Date.now() - begun) / 1000).toFixed(1);
    console.log(
      `== ${suite.name}: ${result.passed} passed, ${result.failed} failed (${seconds} s)`,
    );
    results.push(result);
  }
  const all = sum(results);
  if (all.skipped.length > 0) {
    console.log(`\nNOT RUN, ${all.skipped.length} skipped:`);
    for (const why of all.skipped) console.log(`  SKIPPED ${why}`);
  }
  const skipped = all.skipped.length > 0 ? `, ${all.skipped.length} skipped` : '';
  console.log(`\n${all.passed} passed, ${all.failed} failed${skipped}`);
  process.exit(all.failed > 0 ? 1 : 0);
}

/** The compiler over the three rooms: the pure core (no DOM, no Node), the site, the rest. */
export function types() {
  return sum(['src', 'web', '.'].map(project => one(tool('typescript', ['-p', project]))));
}

export function lint() {
  return one(tool('@biomejs/biome', ['check', '--error-on-warnings', '--diagnostic-level=warn']));
}

/** Who may import whom. */
export function layers() {
  return one(
    spawnSync(process.execPath, ['scripts/layers.mjs'], { cwd: root, stdio: 'inherit' }).status ===
      0,
  );
}

export function unit() {
  return withReport(file => {
    const good = tool('vitest', [
      'run',
      '--reporter=dot',
      '--reporter=json',
      `--outputFile.json=${file}`,
    ]);
    const json = readReport(file);
    if (json === undefined) return one(false);
    const skipped = json.testResults.flatMap(f =>
      f.assertionResults
        .filter(t => t.status === 'pending' || t.status === 'skipped' || t.status === 'todo')
        .map(t => `${t.fullName}`),
    );
    // A file that fails to load has no failed test of its own: count the file.
    const failed = Math.max(json.numFailedTests, json.success && good ? 0 : 1);
    return counts(json.numPassedTests, failed, skipped);
  });
}

/** Playwright against the built site. */
export async function browser() {
  buildSite();
  const port = process.env.E2E_PORT ?? String(await freePort());
  const env = { ...process.env, CHROMIUM: ensureChromium(), E2E_PORT: port };
  return withReport(file => {
    env.PLAYWRIGHT_JSON_OUTPUT_FILE = file;
    tool('@playwright/test', ['test', '--reporter=line,json'], { env });
    const json = readReport(file);
    if (json === undefined) return one(false);
    const { expected, flaky, unexpected } = json.stats;
    return counts(expected + flaky, unexpected + json.errors.length, skippedSpecs(json.suites));
  });
}

/** A port that nobody listens on, so that two runs at once do not meet. */
function freePort() {
  return new Promise((resolve, reject) => {
    const server = createServer().once('error', reject);
    server.listen(0, '127.0.0.1', () => {
      const { port } = server.address();
      server.close(() => resolve(port));
    });
  });
}

function skippedSpecs(suites) {
  return suites.flatMap(suite => [
    ...skippedSpecs(suite.suites ?? []),
    ...suite.specs
      .filter(spec => spec.tests.some(t => t.status === 'skipped'))
      .map(spec => `${suite.title}: ${spec.title}: ${whyOf(spec)}`),
  ]);
}

const whyOf = spec =>
  spec.tests.flatMap(t => t.annotations.map(a => a.description ?? a.type)).join(', ') ||
  'no reason';

/** The probe's own tests; their runner prints `N passed, N failed` last and `# SKIP why` lines. */
export function probe() {
  buildProbe();
  return counted(['make', '-s', '-C', 'probe', 'test']);
}

function counted([command, ...args]) {
  const done = spawnSync(command, args, { cwd: root, encoding: 'utf8', maxBuffer: 1 << 28 });
  process.stdout.write(done.stdout);
  process.stderr.write(done.stderr);
  const last = /(\d+) passed, (\d+) failed/.exec(done.stdout.trimEnd().split('\n').at(-1) ?? '');
  const skipped = [...done.stdout.matchAll(/^.*# SKIP.*$/gm)].map(m => m[0]);
  if (last === null) return one(false);
  const failed = Number(last[2]);
  return counts(Number(last[1]), done.status === 0 ? failed : Math.max(1, failed), skipped);
}

function withReport(body) {
  const folder = mkdtempSync(join(tmpdir(), 'wrong-number-'));
  try {
    return body(join(folder, 'report.json'));
  } finally {
    rmSync(folder, { recursive: true });
  }
}

function readReport(file) {
  try {
    return JSON.parse(readFileSync(file, 'utf8'));
  } catch {
    console.error('The test runner ended without a report.');
    return undefined;
  }
}
