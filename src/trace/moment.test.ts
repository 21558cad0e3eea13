// The state at a moment: who is there, whose child, which numbers are held; searching and filtering.

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { findEvents, nextFound } from './find.ts';
import { labelOf } from './incarnation.ts';
import { filterEvents, NO_FILTER, nextKept, topicOf } from './kinds.ts';
import { indexLiving, livingAt } from './living.ts';
import { indexHandouts, lastHolder, numbersAt } from './numbers.ts';
import { generate } from './testing/generate.ts';
import { call, clone, type Event, exit, proc, read, traceOf, wait } from './testing/lines.ts';
import { indexTrace, stateAt, type Trace } from './trace.ts';
import { indexAdoptions, treeAt } from './tree.ts';

const labels = (trace: Trace, lives: Iterable<number>): readonly string[] =>
  [...lives].map(life => {
    const found = trace.lives.at(life);
    return found === undefined ? '?' : labelOf(found);
  });

const rescan = (trace: Trace, event: number): readonly number[] =>
  trace.lives.filter(l => !['unborn', 'gone'].includes(stateAt(l, event))).map(l => l.index);

/** A shell forks a daemon and ends; its number comes back. */
const story = traceOf(
  proc(100),
  clone(100, 303),
  clone(303, 304, { comm: 'daemon' }),
  exit(303),
  { ev: 'adopt', tid: 304, pid: 304, ppid: 100 },
  wait(100, 303),
  clone(100, 303, { comm: 'postgres' }),
  call(100, 'kill', [303, 'SIGTERM'], 0, { target: { nr: 303, tid: 303, via: 'nr' } }),
);

describe('who is there', () => {
  it('agrees with a look at every incarnation, at every event', () => {
    const trace = read([...generate({ events: 3000, lives: 400, numbers: 30 })].join(''));
    const living = indexLiving(trace);
    expect(living.marks.length).toBeGreaterThan(1);
    for (let event = 0; event < trace.count; event += 7) {
      expect([...livingAt(living, event)]).toEqual(rescan(trace, event));
    }
  });

  it('agrees for any order of births and ends', () => {
    const step = fc.tuple(fc.boolean(), fc.integer({ min: 0, max: 9 }));
    fc.assert(
      fc.property(fc.array(step, { maxLength: 400 }), steps => {
        const alive = new Set<number>();
        const events: Event[] = [proc(100)];
        for (const [born, n] of steps) {
          const nr = 300 + n;
          if (born && !alive.has(nr)) events.push(clone(100, nr));
          if (!born && alive.has(nr)) events.push(exit(nr), wait(100, nr));
          if (born) alive.add(nr);
          else alive.delete(nr);
        }
        const trace = traceOf(...events);
        const living = indexLiving(trace);
        for (let event = 0; event < trace.count; event++) {
          expect([...livingAt(living, event)]).toEqual(rescan(trace, event));
        }
      }),
      { numRuns: 30 },
    );
  });
});

describe('the tree', () => {
  const treeOf = (event: number) =>
    treeAt(story, indexAdoptions(story), livingAt(indexLiving(story), event), event).map(
      ({ life, depth, adopted, below }) =>
        `${depth} ${labels(story, [life])}${adopted ? ' adopted' : ''} ${below}`,
    );

  it('has children below their parents', () => {
    expect(treeOf(2)).toEqual(['0 100·A 2', '1 303·A 1', '2 304·A 0']);
  });

  it('moves a child to the one that adopted it, and keeps the zombie', () => {
    expect(treeOf(4)).toEqual(['0 100·A 2', '1 303·A 0', '1 304·A adopted 0']);
    expect(treeOf(6)).toEqual(['0 100·A 2', '1 304·A adopted 0', '1 303·B 0']);
  });

  it('counts threads with their process', () => {
    const trace = traceOf(proc(100), clone(100, 101, { flags: 'CLONE_THREAD', child_pid: 100 }));
    const [row, ...more] = treeAt(trace, new Map(), livingAt(indexLiving(trace), 1), 1);
    expect(more).toEqual([]);
    expect(labels(trace, row?.threads ?? [])).toEqual(['101·A']);
  });

  it('walks a long chain', () => {
    const chain = [proc(100), ...Array.from({ length: 2000 }, (_, i) => clone(100 + i, 101 + i))];
    const trace = traceOf(...chain);
    const rows = treeAt(trace, new Map(), livingAt(indexLiving(trace), 2000), 2000);
    expect(rows.at(-1)?.depth).toBe(2000);
    expect(rows[0]?.below).toBe(2000);
  });
});

