// What readers of Chrome trace events and of CSV demand of what is written for them.

import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { chromeTrace, trackNumbers } from './export-chrome.ts';
import { eventsCsv, livesCsv } from './export-csv.ts';
import { isThread, labelOf } from './incarnation.ts';
import { analyse } from './reader.ts';
import { call, clone, exit, HEADER, proc, read, traceOf, wait } from './testing/lines.ts';
import { perfetto } from './testing/perfetto.ts';
import { lineOf, type Trace } from './trace.ts';

const FILES = [
  'public/traces/wrong-kill.ndjson',
  'public/traces/thread-exec.ndjson',
  'public/traces/containers.ndjson',
  'src/trace/testing/jobd.strace',
  'src/trace/testing/nested.strace',
];
const load = (path: string): Trace => {
  const result = analyse(new Uint8Array(readFileSync(path)));
  if (!result.ok) throw new Error(path);
  return result.value;
};
describe.each(FILES)('Chrome trace events of %s', path => {
  const trace = load(path);
  const text = [...chromeTrace(trace)].join('');
  const found = perfetto(text);

  it('are taken by Perfetto as they are, in the unit that viewers know', () => {
    expect(found.complaints).toEqual([]);
    expect(JSON.parse(text)).toMatchObject({ displayTimeUnit: 'ns' });
  });

  it('give every incarnation a track of its own, under its own number if that is free', () => {
    const numbers = [...trackNumbers(trace)];
    expect(new Set(numbers).size).toBe(trace.lives.length);
    expect(found.threads.size).toBe(trace.lives.length);
    for (const life of trace.lives) {
      const number = numbers[life.index] ?? 0;
      expect(found.threads.get(number)).toContain(labelOf(life));
      expect(found.processes.has(number)).toBe(!isThread(life));
      if (life.holderAt(0) === 0) expect(number).toBe(life.tid);
      else expect(String(number)).toMatch(new RegExp(`^${life.holderAt(0)}0*${life.tid}$`));
    }
  });

  it('have an arrow from each use to whom it reached', () => {
    const { uses, columns } = trace;
    const expected = Array.from({ length: uses.count }, (_, use) => {
      const [event, hit] = [uses.event[use] ?? 0, uses.hit[use] ?? -1];
      return { line: lineOf(trace, event), from: columns.actor[event] ?? -1, hit };
    }).filter(({ from, hit }) => hit >= 0 && from >= 0 && hit !== from);
    const numbers = trackNumbers(trace);
    expect(found.arrows).toHaveLength(expected.length);
    for (const { line, from, hit } of expected) {
      const own = found.arrows.filter(a => a.from.args.line === line && a.to.args.line === line);
      expect(own.map(a => a.from.tid)).toContain(numbers[from]);
      expect(own.map(a => a.to.tid)).toContain(numbers[hit]);
    }
  });
});

describe('Chrome trace events', () => {
  it('end in the call of the use, not in what happened last on the track', () => {
    const trace = traceOf(
      proc(5),
      clone(5, 6),
      call(6, 'close', [3], 0, { d: 100 }),
      clone(5, 7),
      call(7, 'kill', [6, 'SIGTERM'], 0, { t: 9000, d: 0 }),
    );
    const { arrows, complaints } = perfetto([...chromeTrace(trace)].join(''));
    expect(complaints).toEqual([]);
    expect(arrows.map(({ from, to }) => [from.name, from.tid, to.name, to.tid])).toEqual([
      ['kill', 7, 'kill by p7', 6],
    ]);
  });

  it('hold no character for which Perfetto refuses the file', () => {
    const header = { ...HEADER, command: ['sh', '-c', 'a\u0007\u007f\ud800}]'] };
    const odd = { ev: 'proc', t: 0, tid: 5, pid: 5, comm: 'x\ud800\u0001', nr: [5] };
    const trace = read([header, odd].map(line => JSON.stringify(line)).join('\n'));
    const { threads } = perfetto([...chromeTrace(trace)].join(''));
    expect(threads.get(5)).toBe('x\uFFFD\u0001 5·A');
  });

  it('number the holders of the highest numbers within 32 bits', () => {
    const lives = [1, 2, 3].flatMap(() => [
      clone(5, 2 ** 31 - 2),
      exit(2 ** 31 - 2),
      wait(5, 2 ** 31 - 2),
    ]);
    const trace = traceOf(proc(5), ...lives);
    expect(trace.lives.length).toBe(4);
    expect(new Set(trackNumbers(trace)).size).toBe(4);
    expect(perfetto([...chromeTrace(trace)].join('')).complaints).toEqual([]);
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
    const start = fc.constantFrom(
      '=',
      '+',
      '-',
      '-1',
      '@',
      '\t',
      '\r',
      '\n',
      '"',
      ',',
      ' =',
      '\uFF1D',
      'a',
    );
    const name = fc.tuple(start, fc.string({ maxLength: 8 })).map(([first, rest]) => first + rest);
    fc.assert(
      fc.property(name, comm => {
        const trace = read(JSON.stringify({ t: 0, ev: 'proc', tid: 5, pid: 5, comm, nr: [5] }));
        const [, row] = cells([...livesCsv(trace)].join(''));
        const shown = row?.[2] ?? '';
        expect(shown.replace(/^'/, '')).toBe(comm.replace(/^'/, ''));
        expect(shown).not.toMatch(/^[=+@\t\r\n\uFF1D]|^-(?!\d+(?:\.\d+)?(?:$|,))/);
      }),
      { numRuns: 200 },
    );
  });
});
