// The quick ways to read a line against the slow one: what they take, they read as JSON.parse does.

import { readFileSync } from 'node:fs';
import { gunzipSync } from 'node:zlib';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { decode, encode, Interner } from './bytes.ts';
import { SLACK } from './cursor.ts';
import { parseLine } from './ndjson-parse.ts';
import { QuickScanner } from './ndjson-quick.ts';
import { Scanner } from './ndjson-scan.ts';
import { analyse } from './reader.ts';
import { clearRec, newRec, type Rec } from './record.ts';
import { event, hand, written } from './testing/arbitrary.ts';
import { HEADER } from './testing/lines.ts';
import { spelt } from './testing/spelt.ts';

const tables = { names: new Interner(), texts: new Interner() };
const scanner = new Scanner(tables);
const quick = new QuickScanner(tables, scanner);

const PATHS: readonly (readonly [string, (bytes: Uint8Array, rec: Rec) => number])[] = [
  ['fields in any order', (bytes, rec) => scanner.scan(bytes, 0, rec)],
  [
    'the recorder’s order',
    (bytes, rec) => {
      quick.enter(bytes);
      return quick.scan(0, rec);
    },
  ],
];

/** A line, and as much behind it as the quickest path may look at. */
const lineOf = (text: string): Uint8Array => encode(`${text}\n${' '.repeat(SLACK)}`);

describe.each(PATHS)('the path for %s', (_, scan) => {
  it('reads what it takes just as JSON.parse does', () => {
    let taken = 0;
    fc.assert(
      fc.property(event, hand, (value, by) => {
        const text = written(value, by);
        const bytes = lineOf(text);
        const fast = newRec();
        const end = scan(bytes, fast);
        if (end < 0 || bytes[end] !== 0x0a) return;
        taken++;
        const slow = newRec();
        expect(parseLine(text, slow, tables)).toEqual({ ok: true, value: { kind: 'event' } });
        expect(numbers(fast)).toEqual(numbers(slow));
      }),
      { numRuns: 2500 },
    );
    expect(taken).toBeGreaterThan(100);
  });

  it('takes nothing that JSON.parse refuses', () => {
    fc.assert(
      fc.property(event, fc.nat(), fc.integer({ min: 32, max: 126 }), (line, at, byte) => {
        const bytes = lineOf(JSON.stringify(line));
        bytes[at % bytes.length] = byte;
        const end = scan(bytes, newRec());
        if (end > 0) expect(() => JSON.parse(decode(bytes, 0, end))).not.toThrow();
      }),
      { numRuns: 1500 },
    );
  });
});

/** Minus zero is zero in every column. Texts may be told by their numbers. */
const numbers = (rec: Rec): object => ({
  ...Object.fromEntries(Object.entries(rec).map(([key, value]) => [key, value === 0 ? 0 : value])),
  extra: Object.fromEntries(
    Object.entries(rec.extra ?? {}).map(([key, value]) => [
      key,
      (key === 'comm' || key === 'argv') && typeof value === 'number'
        ? tables.texts.strings[value]
        : value,
    ]),
  ),
});

describe('a list of arguments', () => {
  it('that was read behind a number is not taken without one, nor the other way round', () => {
    const line = (args: string) =>
      lineOf(`{"t":1,"ev":"call","tid":1,"pid":1,"name":"close","args":[${args}],"ret":0,"d":1}`);
    const taken = ['7,null', ',null', '"x"', '7"x"', '', '7', '8,null', '"x"'].map(args => {
      const bytes = line(args);
      quick.enter(bytes);
      return quick.scan(0, newRec()) > 0;
    });
    expect(taken).toEqual([true, false, true, false, true, true, true, true]);
  });
});

describe('the recorder’s own lines', () => {
  it('are all taken by the quickest path, but for the few kinds that are rare', () => {
    const file = gunzipSync(readFileSync('public/traces/build.ndjson.gz'));
    const left = new Map<string, number>();
    const rec = newRec();
    for (const line of decode(file).trimEnd().split('\n')) {
      const bytes = lineOf(line);
      quick.enter(bytes);
      clearRec(rec);
      if (quick.scan(0, rec) === bytes.length - SLACK - 1) continue;
      const kind = /"ev":"(\w+)"/.exec(line)?.[1] ?? 'header';
      left.set(kind, (left.get(kind) ?? 0) + 1);
    }
    // One exec has a quotation mark in its arguments.
    expect(Object.fromEntries(left)).toEqual({ header: 1, proc: 1, exec: 1, end: 1 });
  });
});

describe('a recording', () => {
  it('is the same by every path: incarnations, uses and columns', () => {
    fc.assert(
      fc.property(fc.array(fc.tuple(event, hand), { maxLength: 30 }), list => {
        const lines = [JSON.stringify(HEADER), ...list.map(([value, by]) => written(value, by))];
        // A space before a line sends it to JSON.parse.
        const [fast, slow] = ['', ' '].map(indent =>
          analyse(encode(lines.map(line => `${indent}${line}\n`).join(''))),
        );
        if (fast?.ok !== true || slow?.ok !== true) {
          expect(fast).toEqual(slow);
          return;
        }
        for (const part of ['uses', 'remarks', 'flaws'] as const) {
          expect(fast.value[part]).toEqual(slow.value[part]);
        }
        expect([...fast.value.pidfds]).toEqual([...slow.value.pidfds]);
        expect(fast.value.lives.map(spelt)).toEqual(slow.value.lives.map(spelt));
        expect(fast.value.bad.map(bad => bad.reason)).toEqual(slow.value.bad.map(b => b.reason));
        const { names, texts, columns } = fast.value;
        for (const column of ['kind', 't', 'd', 'ret', 'a0', 'actor', 'object'] as const) {
          expect(columns[column], column).toEqual(slow.value.columns[column]);
        }
        expect(fast.value.strangers).toEqual(slow.value.strangers);
        const said = (i: number) =>
          [columns.name, columns.err, columns.sig].map(c => names[c[i] ?? 0]);
        const slowly = slow.value;
        for (let i = 0; i < fast.value.count; i++) {
          expect(texts[columns.args[i] ?? 0]).toBe(slowly.texts[slowly.columns.args[i] ?? 0]);
          expect(said(i)).toEqual(
            [slowly.columns.name, slowly.columns.err, slowly.columns.sig].map(
              c => slowly.names[c[i] ?? 0],
            ),
          );
        }
      }),
      { numRuns: 100 },
    );
  });
});
