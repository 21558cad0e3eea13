// A large recording in the browser. Opening: our page, beside JSON.parse of every line in the same browser
// and beside speedscope opening the same events (as Chrome trace events, which is what it reads); then a
// million events without speedscope, whose time grows faster than their number. Frames: what seeking,
// scrolling and zooming cost the page's main thread then. speedscope is installed into a temporary folder
// for the run; without it the others are measured. `TRACE_EVENTS=200000` for more in the first part,
// `TRACE_MILLION=200000` for less in the second. Read the ratios.

import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { chromium } from '@playwright/test';
import { preview } from 'vite';
import { buildSite, ensureChromium, root } from './setup.mjs';
import { bundle, median } from './trace-bench/bundle.mjs';
import { printFrames, WINDOW } from './trace-bench/frame-table.mjs';

const EVENTS = Number(process.env.TRACE_EVENTS ?? 50_000);
const MILLION = Number(process.env.TRACE_MILLION ?? 1_000_000);
const ROUNDS = Number(process.env.TRACE_ROUNDS ?? 3);
const PATIENCE_MS = 300_000;
const PARSING = 'JSON.parse of every line';

const folder = mkdtempSync(join(tmpdir(), 'page-bench-'));
const closing = [() => rmSync(folder, { recursive: true })];
try {
  await main();
} finally {
  for (const close of closing.reverse()) await close();
}

async function main() {
  buildSite();
  const ours = await serve(root, 'dist');
  const theirs = await speedscope();
  const module = await import(
    await bundle(folder, ['reader', 'trace', 'export-chrome', 'testing/generate'])
  );
  const browser = await chromium.launch({
    executablePath: ensureChromium(),
    args: ['--no-sandbox', '--disable-gpu', '--disable-background-networking'],
  });
  closing.push(() => browser.close());
  const files = await recording(module);
  await compare(EVENTS, {
    [PARSING]: () => parseLines(browser, ours, files.ndjson),
    'this page': () => openHere(browser, ours, files.ndjson),
    ...(theirs && { speedscope: () => openThere(browser, theirs, files.chrome) }),
  });
  const large = join(folder, 'large.ndjson');
  await writeFile(large, generate(module, MILLION));
  await compare(MILLION, {
    [PARSING]: () => parseLines(browser, ours, large),
    'this page': () => openHere(browser, ours, large),
  });
  const page = await fresh(browser, `${ours}#/trace`);
  await open(page, large);
  console.log(`\nMain thread of the page at ${MILLION} events, until the frame is done`);
  await printFrames(browser, page, ROUNDS);
}

/** Prints how long each takes, interleaved. */
async function compare(events, rows) {
  const times = Object.fromEntries(Object.keys(rows).map(name => [name, []]));
  for (let i = 0; i < ROUNDS; i++) {
    for (const [name, run] of Object.entries(rows)) times[name].push(await run());
  }
  console.log(`\n${events} events in Chromium, medians of ${ROUNDS} interleaved rounds`);
  const base = median(times[PARSING]);
  for (const [name, list] of Object.entries(times)) {
    const span = `${Math.min(...list).toFixed(0)}-${Math.max(...list).toFixed(0)}`;
    const ratio = (median(list) / base).toFixed(2);
    console.log(
      `  ${name.padEnd(25)} ${median(list).toFixed(0).padStart(6)} ms [${span}], ${ratio} of JSON.parse`,
    );
  }
}

async function serve(folder, outDir) {
  const server = await preview({
    configFile: false,
    root: folder,
    logLevel: 'error',
    build: { outDir },
    appType: 'spa',
    preview: { host: '127.0.0.1', port: 4890, strictPort: false, open: false },
  });
  closing.push(() => server.close());
  return server.resolvedUrls?.local[0];
}

/** speedscope's own page; undefined, and said, when it cannot be had. */
async function speedscope() {
  try {
    execFileSync('npm', ['install', '--prefix', folder, 'speedscope'], { stdio: 'ignore' });
  } catch {
    console.log('NOT MEASURED: speedscope could not be installed.');
    return undefined;
  }
  return serve(join(folder, 'node_modules/speedscope'), 'dist/release');
}

function generate({ generateBytes }, events) {
  return generateBytes({ events, lives: events / 50, numbers: 3000 });
}

/** The same events as our recording and as Chrome trace events. */
async function recording(module) {
  const { analyse, chromeTrace } = module;
  const bytes = generate(module, EVENTS);
  const ndjson = join(folder, 'supervisor.ndjson');
  const chrome = join(folder, 'supervisor.json');
  await writeFile(ndjson, bytes);
  await writeFile(chrome, chromeTrace(analyse(bytes).value));
  return { ndjson, chrome };
}

async function fresh(browser, address) {
  const page = await browser.newPage({ viewport: WINDOW });
  await page.goto(address);
  return page;
}

async function openHere(browser, address, file) {
  const page = await fresh(browser, `${address}#/trace`);
  const took = await open(page, file);
  await page.close();
  return took;
}

/** From choosing the file to the picture. */
async function open(page, file) {
  await page.locator('html[data-idle=true]').waitFor();
  const begun = performance.now();
  await page.locator('input[type=file]').first().setInputFiles(file);
  await page.getByRole('img', { name: /^Timeline/ }).waitFor({ timeout: PATIENCE_MS });
  return performance.now() - begun;
}

async function openThere(browser, address, file) {
  const page = await fresh(browser, address);
  const begun = performance.now();
  await page.locator('input[type=file]').first().setInputFiles(file);
  await page.waitForFunction(() => / - speedscope$/.test(document.title), undefined, {
    timeout: PATIENCE_MS,
  });
  const took = performance.now() - begun;
  await page.close();
  return took;
}

async function parseLines(browser, address, file) {
  const page = await fresh(browser, address);
  await page.setContent('<input type=file>');
  const begun = performance.now();
  await page.locator('input').setInputFiles(file);
  await page.evaluate(async () => {
    const [chosen] = document.querySelector('input').files;
    let last;
    for (const line of (await chosen.text()).split('\n')) if (line !== '') last = JSON.parse(line);
    return last === undefined;
  });
  const took = performance.now() - begun;
  await page.close();
  return took;
}
