// What readers of Chrome trace events and of CSV demand of what is written for them.

import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { chromeEvents, chromeTrace } from './export-chrome.ts';
import { eventsCsv, livesCsv } from './export-csv.ts';
import { labelOf } from './incarnation.ts';
import { analyse } from './reader.ts';
import { read } from './testing/lines.ts';
import type { Trace } from './trace.ts';

const FILES = [
  'public/traces/wrong-kill.ndjson',
  'public/traces/thread-exec.ndjson',
  'src/trace/testing/jobd.strace',
  'src/trace/testing/nested.strace',
];
const load = (path: string): Trace => {
  const result = analyse(new Uint8Array(readFileSync(path)));
  if (!result.ok) throw new Error(path);
  return result.value;
};
type Chrome = Readonly<Record<string, unknown>>;

describe.each(FILES)('Chrome trace events of %s', path => {
  const trace = load(path);
  const events: readonly Chrome[] = [...chromeEvents(trace)];
  const ofPhase = (ph: string) => events.filter(event => event.ph === ph);
  const spansOf = (tid: unknown) => ofPhase('X').filter(event => event.tid === tid);

  it('are one JSON object with a list and a unit that is known', () => {
    const all = JSON.parse([...chromeTrace(trace)].join('')) as Chrome;
    expect(all.displayTimeUnit).toBe('ns');
    expect(all.traceEvents).toHaveLength(events.length);
  });

  it('have the fields that their phase must have, and no other phase', () => {
    for (const event of events) {
      expect(['M', 'X', 'i', 's', 'f']).toContain(event.ph);
      expect(typeof event.name === 'string' && event.name !== '', JSON.stringify(event)).toBe(true);
      for (const id of [event.pid, event.tid])
        expect(Number.isInteger(id) && Number(id) > 0).toBe(true);
      if (event.ph === 'M') continue;
      expect(typeof event.cat).toBe('string');
      expect(Number(event.ts)).toBeGreaterThanOrEqual(0);
      if (event.ph === 'X') expect(Number(event.dur)).toBeGreaterThanOrEqual(0);
      if (event.ph === 'i') expect(event.s).toBe('t');
    }
  });

  it('give every incarnation a track of its own, with its number in the name', () => {
    const named = new Map(
      ofPhase('M')
        .filter(event => event.name === 'thread_name')
        .map(event => [event.tid, (event.args as Chrome).name]),
    );
    expect(named.size).toBe(trace.lives.length);
    for (const life of trace.lives) expect(named.get(life.index + 1)).toContain(labelOf(life));
    const processOf = new Map(events.map(event => [event.tid, event.pid]));
    for (const event of events) expect(event.pid).toBe(processOf.get(event.tid));
  });

  it('have arrows with two ends, each in a span of its track', () => {
    const starts = ofPhase('s');
    const ends = new Map(ofPhase('f').map(event => [event.id, event]));
    expect(new Set(starts.map(event => event.id)).size).toBe(starts.length);
    expect(ends.size).toBe(starts.length);
    for (const start of starts) {
      const end = ends.get(start.id);
      expect([end?.name, end?.cat, end?.bp]).toEqual([start.name, start.cat, 'e']);
      expect(Number(end?.ts)).toBeGreaterThanOrEqual(Number(start.ts));
      for (const point of [start, end]) {
        const ts = Number(point?.ts);
        const around = spansOf(point?.tid).filter(
          span => Number(span.ts) <= ts && ts <= Number(span.ts) + Number(span.dur),
        );
        expect(around.length, JSON.stringify(point)).toBeGreaterThan(0);
      }
    }
  });
});

/** Reads CSV as RFC 4180 says; throws where it is none. */
function cells(csv: string): string[][] {
  const rows: string[][] = [];
  let at = 0;
  const quoted = (): string => {
    let text = '';
    for (at++; ; at++) {
      if (at >= csv.length) throw new Error('an open quote');
      if (csv[at] !== '"') text += csv[at];
      else if (csv[++at] !== '"') return text;
      else text += '"';
    }
  };
  while (at < csv.length) {
    const row: string[] = [];
    for (;;) {
      const bare = /[^",\r\n]*/y;
      bare.lastIndex = at;
      if (csv[at] === '"') row.push(quoted());
      else {
        row.push(bare.exec(csv)?.[0] ?? '');
        at += row.at(-1)?.length ?? 0;
      }
      if (csv[at] !== ',') break;
      at++;
    }
    if (csv.slice(at, at + 2) !== '\r\n') throw new Error(`no end of a line at ${at}`);
    at += 2;
    rows.push(row);
  }
  return rows;
}

describe('CSV', () => {
  it.each(FILES)('of %s has lines of one length', path => {
    const trace = load(path);
    for (const [table, length] of [
      [cells([...eventsCsv(trace)].join('')), trace.count],
      [cells([...livesCsv(trace)].join('')), trace.lives.length],
    ] as const) {
      expect(table).toHaveLength(length + 1);
      expect(new Set(table.map(row => row.length)).size).toBe(1);
    }
  });

  it('keeps any name in one cell, and makes a formula of none', () => {
    const start = fc.constantFrom('=', '+', '-', '@', '\t', '\r', '"', ',', ' =', 'a');
    const name = fc.tuple(start, fc.string({ maxLength: 8 })).map(([first, rest]) => first + rest);
    fc.assert(
      fc.property(name, comm => {
        const trace = read(JSON.stringify({ t: 0, ev: 'proc', tid: 5, pid: 5, comm, nr: [5] }));
        const [, row] = cells([...livesCsv(trace)].join(''));
        const shown = row?.[2] ?? '';
        expect(shown.replace(/^'/, '')).toBe(comm.replace(/^'/, ''));
        expect(shown).not.toMatch(/^[=+@\t\r]|^-\D/);
      }),
      { numRuns: 200 },
    );
  });
});
