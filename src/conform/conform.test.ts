// The parts of conformance that need no kernel: plans, their seeds, comparison, shrinking.

import { describe, expect, it } from 'vitest';
import { syscallOf } from './arguments.ts';
import { compare, unmetExpectations } from './compare.ts';
import { generate } from './generate.ts';
import { performOnModel } from './perform.ts';
import { type Performance, type Plan, readPerformance, type Step } from './plan.ts';
import { shrink } from './shrink.ts';

const VERSION = 6018;
const wishes = (place: number) => ({ seed: 3, place, steps: 30, version: VERSION, ids: 4096 });

const REUSE: Plan = {
  setup: { pid_max: 301, last_pid: 299 },
  steps: [
    { who: 'init', call: 'getppid' },
    { who: 'init', call: 'fork', child: 'a' },
    { who: 'a', call: 'getpid' },
    { who: 'a', call: 'exit_group', args: { status: 2 } },
    { who: 'init', call: 'wait4', args: { pid: '$a' } },
    { who: 'init', call: 'fork', child: 'b', expect: { ret: 300 } },
  ],
};

describe('a plan', () => {
  it('reads names of constants, numbers learnt earlier and their negatives', () => {
    const step: Step = { who: 'init', call: 'kill', args: { pid: '-$a', sig: 'SIGKILL' } };
    expect(syscallOf(step, new Map([['a', 300]]))).toEqual({ name: 'kill', pid: -300, sig: 9 });
  });

  it('takes a number that was never learnt for -1, as if its call had failed', () => {
    const step: Step = { who: 'init', call: 'close', args: { fd: '$nothing' } };
    expect(syscallOf(step, new Map())).toEqual({ name: 'close', fd: -1 });
  });

  it('refuses a name that is no constant', () => {
    const step: Step = { who: 'init', call: 'close', args: { fd: 'SIGNAL' } };
    expect(() => syscallOf(step, new Map())).toThrow("'SIGNAL' is no number");
  });
});

describe('the model', () => {
  it('gives the number again after the reap', () => {
    const { steps } = performOnModel(REUSE, VERSION);
    expect(steps[4]?.result).toEqual({ ret: 300, status: 512 });
    expect(steps[4]?.states).toEqual({ a: 'gone' });
    expect(steps[5]?.result).toEqual({ ret: 300 });
    expect(unmetExpectations(REUSE, { steps, problem: undefined })).toEqual([]);
  });

  it('reports a blocked call later, at the step that lets it go on', () => {
    const plan: Plan = {
      steps: [
        { who: 'init', call: 'fork', child: 'a' },
        { who: 'init', call: 'wait4', args: { pid: -1 } },
        { who: 'a', call: 'exit_group', args: { status: 0 } },
      ],
    };
    const { steps } = performOnModel(plan, VERSION);
    expect(steps[1]?.result).toEqual({ at: 'blocked' });
    expect(steps[2]?.late).toEqual([{ i: 1, result: { ret: 2, status: 0 } }]);
  });
});

describe('a random plan', () => {
  it('is the same for the same seed and place', () => {
    expect(generate(wishes(5)).plan).toEqual(generate(wishes(5)).plan);
    expect(generate(wishes(5)).plan).not.toEqual(generate(wishes(6)).plan);
  });

  it('has the steps asked for, and nothing that its author did not foresee', () => {
    for (let place = 0; place < 20; place++) {
      const { plan, performance } = generate(wishes(place));
      expect(plan.steps.length).toBeGreaterThanOrEqual(25);
      expect(performOnModel(plan, VERSION)).toEqual(performance);
      expect(performance.steps.filter(s => 'skipped' in s.result)).toEqual([]);
    }
  });

  it('meets zombies, reaped and recycled targets, threads and other namespaces', () => {
    const met = new Set<string>();
    for (let place = 0; place < 60; place++) {
      for (const key of generate(wishes(place)).coverage.keys()) met.add(key.split(' ')[1] ?? '');
    }
    expect([...met].sort()).toEqual(
      expect.arrayContaining(['otherNamespace', 'reaped', 'recycled', 'thread', 'zombie']),
    );
  });
});

describe('comparison', () => {
  const model = performOnModel(REUSE, VERSION);
  const changed = (i: number, change: Partial<Performance['steps'][number]>): Performance => ({
    ...model,
    steps: model.steps.map(s => (s.i === i ? { ...s, ...change } : s)),
  });

  it('finds nothing between a performance and itself', () => {
    expect(compare(REUSE, model, model)).toBeUndefined();
  });

  it('names the first step and member that differ', () => {
    const other = changed(4, { result: { ret: -1, err: 'ECHILD' } });
    expect(compare(REUSE, model, other)).toMatchObject({ step: 4, what: 'result' });
    expect(compare(REUSE, model, changed(3, { states: {} }))).toMatchObject({ what: 'states' });
  });

  it('takes inode numbers as identities, not as numbers', () => {
    const plan: Plan = {
      steps: [
        { who: 'init', call: 'fstat' },
        { who: 'init', call: 'fstat' },
      ],
    };
    const told = (first: number, second: number): Performance => ({
      problem: undefined,
      steps: [first, second].map((ino, i) => ({
        ...{ i, result: { ret: 0, ino }, late: [], signals: [], states: {} },
      })),
    });
    expect(compare(plan, told(4, 4), told(977, 977))).toBeUndefined();
    expect(compare(plan, told(4, 4), told(977, 978))).toMatchObject({ step: 1 });
  });

  it('reads the line of a stage', () => {
    const line =
      '{"plan":1,"name":"","steps":[{"i":0,"ret":2,"late":[],"signals":[],"states":{"a":"idle"}}]}';
    const read = readPerformance(line);
    expect(read.steps[0]).toEqual({
      ...{ i: 0, result: { ret: 2 }, late: [], signals: [], states: { a: 'idle' } },
    });
  });
});

describe('shrinking', () => {
  it('keeps the steps that a difference needs, and no others', async () => {
    // A kernel with a fault: it never gives the same number twice.
    const faulty = async (plan: Plan): Promise<Performance> => {
      const right = performOnModel(plan, VERSION);
      const given = new Set<unknown>();
      const steps = right.steps.map(s => {
        const { ret } = s.result;
        const again = plan.steps[s.i]?.call === 'fork' && given.has(ret);
        if (plan.steps[s.i]?.call === 'fork') given.add(ret);
        return again ? { ...s, result: { ret: -1, err: 'EAGAIN' } } : s;
      });
      return { steps, problem: undefined };
    };
    const found = compare(REUSE, performOnModel(REUSE, VERSION), await faulty(REUSE));
    expect(found).toMatchObject({ step: 5, what: 'result' });
    if (found === undefined) return;
    const small = await shrink(REUSE, found, VERSION, faulty);
    expect(small.plan.steps.map(s => s.call)).toEqual(['fork', 'exit_group', 'wait4', 'fork']);
  });
});
