// Fuzzes the readers and writers of recordings: `node scripts/trace-fuzz.mjs [COUNT [SEED]]`, a million
// inputs by default. The test suite reads a few hundred of the same. An input that throws, or that takes
// longer than ten seconds, is written to a file and ends the run with 1.

import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { isMainThread, parentPort, Worker, workerData } from 'node:worker_threads';
import { gunzipSync } from 'node:zlib';

const HANG_MS = 10_000;

function corpus() {
  return ['public/traces', 'src/trace/testing']
    .flatMap(folder => readdirSync(folder).map(name => join(folder, name)))
    .filter(name => /\.(ndjson|strace)(\.gz)?$|shape-ff/.test(name))
    .map(name => (name.endsWith('.gz') ? gunzipSync(readFileSync(name)) : readFileSync(name)))
    .map(bytes => bytes.toString('utf8').split('\n').slice(0, 3000));
}

async function work({ module, from, to }) {
  const { spoilt, survive } = await import(module);
  const texts = corpus();
  let bad = 0;
  for (let seed = from; seed < to; seed++) {
    if (seed % 200 === 0) parentPort.postMessage({ seed, bad });
    const bytes = spoilt(texts, seed);
    try {
      bad += survive(bytes, seed % 16 === 0);
    } catch (error) {
      parentPort.postMessage({ seed, error: String(error.stack ?? error), bytes });
      return;
    }
  }
  parentPort.postMessage({ seed: to, bad });
}

async function main() {
  const { build } = await import('vite');
  const [count = 1_000_000, first = 0] = process.argv.slice(2).map(Number);
  const outDir = mkdtempSync(join(tmpdir(), 'trace-fuzz-'));
  const entry = join(outDir, 'entry.ts');
  writeFileSync(
    entry,
    ['src/cli/testing/survive.ts', 'src/trace/testing/mutate.ts']
      .map(file => `export * from '${join(process.cwd(), file)}';\n`)
      .join(''),
  );
  await build({
    configFile: false,
    logLevel: 'error',
    build: { ssr: entry, outDir, minify: false },
  });
  const module = join(outDir, 'entry.js');
  const failed = await watch(module, first, first + count);
  rmSync(outDir, { recursive: true });
  process.exit(failed ? 1 : 0);
}

/** Runs the inputs in a worker, so that one that never ends can be told. */
function watch(module, from, to) {
  const worker = new Worker(new URL(import.meta.url), { workerData: { module, from, to } });
  let last = { seed: from, bad: 0 };
  let heard = Date.now();
  return new Promise(resolve => {
    const timer = setInterval(() => {
      if (Date.now() - heard > HANG_MS) over(`an input from ${last.seed} on never ends`);
    }, 1000);
    function over(problem) {
      clearInterval(timer);
      worker.terminate();
      if (problem === undefined)
        console.log(`${to - from} inputs read, ${last.bad} bad lines told`);
      else console.error(problem);
      resolve(problem !== undefined);
    }
    worker.on('error', error => over(String(error)));
    worker.on('message', told => {
      heard = Date.now();
      if (told.error !== undefined) {
        const file = join(tmpdir(), `trace-fuzz-${told.seed}`);
        writeFileSync(file, told.bytes);
        over(`input ${told.seed} (${file}): ${told.error}`);
        return;
      }
      last = told;
      if (told.seed === to) over(undefined);
      else if (told.seed % 100_000 === 0) console.log(`${told.seed - from} inputs`);
    });
  });
}

if (isMainThread) await main();
else await work(workerData);
