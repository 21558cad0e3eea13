// Reading a large recording, as users run it: built, not under the test runner, which slows calls between
// modules several times. In the same run and interleaved: JSON.parse of every line, which is what one
// would write, and reading the bytes alone. Read the ratios. `TRACE_EVENTS=200000` for a shorter run,
// `TRACE_ROUNDS=9` for a steadier one.

import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gunzipSync, gzipSync } from 'node:zlib';
import { root } from './setup.mjs';
import { bundle, median } from './trace-bench/bundle.mjs';

const EVENTS = Number(process.env.TRACE_EVENTS ?? 1_000_000);
const ROUNDS = Number(process.env.TRACE_ROUNDS ?? 5);

const folder = mkdtempSync(join(tmpdir(), 'trace-bench-'));
try {
  await main();
} finally {
  rmSync(folder, { recursive: true });
}

async function main() {
  const module = await bundle(folder, [
    'reader',
    'trace',
    'export-ndjson',
    'testing/generate',
    'testing/generate-strace',
  ]);
  const { generateBytes, generateStrace, analyse, ndjsonOf } = await import(module);
  const path = name => join(folder, name);
  writeFileSync(
    path('supervisor.ndjson'),
    generateBytes({ events: EVENTS, lives: EVENTS / 50, numbers: 3000 }),
  );
  writeFileSync(path('build.ndjson'), realBuild());
  for (const name of ['supervisor', 'build']) {
    const packed = gzipSync(readFileSync(path(`${name}.ndjson`)), { level: 6 });
    writeFileSync(path(`${name}.ndjson.gz`), packed);
  }

  writeFileSync(path('build.strace'), [...generateStrace(EVENTS, 3000)].join(''));
  const { value } = analyse(readFileSync(path('build.strace')));
  writeFileSync(path('build.strace.json'), [...ndjsonOf(value)].join(''));

  console.log(`${EVENTS} events, medians of ${ROUNDS} interleaved rounds, Node ${process.version}`);
  for (const name of ['supervisor', 'build', 'supervisor.gz', 'build.gz']) {
    inNode(module, path(name.replace(/(\.gz)?$/, '.ndjson$1')));
  }
  straceInNode(module, path('build.strace'), value.count);
}

/** The shipped recording of a build, as often as it takes, with its own times and identities each time. */
function realBuild() {
  const packed = readFileSync(join(root, 'public/traces/build.ndjson.gz'));
  const lines = gunzipSync(packed).toString().trimEnd().split('\n');
  const [header, ...events] = lines;
  const end = events.pop();
  const span = JSON.parse(end).t + 1000;
  const parts = [header];
  for (let round = 0; parts.length < EVENTS; round++) {
    for (const line of events) {
      const later = line.replace(/^\{"t":(\d+)/, (_, t) => `{"t":${Number(t) + round * span}`);
      parts.push(later.replace(/"id":"(\d+)"/g, (_, id) => `"id":"${Number(id) + round * 3000}"`));
    }
  }
  return `${parts.join('\n')}\n${end}\n`;
}

/** Each measurement in a process of its own, so that none has another's garbage or its luck. */
function measure(what, module, file) {
  const args = [
    '--expose-gc',
    '--max-old-space-size=6000',
    join(root, 'scripts/trace-bench/one.mjs'),
  ];
  return JSON.parse(
    execFileSync(process.execPath, [...args, what, module, file], { encoding: 'utf8' }),
  );
}

function inNode(module, file) {
  const zipped = file.endsWith('.gz');
  const isJson = file.includes('.ndjson');
  const rows = { 'bytes alone': 'bytes', ours: 'ours', ...(isJson && { 'JSON.parse': 'json' }) };
  const found = Object.fromEntries(Object.keys(rows).map(name => [name, []]));
  for (let i = 0; i < ROUNDS; i++) {
    for (const [name, what] of Object.entries(rows)) found[name].push(measure(what, module, file));
  }
  const size = zipped ? gunzipSync(readFileSync(file)).length : readFileSync(file).length;
  console.log(
    `\n${file.split('/').pop()}: ${(size / 1e6).toFixed(0)} MB${zipped ? ' unpacked' : ''}`,
  );
  const base = isJson ? median(found['JSON.parse'].map(run => run.cpu)) : undefined;
  for (const [name, runs] of Object.entries(found)) print(name, runs, base);
}

/** strace's text beside a loop of one regular expression, and JSON.parse of the same events in our format. */
function straceInNode(module, file, events) {
  const rows = {
    'bytes alone': ['bytes', file],
    ours: ['ours', file],
    'one RegExp': ['regexp', file],
    'JSON.parse': ['json', `${file}.json`],
  };
  const found = Object.fromEntries(Object.keys(rows).map(name => [name, []]));
  for (let i = 0; i < ROUNDS; i++) {
    for (const [name, [what, of]] of Object.entries(rows))
      found[name].push(measure(what, module, of));
  }
  const text = readFileSync(file);
  const lines = text.toString().split('\n').length - 1;
  console.log(
    `\n${file.split('/').pop()}: ${(text.length / 1e6).toFixed(0)} MB, ${lines} lines, ${events} events;` +
      ' JSON.parse is of the same events in our format',
  );
  const base = median(found['JSON.parse'].map(run => run.cpu));
  for (const [name, runs] of Object.entries(found)) print(name, runs, base);
}

function print(name, runs, base) {
  const cpu = median(runs.map(run => run.cpu));
  const wall = median(runs.map(run => run.wall));
  const peak = median(runs.map(run => run.peak));
  const of = key => median(runs.map(run => run[key]));
  console.log(
    `  ${name.padEnd(12)} ${cpu.toFixed(0).padStart(6)} ms of processor, ${wall.toFixed(0).padStart(6)} ms` +
      `${base === undefined ? '' : `, ${(cpu / base).toFixed(2)} of JSON.parse`}` +
      `, peak ${peak.toFixed(0)} MB`,
  );
  if (runs[0].arrays === undefined) return;
  const held = of('arrays') + of('heap');
  console.log(
    `  ${''.padEnd(12)} ${held.toFixed(1)} bytes held an event beside strings (${of('arrays').toFixed(1)}` +
      ` in typed arrays, ${of('heap').toFixed(1)} on the heap), ${of('strings').toFixed(1)} in strings`,
  );
}
