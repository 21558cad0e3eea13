import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { GROUPS } from '../../src/explain/trace-verdict.ts';
import { TOPICS } from '../../src/trace/kinds.ts';
import { formatRoute, parseRoute } from '../shell/route.ts';
import { PANELS, readPlace, type Standing, writePlace } from './trace-link.ts';

const nat = fc.nat({ max: 1e6 });
const range = fc.tuple(nat, nat).map(([a, b]) => ({ from: Math.min(a, b), to: Math.max(a, b) }));
const key = fc.oneof(
  fc.tuple(fc.nat(9), nat).map(([ns, nr]) => `nr ${ns}:${nr}`),
  nat.map(life => `life ${life}`),
);
const maybe = <T>(from: fc.Arbitrary<T>) => fc.option(from, { nil: undefined });
const standing: fc.Arbitrary<Standing> = fc.record({
  cursor: nat,
  use: fc.integer({ min: -1, max: 1000 }),
  life: fc.integer({ min: -1, max: 1000 }),
  range: maybe(range),
  order: fc.constantFrom('number', 'start', 'parent'),
  set: fc.constantFrom('all', 'interest'),
  folds: maybe(
    fc.record({
      all: fc.boolean(),
      except: fc.array(key, { maxLength: 9 }).map(keys => new Set(keys)),
    }),
  ),
  panel: fc.constantFrom(...PANELS),
  group: maybe(fc.constantFrom(...GROUPS)),
  stretch: maybe(range),
  filter: fc.record({
    without: fc.subarray([...TOPICS]).map(topics => new Set(topics)),
    root: fc.integer({ min: -1, max: 1000 }),
  }),
  query: maybe(fc.string({ minLength: 1, maxLength: 20 })),
});

describe('a place in a recording', () => {
  it('comes back from its address', () => {
    fc.assert(
      fc.property(standing, now => {
        const { query } = parseRoute(formatRoute(['trace', 'x'], writePlace(now)));
        const { place, bad } = readPlace(query);
        expect(bad).toEqual([]);
        const some = (n: number) => (n < 0 ? undefined : n);
        expect(place).toEqual({
          event: now.cursor,
          use: some(now.use),
          life: some(now.life),
          range: now.range,
          order: now.order,
          set: now.set,
          folds: now.folds,
          panel: now.panel === 'details' ? undefined : now.panel,
          group: now.group,
          stretch: now.stretch,
          without: now.filter.without.size === 0 ? undefined : [...now.filter.without],
          root: some(now.filter.root),
          query: now.query,
        });
      }),
    );
  });

  it('names what it cannot read, and keeps the rest', () => {
    const { place, bad } = readPlace({
      e: '12',
      life: '-1',
      order: 'sideways',
      from: '9',
      to: '3',
      hide: 'waits,naps',
      folds: 'closed,<b>',
      sel: '1-2-3',
    });
    expect(place).toMatchObject({ event: 12, order: undefined, range: undefined });
    expect(bad).toEqual([
      'to=3',
      'life=-1',
      'order=sideways',
      'folds=closed,<b>',
      'sel=1-2-3',
      'hide=waits,naps',
    ]);
  });

  it('is read from anything without a fault', () => {
    fc.assert(
      fc.property(fc.dictionary(fc.string(), fc.string()), query => {
        expect(() => readPlace(query)).not.toThrow();
      }),
    );
  });
});