describe('the numbers', () => {
  const [root] = indexHandouts(story);
  const at = (event: number) => {
    if (root === undefined) throw new Error('no namespace');
    const { held, last, lap } = numbersAt(story, root, livingAt(indexLiving(story), event), event);
    return { held: held.map(h => `${h.nr}${h.zombie ? 'z' : ''}`).join(' '), last: last?.nr, lap };
  };

  it('are held from birth to reap, by zombies too', () => {
    expect(at(2)).toEqual({ held: '100 303 304', last: 304, lap: 1 });
    expect(at(3).held).toBe('100 303z 304');
    expect(at(5).held).toBe('100 304');
  });

  it('know the last one handed out, and the lap; nobody was handed a number before the recording', () => {
    expect(at(0).last).toBeUndefined();
    expect(at(6)).toEqual({ held: '100 303 304', last: 303, lap: 1 });
    expect(root?.end).toBe(4194304);
    expect([...(root?.seen ?? [])]).toEqual([100, 303, 304]);
    const trace = traceOf(proc(100), clone(100, 4000), clone(100, 301), clone(100, 302));
    const [table] = indexHandouts(trace);
    expect([...(table?.lap ?? [])]).toEqual([0, 1, 1]);
  });

  it('remember the last holder of a free one', () => {
    const holders = indexTrace(story).holders.of(0, 303);
    expect(labels(story, [lastHolder(story, holders, 5)])).toEqual(['303·A']);
    expect(labels(story, [lastHolder(story, holders, 6)])).toEqual(['303·B']);
    expect(lastHolder(story, holders, 0)).toBe(-1);
  });
});

describe('searching', () => {
  const find = (query: string) => {
    const search = findEvents(story, query);
    let step = search.next();
    while (step.done !== true) step = search.next();
    return step.value;
  };
  const events = (query: string) => [...find(query).events];

  it('finds a number: its holders’ beginnings and ends, and calls with it', () => {
    expect(events('303')).toEqual([1, 3, 5, 6, 7]);
    expect(events('303·B')).toEqual([6, 7]);
    expect(events('303a')).toEqual([1, 3, 5]);
  });

  it('finds names, calls, signals and argument text, in any case', () => {
    expect(
      labels(
        story,
        [...find('DAEMON').lives.keys()].filter(l => find('DAEMON').lives[l] === 1),
      ),
    ).toEqual(['304·A']);
    expect(events('postgres')).toEqual([6, 7]);
    expect(events('kill')).toEqual([7]);
    expect(events('sigterm')).toEqual([7]);
    expect(events('null')).toEqual([5]);
    expect(events('adopt')).toEqual([4]);
  });

  it('ands words, and takes none for a pattern', () => {
    expect(events('kill postgres')).toEqual([7]);
    expect(events('kill daemon')).toEqual([]);
    expect(events('.*')).toEqual([]);
    expect(events('  ')).toEqual([]);
  });

  it('goes round', () => {
    const found = find('303·B');
    expect(nextFound(found, 0, 1)).toBe(0);
    expect(nextFound(found, 6, 1)).toBe(1);
    expect(nextFound(found, 7, 1)).toBe(0);
    expect(nextFound(found, 6, -1)).toBe(1);
    expect(nextFound(find('nothing'), 6, 1)).toBe(-1);
  });
});

describe('filters', () => {
  const index = indexTrace(story);
  const kept = (filter: Partial<typeof NO_FILTER>) =>
    [...(filterEvents(story, index, { ...NO_FILTER, ...filter }) ?? [])].join('');

  it('leave out topics', () => {
    expect(filterEvents(story, index, NO_FILTER)).toBeUndefined();
    expect(topicOf(story, 7)).toBe('signals');
    expect(kept({ without: new Set(['births']) })).toBe('000111011');
    expect(kept({ without: new Set(['ends', 'waits', 'signals']) })).toBe('111000100');
  });

  it('keep one process and what it started', () => {
    const daemonAndMaker = story.lives.findIndex(life => labelOf(life) === '303·A');
    expect(kept({ root: daemonAndMaker })).toBe('011111000');
  });

  it('say what comes next', () => {
    const mask = Uint8Array.of(0, 1, 0, 1);
    expect([nextKept(mask, 2, 1), nextKept(mask, 2, -1), nextKept(mask, 0, -1)]).toEqual([
      3, 1, -1,
    ]);
    expect(nextKept(undefined, 2, 1)).toBe(2);
  });
});
