// Random programs of the test language.

import fc from 'fast-check';
import type { Op, Threads } from './threads.ts';

const SHARED = 2;

function op(length: number, endless: boolean): fc.Arbitrary<(at: number) => Op> {
  const shared = fc.nat(SHARED - 1);
  const value = fc.nat(3);
  const fixed: fc.Arbitrary<Op>[] = [
    fc.record({ kind: fc.constant('set' as const), shared, value }),
    fc.record({ kind: fc.constant('add' as const), shared, value: fc.integer({ min: 1, max: 3 }) }),
    fc.record({ kind: fc.constant('read' as const), shared }),
    fc.record({ kind: fc.constant('read' as const), shared }),
    fc.record({ kind: fc.constant('await' as const), shared, value: fc.nat(1) }),
    fc.record({ kind: fc.constant('guess' as const), shared }),
    fc.record({ kind: fc.constant('assert' as const), value }),
  ];
  const jump = fc
    .record({ value, far: fc.nat(length) })
    .map(({ value, far }) => (at: number): Op => {
      const to = endless ? far : Math.min(length, at + 1 + far);
      return { kind: 'jump', value, to };
    });
  return fc.oneof(...fixed.map(one => one.map(made => () => made)), jump);
}

/** Two or three threads of at most `longest` operations over two variables. */
export function programs(longest: number, endless = false): fc.Arbitrary<Threads> {
  const thread = fc
    .integer({ min: 1, max: longest })
    .chain(length => fc.array(op(length, endless), { minLength: length, maxLength: length }))
    .map(ops => ops.map((make, at) => make(at)));
  return fc.array(thread, { minLength: 2, maxLength: 3 }).map(code => ({ shared: SHARED, code }));
}
