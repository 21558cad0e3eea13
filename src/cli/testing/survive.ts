// What must hold whatever bytes are read: nothing throws, numbers stay in their ranges, what is written
// out is well formed, and nothing reaches a terminal unescaped.

import { eventSentence } from '../../explain/trace.ts';
import { report } from '../../explain/trace-report.ts';
import { groupOf, verdictAt } from '../../explain/trace-verdict.ts';
import { decode, encode } from '../../trace/bytes.ts';
import { chromeTrace } from '../../trace/export-chrome.ts';
import { eventsCsv, livesCsv } from '../../trace/export-csv.ts';
import { ndjsonOf } from '../../trace/export-ndjson.ts';
import { analyse } from '../../trace/reader.ts';
import { perfetto } from '../../trace/testing/perfetto.ts';
import { indexTrace, type Trace } from '../../trace/trace.ts';
import { sarifOf } from '../sarif.ts';
import { harmless } from '../terminal.ts';
import { singleFile } from '../trace-place.ts';
import { traceJson, traceText } from '../trace-text.ts';

/** Reads, asks and, if `all`, writes everything. Throws what is wrong. Returns the bad lines. */
export function survive(bytes: Uint8Array, all: boolean): number {
  const result = analyse(bytes);
  if (!result.ok) return 0;
  const trace = result.value;
  inRange(trace);
  linesAreThere(trace, bytes);
  const index = indexTrace(trace);
  for (let event = 0; event < Math.min(trace.count, 20); event++) eventSentence(trace, event);
  for (let use = 0; use < Math.min(trace.uses.count, 3); use++) report(trace, index, use, 'file');
  if (all) written(trace);
  return trace.badCount;
}

function inRange(trace: Trace): void {
  const { columns, uses, lives } = trace;
  for (const column of [columns.actor, columns.object, uses.hit, uses.meant, uses.user]) {
    for (const life of column)
      if (life < -1 || life >= lives.length) throw new Error('no such life');
  }
  for (const event of uses.event) if (event >= trace.count) throw new Error('no such event');
  for (const t of columns.t) if (!(t >= 0 && t <= trace.length)) throw new Error(`time ${t}`);
}

/** Bad lines are those of the file, by their numbers, and counted. */
function linesAreThere(trace: Trace, bytes: Uint8Array): void {
  const lines = decode(bytes).split('\n');
  if (trace.badCount < trace.bad.length) throw new Error('bad lines miscounted');
  for (const { line, text, reason } of trace.bad) {
    if (reason === '') throw new Error('no reason');
    const real = (lines[line - 1] ?? '').replace(/^\uFEFF/, '').trim();
    const shown =
      text
        .replace(/^\uFEFF/, '')
        .trim()
        .slice(0, 20)
        .split('\uFFFD')[0] ?? '';
    if (!real.startsWith(shown)) throw new Error(`line ${line} is not “${shown}”`);
  }
}

function written(trace: Trace): void {
  perfetto([...chromeTrace(trace)].join(''));
  [...eventsCsv(trace)].join('');
  [...livesCsv(trace)].join('');
  const source = singleFile('file');
  JSON.stringify(traceJson(trace, 'file', source));
  const uses = Array.from({ length: trace.uses.count }, (_, use) => use);
  const hazards = uses.filter(use => !['safe', 'unknown'].includes(groupOf(verdictAt(trace, use))));
  JSON.stringify(sarifOf(trace, hazards, { source, version: '1', successful: true }));
  if (/(?!\n)\p{Cc}/u.test(harmless(traceText(trace, source, uses, true))))
    throw new Error('not escaped');
  const copy = analyse(encode([...ndjsonOf(trace)].join('')));
  if (copy.ok && copy.value.badCount > 0) {
    throw new Error(
      `written in our format, line ${copy.value.bad[0]?.line}: ${copy.value.bad[0]?.reason}`,
    );
  }
}
