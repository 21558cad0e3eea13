import { describe, expect, it } from 'vitest';
import { labelOf, letter, nameOf } from './incarnation.ts';
import { call, clone, exit, proc, traceOf, wait } from './testing/lines.ts';
import { indexTrace, stateAt } from './trace.ts';

const labels = (trace: ReturnType<typeof traceOf>) => trace.lives.map(labelOf);

describe('incarnations', () => {
  it('are lettered in the order in which they held the number', () => {
    const trace = traceOf(proc(10), clone(10, 303), exit(303), wait(10, 303), clone(10, 303));
    expect(labels(trace)).toEqual(['10·A', '303·A', '303·B']);
    expect([0, 25, 26, 51, 52, 702].map(letter)).toEqual(['A', 'Z', 'AA', 'AZ', 'BA', 'AAA']);
  });

  it('hold the number from birth to reap: a zombie still has it', () => {
    const trace = traceOf(proc(10), clone(10, 303), exit(303), wait(10, 303));
    const life = trace.lives.at(1);
    const states = [0, 1, 2, 3].map(event => life && stateAt(life, event));
    expect(states).toEqual(['unborn', 'alive', 'zombie', 'gone']);
  });

  it('end by inference when the number is given again and no reap was seen', () => {
    const trace = traceOf(proc(10), proc(20), clone(10, 303), exit(303), clone(20, 303));
    expect(trace.lives.at(2)?.reapHow).toBe('inferred');
    expect(labels(trace)).toEqual(['10·A', '20·A', '303·A', '303·B']);
  });

  it('are told of the right reaper when the wait is written after the reuse', () => {
    const trace = traceOf(
      proc(10),
      proc(20),
      clone(10, 303),
      exit(303),
      clone(20, 303),
      wait(10, 303),
    );
    const [, , first, second] = trace.lives;
    expect(first?.reapHow).toBe('wait');
    expect(second?.reap).toBe(-1);
  });

  it('have a number per namespace; the same number in two namespaces is two things', () => {
    const inner = (child: number, ns: string, nr: number[]) => clone(10, child, { ns, nr });
    const trace = traceOf(proc(10), inner(11, '200', [11, 1]), inner(12, '300', [12, 1]), {
      ...clone(11, 13),
      ns: '200',
      nr: [13, 2],
    });
    expect(labels(trace)).toEqual(['10·A', '1·A', '1·A', '2·A']);
    const { holders } = indexTrace(trace);
    expect([...holders.of(0, 13)]).toEqual([3]);
    const own = trace.lives.at(3)?.ns[1] ?? -1;
    expect([...holders.of(own, 2)]).toEqual([3]);
    expect(trace.namespaces[own]).toBe('200');
  });

  it('begin a namespace anew with its number 1, though the inode was that of one now gone', () => {
    const inner = (maker: number, child: number, nr: number[]) =>
      clone(maker, child, { ns: '200', nr });
    const trace = traceOf(
      proc(10),
      inner(10, 11, [11, 1]),
      exit(11),
      wait(10, 11),
      inner(10, 12, [12, 1]),
      inner(12, 13, [13, 2]),
    );
    expect(labels(trace)).toEqual(['10·A', '1·A', '1·A', '2·A']);
    const [, first, second, third] = trace.lives;
    expect(second?.ns[1]).not.toBe(first?.ns[1]);
    expect(third?.ns).toEqual(second?.ns);
  });

  it('put threads under their leader, and end them without a zombie', () => {
    const thread = clone(10, 11, { child_pid: 10, flags: 'CLONE_THREAD|CLONE_VM' });
    const trace = traceOf(proc(10), thread, exit(11), { ev: 'reap', tid: 11, how: 'thread' });
    expect(trace.lives.at(1)?.leader).toBe(0);
    expect(trace.lives.at(1)?.reapHow).toBe('thread');
  });

  it('keep the leader’s identity when another thread calls exec', () => {
    const thread = clone(10, 11, { child_pid: 10, flags: 'CLONE_THREAD|CLONE_VM' });
    const exec = {
      ev: 'exec',
      tid: 10,
      pid: 10,
      former: 11,
      path: '/bin/ls',
      argv: ['ls'],
      comm: 'ls',
    };
    const trace = traceOf(proc(10), thread, exec);
    expect(trace.lives.at(1)?.reap).toBe(2);
    expect(trace.lives.at(0)?.reap).toBe(-1);
    expect(trace.lives.map(life => nameOf(life))).toEqual(['ls', 'p11']);
  });

  it('are made up for tasks that no line introduces', () => {
    const trace = traceOf(call(77, 'setsid', [], 77));
    expect(trace.lives.map(life => [life.tid, life.how, life.born])).toEqual([[77, 'seen', -1]]);
  });

  it('change parents when theirs ends, and names when they say so', () => {
    const trace = traceOf(
      proc(1),
      proc(10),
      clone(10, 303),
      exit(10),
      { ev: 'adopt', tid: 303, pid: 303, ppid: 1 },
      call(303, 'prctl', ['PR_SET_NAME', 'postgres'], 0),
    );
    expect(trace.lives.at(2)).toMatchObject({ parent: 1, guardian: 0 });
    expect(trace.lives.map(life => nameOf(life))).toEqual(['p1', 'p10', 'postgres']);
  });
});
