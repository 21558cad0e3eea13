import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { labelOf } from '../../../src/trace/incarnation.ts';
import { analyse } from '../../../src/trace/reader.ts';
import { indexTrace, spanOf, type Trace } from '../../../src/trace/trace.ts';
import { arrowsOf } from '../arrow-list.ts';
import type { Frame } from '../frame.ts';
import { graveOf } from '../hazards.ts';
import { lanesOf } from '../lanes.ts';
import { laneOf, layRows } from '../rows.ts';
import { tonesOf } from '../tones.ts';
import { backIn, countIn, crowdOf } from './crowd.ts';
import { Hits } from './hits.ts';

function read(path: string): Trace {
  const result = analyse(new Uint8Array(readFileSync(path)));
  if (!result.ok) throw new Error('not read');
  return result.value;
}
const trace = read('public/traces/wrong-kill.ndjson');
const index = indexTrace(trace);

describe('a crowd in one lane', () => {
  const members = trace.lives.map(life => life.index);
  const crowd = crowdOf(trace, members);

  it('counts who is there in a stretch as one counts them one by one', () => {
    for (let from = 0; from < trace.length; from += trace.length / 37) {
      const to = from + trace.length / 37;
      const there = trace.lives.filter(life => {
        const [born, gone] = spanOf(trace, life);
        return born <= to && gone > from;
      });
      expect(countIn(crowd, from, to)).toBe(there.length);
    }
  });

  it('says whose number came back', () => {
    const again = trace.lives.find(life => labelOf(life) === '303·B');
    const at = again?.bornAt ?? 0;
    expect(again).toBeDefined();
    expect(backIn(crowd, at - 1, at)).toBe(again?.index);
    expect(backIn(crowd, 0, 1)).toBe(-1);
  });
});

describe('what is hit', () => {
  it('is what was drawn last, where the lanes are scrolled to', () => {
    const hits = new Hits();
    hits.shift = -100;
    hits.note('life', 1, 0, 150, 50, 30);
    hits.note('use', 2, 20, 150, 10, 10);
    expect(hits.at(25, 55, 40)).toMatchObject({ kind: 'use', value: 2 });
    expect(hits.at(25, 75, 40)).toMatchObject({ kind: 'life', value: 1 });
    expect(hits.at(25, 55, 60)).toBeUndefined();
    expect(hits.at(70, 55, 40)).toBeUndefined();
  });
});

describe('the arrows of a view', () => {
  const lanes = lanesOf(trace, index, {
    order: 'number',
    set: 'all',
    folds: { all: false, except: new Set() },
    family: undefined,
    extra: -1,
  });
  const options = { focus: -1, use: -1, laneHeight: [40, 40], room: 400 } as const;
  const rows = layRows(trace, index, lanes, options);
  const frame: Frame = {
    trace,
    index,
    tones: tonesOf(trace, index),
    rows,
    scale: { from: 0, to: trace.length, left: 200, width: 800 },
    barHeight: 20,
    named: true,
    use: -1,
    grave: graveOf(trace),
    kept: undefined,
    found: undefined,
    life: -1,
    byNumber: true,
  };
  const all = { from: 0, to: rows.height };

  it('has the wrong one, down to the lane that was hit', () => {
    const wrong = arrowsOf(frame, undefined, all).find(arrow => arrow.look === 'wrong');
    expect(wrong?.to).toBe(laneOf(rows, trace.uses.hit[wrong?.use ?? -1] ?? -1));
  });

  it('leaves out what a filter or the view leaves out', () => {
    const none = new Uint8Array(trace.count);
    expect(arrowsOf({ ...frame, kept: none }, undefined, all)).toEqual([]);
    expect(arrowsOf(frame, 'nobody', all)).toEqual([]);
    expect(arrowsOf(frame, undefined, { from: -500, to: -400 })).toEqual([]);
  });
});
