// Recordings written out again: nothing that decides a verdict is lost on the way.

import { readdirSync, readFileSync } from 'node:fs';
import { gunzipSync } from 'node:zlib';
import Ajv from 'ajv';
import { describe, expect, it } from 'vitest';
import { encode } from './bytes.ts';
import { chromeEvents } from './export-chrome.ts';
import { ndjsonOf } from './export-ndjson.ts';
import { isThread, labelOf, nameOf } from './incarnation.ts';
import { analyse } from './reader.ts';
import { read, verdicts } from './testing/lines.ts';
import type { Trace } from './trace.ts';

function load(path: string): Trace {
  const raw = readFileSync(path);
  const result = analyse(new Uint8Array(path.endsWith('.gz') ? gunzipSync(raw) : raw));
  if (!result.ok) throw new Error(path);
  return result.value;
}

function again(trace: Trace): Trace {
  const result = analyse(encode([...ndjsonOf(trace)].join('')));
  if (!result.ok) throw new Error(JSON.stringify(result.error));
  return result.value;
}

const ends = (trace: Trace) =>
  trace.lives.map(l => [labelOf(l), nameOf(l), isThread(l), l.status, l.reapHow]);

const folders = ['src/trace/testing', 'public/traces'];
const files = folders.flatMap(folder =>
  readdirSync(folder)
    .filter(name => /\.(strace|ndjson)(\.gz)?$/.test(name))
    .map(name => `${folder}/${name}`),
);

describe('our own format', () => {
  it.each(files)('keeps the verdicts and incarnations of %s', path => {
    const trace = load(path);
    const copy = again(trace);
    expect(copy.bad).toEqual([]);
    expect(verdicts(copy)).toEqual(verdicts(trace));
    // Those that are there without a birth come first in ours.
    expect(ends(copy).map(String).sort()).toEqual(ends(trace).map(String).sort());
  });

  it.each([
    ['"sleeper"', 'sleeper'],
    ['"a\\"b\\\\c"', 'a"b\\c'],
    ['"na\\303\\257ve\\1"', 'naïve\u0001'],
    ['"\\xe9\\x80\\xb2"', '進'],
  ])('keeps a name that strace writes as %s', (written, name) => {
    const log = `5 prctl(PR_SET_NAME, ${written}) = 0\n5 getpid() = 5\n`;
    const trace = read(log);
    expect([...trace.lives].map(life => nameOf(life))).toEqual([name]);
    expect([...again(trace).lives].map(life => nameOf(life))).toEqual([name]);
  });

  it('is what its schema says, but for what strace does not print', () => {
    const schema = JSON.parse(readFileSync('docs/trace-format.schema.json', 'utf8')) as object;
    const valid = new Ajv({ strict: false, allErrors: true }).compile(schema);
    const absent = new Set(['start', 'ns', 'ppid', 'exit_signal', 'code']);
    for (const line of ndjsonOf(load('src/trace/testing/jobd.strace'))) {
      valid(JSON.parse(line));
      const wrong = (valid.errors ?? []).filter(
        e => e.keyword !== 'if' && !absent.has(String(e.params.missingProperty)),
      );
      expect(wrong, line).toEqual([]);
    }
  });
});

describe('Chrome trace events', () => {
  it.each(files)('of %s nest: on a track no two spans overlap in part', path => {
    const spans = new Map<unknown, { from: number; to: number }[]>();
    for (const { ph, tid, ts, dur } of chromeEvents(load(path))) {
      if (ph !== 'X') continue;
      const span = { from: Number(ts), to: Number(ts) + Number(dur) };
      spans.set(tid, [...(spans.get(tid) ?? []), span]);
    }
    for (const list of spans.values()) {
      const open: number[] = [];
      for (const { from, to } of list.sort((a, b) => a.from - b.from || b.to - a.to)) {
        while ((open.at(-1) ?? Number.POSITIVE_INFINITY) <= from) open.pop();
        expect(to).toBeLessThanOrEqual(open.at(-1) ?? Number.POSITIVE_INFINITY);
        open.push(to);
      }
    }
  });
});
