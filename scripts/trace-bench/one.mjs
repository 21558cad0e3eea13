// One measurement of the trace benchmark in a fresh process: `one.mjs bytes|json|regexp|ours MODULE FILE`.
// Prints milliseconds, the peak of memory in MB, and the bytes that stay held per event: in typed arrays,
// on the heap beside strings, and in strings.

import { closeSync, openSync, readFileSync, readSync, statSync } from 'node:fs';
import { createGunzip } from 'node:zlib';

const [what, module, file] = process.argv.slice(2);
const zipped = file.endsWith('.gz');

/** Hands the file on in pieces of a megabyte, unpacked. */
async function pieces(take) {
  const fd = openSync(file, 'r');
  const gunzip = zipped ? createGunzip() : undefined;
  const over = gunzip && new Promise(done => gunzip.on('data', take).on('end', done));
  for (;;) {
    const buffer = new Uint8Array(1 << 20);
    const count = readSync(fd, buffer);
    if (count === 0) break;
    const piece = buffer.subarray(0, count);
    if (gunzip === undefined) take(piece);
    else await new Promise(done => gunzip.write(piece, done));
  }
  closeSync(fd);
  gunzip?.end();
  await over;
}

const RUNS = {
  async bytes() {
    let sum = 0;
    await pieces(piece => {
      for (let i = 0; i < piece.length; i += 64) sum += piece[i];
    });
    return sum;
  },
  /** The loop that one would write; what is parsed is not even kept. */
  async json() {
    const decoder = new TextDecoder();
    let rest = '';
    let last;
    await pieces(piece => {
      const lines = (rest + decoder.decode(piece, { stream: true })).split('\n');
      rest = lines.pop();
      for (const line of lines) last = JSON.parse(line);
    });
    return last;
  },
  /** The same for strace's text: one expression that takes a line apart. */
  async regexp() {
    const decoder = new TextDecoder();
    const pattern =
      /^(?:\[pid\s+)?(\d+)\]?\s+(\d+\.\d+) (?:<\.\.\. (\w+) resumed>|(\w+)\()?(.*?)(?:\)\s+= (-?\w+|\?)(?: (E\w+) \(.*\))?| <unfinished \.\.\.>| (?:---|\+\+\+))$/;
    let rest = '';
    let last;
    await pieces(piece => {
      const lines = (rest + decoder.decode(piece, { stream: true })).split('\n');
      rest = lines.pop();
      for (const line of lines) {
        const match = pattern.exec(line);
        if (match === null) throw new Error(line);
        last = {
          tid: Number(match[1]),
          t: Number(match[2]),
          ret: Number(match[6]),
          args: match[5],
        };
      }
    });
    return last;
  },
  async ours() {
    const { Reader, indexTrace } = await import(module);
    const size = zipped ? 0 : statSync(file).size;
    const reader = new Reader({ bytes: size });
    await pieces(piece => reader.push(piece));
    const result = reader.finish();
    if (!result.ok || result.value.badCount > 0) throw new Error('not read');
    return { trace: result.value, index: indexTrace(result.value) };
  },
};

/** Buffers are given back a turn after their arrays are collected. */
async function heldNow() {
  for (let i = 0; i < 4; i++) {
    gc();
    await new Promise(setImmediate);
  }
  const { heapUsed, arrayBuffers } = process.memoryUsage();
  return { heapUsed, arrayBuffers };
}

/** The most memory this program had, in MB. What `getrusage` tells includes the parent's, before the exec. */
function peak() {
  try {
    const [, kB] = /^VmHWM:\s+(\d+)/m.exec(readFileSync('/proc/self/status', 'utf8')) ?? [];
    return Number(kB) / 1024;
  } catch {
    return process.resourceUsage().maxRSS / 1024;
  }
}

await import(module);
const before = await heldNow();
const begun = performance.now();
const cpu = process.cpuUsage();
const value = await RUNS[what]();
const wall = performance.now() - begun;
const { user, system } = process.cpuUsage(cpu);
const told = { wall, cpu: (user + system) / 1000, peak: peak() };
if (what === 'ours') {
  const { trace } = value;
  const now = await heldNow();
  const strings = stringsOf(trace);
  told.strings = strings / trace.count;
  told.arrays = (now.arrayBuffers - before.arrayBuffers) / trace.count;
  told.heap = (now.heapUsed - before.heapUsed - strings) / trace.count;
}
console.log(JSON.stringify(told));

/** Bytes of the different strings of a trace. */
function stringsOf({ texts, names }) {
  let bytes = 0;
  for (const text of new Set([...texts, ...names])) bytes += 16 + text.length;
  return bytes;
}
