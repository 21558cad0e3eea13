import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { nameOf } from '../../src/trace/incarnation.ts';
import { analyse } from '../../src/trace/reader.ts';
import { indexTrace, type Trace } from '../../src/trace/trace.ts';
import { defaultFocus, layRows, rowsBetween } from './rows.ts';
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
const lay = (order: 'number' | 'start' | 'parent', set: 'interest' | 'all') =>
  layRows(trace, index, { order, set, focus, use: -1, laneHeight: 40 });
const said = ({ rows }: ReturnType<typeof lay>) =>
  rows.map(row => {
    const life = row.kind === 'life' ? trace.lives[row.life] : undefined;
    return life === undefined ? row.key.split(' ').slice(0, 2).join(' ') : nameOf(life);
  });

describe('the rows of a recording', () => {
  it('begin with the process that did worst, what it holds, then lanes by number', () => {
    expect(said(lay('number', 'interest'))).toEqual([
      'jobd',
      'nr 2116',
      'nr 2115',
      'nr 2114',
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
      const lives = lay(order, 'all').rows.filter(row => row.kind === 'life');
      expect(new Set(lives.map(row => row.key)).size).toBe(trace.lives.length);
      expect(lives.length).toBe(trace.lives.length);
    }
  });

  it('are cut to what is in view', () => {
    const { rows, height } = lay('start', 'all');
    const seen = rowsBetween(rows, 100, 200);
    expect(seen.every(row => row.y <= 200 && row.y + row.h >= 100)).toBe(true);
    expect(rowsBetween(rows, 0, height)).toHaveLength(rows.length);
  });

  it('give holders of one number one colour, the worst number the first', () => {
    const tones = tonesOf(trace, index);
    expect(tones.get('0:2114')).toEqual({ colour: 1, dotted: false });
    expect(tones.has('0:2116')).toBe(false);
  });
});
