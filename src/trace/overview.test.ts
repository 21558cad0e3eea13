import { expect, it } from 'vitest';
import { Verdict } from './hazard.ts';
import { overviewOf } from './overview.ts';
import { call, clone, exit, proc, traceOf, wait } from './testing/lines.ts';

it('counts who is there, what comes back, and names the worst use, column by column', () => {
  const trace = traceOf(
    proc(100),
    clone(100, 303),
    exit(303),
    wait(100, 303),
    clone(100, 303),
    call(100, 'kill', [303, 'SIGTERM'], 0, { target: { nr: 303, tid: 303, via: 'nr' } }),
  );
  // Events 0 to 6 stand a microsecond apart, from 1 to 7; the first task was there before.
  const { living, recycled, verdict } = overviewOf(trace, 8, 8000);
  expect([...living]).toEqual([1, 1, 2, 2, 2, 2, 2, 2]);
  expect([...recycled]).toEqual([0, 0, 0, 0, 0, 1, 0, 0]);
  expect([...verdict]).toEqual([0, 0, 0, 0, 0, 0, Verdict.child, 0]);
  expect([...overviewOf(trace, 2, 8000).recycled]).toEqual([0, 1]);
});
