import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { grouped, PairGroups } from './groups.ts';
import { narrowIds, narrowInts } from './growing.ts';

const around = (...limits: number[]) =>
  fc.array(fc.oneof(...limits.map(limit => fc.integer({ min: limit - 2, max: limit + 1 }))), {
    minLength: 1,
  });

describe('a narrow column', () => {
  it('has the numbers of the wide one, and no more bytes than they need', () => {
    fc.assert(
      fc.property(around(-0x7ffffffe, -0x8000, -128, 0, 128, 0x8000, 0x7ffffffe), list => {
        const narrow = narrowInts(Int32Array.from(list), list.length);
        expect([...narrow]).toEqual(list);
        const bits = Math.max(...list.map(n => 33 - Math.clz32(n < 0 ? ~n : n)));
        expect(narrow.BYTES_PER_ELEMENT).toBe(bits <= 8 ? 1 : bits <= 16 ? 2 : 4);
      }),
    );
    fc.assert(
      fc.property(around(2, 256, 65536, 0xfffffffe), list => {
        expect([...narrowIds(Uint32Array.from(list), list.length)]).toEqual(list);
      }),
    );
  });
});

describe('groups', () => {
  it('have each item where a map of lists would have it', () => {
    fc.assert(
      fc.property(fc.array(fc.tuple(fc.integer({ min: -1, max: 5 }), fc.integer())), list => {
        const of = grouped(
          list.map(([group]) => group),
          7,
          -1,
        );
        const ints = (pick: (pair: readonly [number, number], i: number) => number) =>
          Int32Array.from(list, pick);
        const pairs = PairGroups.of(
          ints(([a]) => a),
          ints(([, b]) => b),
          ints((_, i) => i),
        );
        list.forEach(([group, other]) => {
          const like = (test: (pair: readonly [number, number]) => boolean) =>
            list.flatMap((pair, i) => (test(pair) ? [i] : []));
          expect([...of.get(group)]).toEqual(like(([a]) => a === group));
          expect([...pairs.of(group, other)]).toEqual(like(([a, b]) => a === group && b === other));
        });
        expect(of.get(9)).toHaveLength(0);
      }),
    );
  });
});
