import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { nameOf } from '../../src/trace/incarnation.ts';
import { analyse } from '../../src/trace/reader.ts';
import { indexTrace, type Trace } from '../../src/trace/trace.ts';
import { foldKey, lanesOf, type Order } from './lanes.ts';
import { defaultFocus, laneOf, layRows, rowsBetween } from './rows.ts';
import { tonesOf } from './tones.ts';

function load(): Trace {
  const bytes = readFileSync(new URL('../../src/trace/testing/jobd.strace', import.meta.url));
  const result = analyse(new Uint8Array(bytes));
  if (!result.ok) throw new Error('not read');
  return result.value;
}
const trace = load();
const index = indexTrace(trace);
const focus = defaultFocus(trace);
const OPEN = { all: false, except: new Set<string>() };
const lay = (order: Order, set: 'interest' | 'all', folds = OPEN) => {
  const lanes = lanesOf(trace, index, { order, set, folds, family: undefined, extra: -1 });
  return layRows(trace, index, lanes, { focus, use: -1, laneHeight: [40, 40], room: 0 });
};
const all = (rows: ReturnType<typeof lay>) => rowsBetween(rows, 0, rows.height);
const said = (rows: ReturnType<typeof lay>) =>
  all(rows).map(row => {
    const life = row.kind === 'life' ? trace.lives.at(row.life) : undefined;
    if (row.kind === 'hold') {
      return row.hold.kind === 'note' ? `note ${row.hold.nr}` : `fd ${row.hold.fd}`;
    }
    return life === undefined ? '?' : nameOf(life);
  });

describe('the rows of a recording', () => {
  it('begin with the process that did worst, what it holds, then lanes by number', () => {
    expect(said(lay('number', 'interest'))).toEqual([
      'jobd',
      'note 2116',
      'note 2115',
      'note 2114',
      'fd 3',
      'worker-1',
      'pg_dump',
      'worker-2',
      'rsync',
      'logger',
      'worker-3',
      'php-fpm',
    ]);
  });

  it('have every task once, in each order', () => {
    for (const order of ['number', 'start', 'parent'] as const) {
      const lives = all(lay(order, 'all')).filter(row => row.kind === 'life');
      expect(new Set(lives.map(row => row.life)).size).toBe(trace.lives.length);
      expect(lives.length).toBe(trace.lives.length);
    }
  });

  it('are cut to what is in view', () => {
    const rows = lay('start', 'all');
    const seen = rowsBetween(rows, 100, 200);
    expect(seen.every(row => row.y <= 200 && row.y + row.h >= 100)).toBe(true);
    expect(seen).toEqual(all(rows).filter(row => row.y <= 200 && row.y + row.h >= 100));
    expect(all(rows).filter(row => row.kind === 'life')).toHaveLength(rows.count);
  });

  it('stand where they are said to stand', () => {
    for (const order of ['number', 'start', 'parent'] as const) {
      const rows = lay(order, 'all');
      for (const row of all(rows)) {
        if (row.kind === 'life') expect(laneOf(rows, row.life)).toBe(row.y + row.h / 2);
      }
    }
  });

  it('fold the holders of a number into one, or a tree into its root', () => {
    const closed = { all: true, except: new Set<string>() };
    const numbers = all(lay('number', 'interest', closed)).filter(row => row.kind === 'life');
    expect(numbers.map(row => row.members.length)).toEqual([1, 2, 2, 1, 2]);
    expect(said(lay('number', 'interest', closed)).slice(5)).toEqual([
      'worker-1',
      'worker-2',
      'logger',
      'worker-3',
    ]);
    const [root, ...below] = all(
      lay('parent', 'all', { ...OPEN, except: new Set([foldKey(trace, 'parent', focus)]) }),
    )
      .filter(row => row.kind === 'life')
      .filter(row => row.fold !== 'none');
    expect(root?.members.length).toBe(trace.lives.length);
    expect(below).toEqual([]);
  });

  it('give holders of one number one colour, the worst number the first', () => {
    const tones = tonesOf(trace, index);
    expect(tones.get('0:2114')).toEqual({ colour: 1, dotted: false });
    expect(tones.has('0:2116')).toBe(false);
  });
});
