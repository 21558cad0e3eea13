// Runs the probe on small programs with known behaviour and checks the traces: each line against
// the JSON Schema, the whole for consistency, and what the case is about. Prints TAP.
//
// usage: node run.mjs [BUILD] [--slow] [CASE...]
import { spawn } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { cases } from './case.mjs';
import './cases.mjs';
import './cases-probe.mjs';
import './cases-results.mjs';
import './cases-light.mjs';
import './cases-odd.mjs';
import './cases-system.mjs';

const here = path.dirname(fileURLToPath(import.meta.url));
const words = process.argv.slice(2).filter(word => !word.startsWith('--'));
const build = path.resolve(here, '..', words[0] ?? 'build');
const slow = process.argv.includes('--slow') || process.env.PROBE_SLOW === '1';
const wanted = words.slice(1);
const scratch = mkdtempSync(path.join(tmpdir(), 'probe-test-'));

/** Runs a program. Returns its status as a shell tells it, and what it printed. */
function run(file, args, options = {}) {
  return new Promise(resolve => {
    const child = spawn(file, args, { stdio: ['ignore', 'pipe', 'pipe'], ...options });
    const out = [];
    const err = [];
    child.stdout?.on('data', bytes => out.push(bytes));
    child.stderr?.on('data', bytes => err.push(bytes));
    const clock = setTimeout(() => child.kill('SIGKILL'), options.timeout ?? 60_000);
    child.on('error', problem => resolve({ status: -1, out: '', err: String(problem), child }));
    child.on('close', (status, signal) => {
      clearTimeout(clock);
      resolve({
        status: signal ? `killed by ${signal}` : status,
        out: Buffer.concat(out).toString(),
        err: Buffer.concat(err).toString(),
      });
    });
    options.started?.(child);
  });
}

let serial = 0;

/** Records a command. Returns the run, and the trace's lines. */
async function record(command, options = {}) {
  const file = path.join(scratch, `${++serial}.ndjson`);
  const flags = ['record', '-o', file, ...(options.flags ?? [])];
  const result = await run(path.join(build, 'probe'), [...flags, '--', ...command], options);
  const text = existsSync(file) ? readFileSync(file, 'utf8') : '';
  return { ...result, text, file, lines: parse(text) };
}

function parse(text) {
  return text
    .split('\n')
    .filter(line => line !== '')
    .map(line => JSON.parse(line));
}

const tools = {
  lines: file => parse(readFileSync(file, 'utf8')),
  run,
  record,
  parse,
  build,
  scratch,
  subject: path.join(build, 'test/subject'),
  odd: path.join(build, 'test/odd'),
  waits: path.join(build, 'test/waits'),
  signals: path.join(build, 'test/signals'),
  probe: path.join(build, 'probe'),
};

/** Why nothing can be recorded on this machine, or undefined. */
async function obstacle() {
  const { status, err } = await run(tools.probe, ['record', '-q', '-o', '-', '--', 'true']);
  return status === 125 && /ptrace is not allowed/.test(err)
    ? 'ptrace is not allowed here'
    : undefined;
}

const nothing = await obstacle();
let number = 0;
let failed = 0;
let skipped = 0;
for (const { name, isSlow, body } of cases) {
  if ((isSlow && !slow) || (wanted.length > 0 && !wanted.includes(name))) continue;
  number++;
  try {
    const skip = nothing ?? (await body(tools));
    if (skip) skipped++;
    console.log(`ok ${number} - ${name}${skip ? ` # SKIP ${skip}` : ''}`);
  } catch (problem) {
    failed++;
    console.log(`not ok ${number} - ${name}`);
    for (const line of String(problem?.message ?? problem).split('\n')) console.log(`  # ${line}`);
  }
}
rmSync(scratch, { recursive: true, force: true });
console.log(`1..${number}`);
console.log(
  `${number - failed - skipped} passed, ${failed} failed${skipped ? `, ${skipped} skipped` : ''}`,
);
process.exit(failed === 0 ? 0 : 1);
