import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { FingerprintSet, StateIndex } from './visited.ts';

const halves = fc.tuple(fc.oneof(fc.integer(), fc.nat(3)), fc.oneof(fc.integer(), fc.nat(3)));

describe('FingerprintSet', () => {
  it('behaves as a set of pairs, the pair of zeros included', () => {
    fc.assert(
      fc.property(fc.array(halves, { maxLength: 300 }), pairs => {
        const set = new FingerprintSet(4);
        const known = new Set<string>();
        for (const [hi, lo] of pairs) {
          // The pair of zeros marks an empty slot and is kept as (0, 1).
          const key = hi === 0 && lo === 0 ? '0,1' : `${hi},${lo}`;
          expect(set.has(hi, lo)).toBe(known.has(key));
          expect(set.add(hi, lo)).toBe(!known.has(key));
          known.add(key);
        }
        expect(set.size).toBe(known.size);
      }),
    );
  });

  it('takes many at once as it takes them one by one', () => {
    fc.assert(
      fc.property(fc.array(fc.array(halves, { maxLength: 9 }), { maxLength: 60 }), batches => {
        const one = new FingerprintSet(4);
        const many = new FingerprintSet(4);
        for (const batch of batches) {
          const isNew = new Uint8Array(9);
          many.addAll(Int32Array.from(batch.flat()), batch.length, isNew);
          expect([...isNew.subarray(0, batch.length)]).toEqual(
            batch.map(([hi, lo]) => (one.add(hi, lo) ? 1 : 0)),
          );
        }
        expect(many.size).toBe(one.size);
      }),
    );
  });

  it('takes at most 20 bytes a state once it has grown', () => {
    const set = new FingerprintSet();
    let most = 0;
    for (let i = 0; i < 300_000; i++) {
      set.add(i, Math.imul(i, 0x9e3779b1));
      if (i > 2000) most = Math.max(most, set.bytes / set.size);
    }
    expect(most).toBeLessThan(20.1);
    expect(set.size).toBe(300_000);
  });
});

describe('StateIndex', () => {
  it('numbers states in order of discovery and finds them again', () => {
    fc.assert(
      fc.property(fc.uniqueArray(halves, { selector: String, maxLength: 3000 }), pairs => {
        const index = new StateIndex();
        pairs.forEach(([hi, lo], i) => {
          expect(index.find(hi, lo)).toBe(-1);
          expect(index.add(hi, lo)).toBe(i);
        });
        pairs.forEach(([hi, lo], i) => {
          expect(index.find(hi, lo)).toBe(i);
          expect(index.add(hi, lo)).toBe(i);
        });
      }),
      { numRuns: 30 },
    );
  });
});
