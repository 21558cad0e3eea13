import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { catalogue } from '../catalogue/index.ts';
import { INVARIANTS } from '../kernel/index.ts';
import { compile } from '../race/compile.ts';
import type { Race } from '../race/program.ts';
import { choices, runnable } from './choice.ts';
import { fingerprint } from './fingerprint.ts';
import { lookAll } from './look.ts';
import type { Machine } from './machine.ts';
import { formatSchedule, parseSchedule } from './schedule.ts';
import { init, lettersOf } from './setup.ts';
import { step } from './step.ts';
import { WIDE } from './testing/wide.ts';
import { now, seek, startTimeline, take, undo } from './timeline.ts';
import { advanceWorlds, startWorlds, worldsChoices } from './worlds.ts';

/** The runnable examples of the reference page. */
function examples(): readonly Race[] {
  const page = readFileSync(new URL('../../docs/race-language.md', import.meta.url), 'utf8');
  return [...page.matchAll(/```race\n([\s\S]*?)```/g)].flatMap(match => {
    const { race } = compile(match[1] ?? '');
    return race === undefined ? [] : [race];
  });
}

const RACES = [...catalogue(), WIDE, ...examples()];
const moves = fc.array(fc.nat(11), { maxLength: 40 });
const race = fc.constantFrom(...RACES);

/** Every machine of a random order of one variant. */
function walk(start: Machine, picks: readonly number[]): readonly Machine[] {
  const machines = [start];
  let machine = start;
  for (const pick of picks) {
    const able = runnable(machine);
    const index = able[pick % Math.max(1, able.length)];
    if (index === undefined) break;
    machine = step(machine, index);
    machines.push(machine);
  }
  return machines;
}

// Longer than most tests, since every race is walked.
const PATIENT = { timeout: 60_000 };

describe('on random orders of every race', PATIENT, () => {
  it('has races to walk', () => {
    expect(RACES.length).toBeGreaterThan(10);
  });

  it('keeps the kernel’s invariants', () => {
    fc.assert(
      fc.property(race, fc.nat(3), moves, (r, variant, picks) => {
        for (const { kernel } of walk(init(r, variant % r.variants.length), picks)) {
          for (const { name, broken } of INVARIANTS) {
            expect(broken(kernel), `${r.title}: ${name}`).toBeUndefined();
          }
        }
      }),
      { numRuns: 150 },
    );
  });

  it('takes the same steps to the same machine, and leaves the machines behind it alone', () => {
    fc.assert(
      fc.property(race, fc.nat(3), moves, (r, variant, picks) => {
        const first = walk(init(r, variant % r.variants.length), picks);
        const before = first.map(m => JSON.stringify(plainOf(m)));
        const second = walk(init(r, variant % r.variants.length), picks);
        expect(second.map(m => JSON.stringify(plainOf(m)))).toEqual(before);
        expect(first.map(m => JSON.stringify(plainOf(m)))).toEqual(before);
        expect(second.map(fingerprint)).toEqual(first.map(fingerprint));
      }),
      { numRuns: 40 },
    );
  });

  it('goes back and forth in time to the same views', () => {
    fc.assert(
      fc.property(race, moves, (r, picks) => {
        let t = startTimeline(startWorlds(r), [], advanceWorlds).timeline;
        const seen = [JSON.stringify(lookAll(now(t)))];
        for (const pick of picks) {
          const able = worldsChoices(now(t)).filter(c => c.ready);
          const chosen = able[pick % Math.max(1, able.length)];
          const next = chosen && take(t, chosen.ref, advanceWorlds);
          if (next === undefined) break;
          t = next;
          seen.push(JSON.stringify(lookAll(now(t))));
        }
        for (let at = seen.length - 1; at >= 0; at--) {
          expect(t.at).toBe(at);
          expect(JSON.stringify(lookAll(now(t)))).toBe(seen[at]);
          t = undo(t);
        }
        expect(JSON.stringify(lookAll(now(seek(t, seen.length))))).toBe(seen.at(-1));
      }),
      { numRuns: 40 },
    );
  });

  it('leads by the printed order to the same end', () => {
    fc.assert(
      fc.property(race, moves, (r, picks) => {
        const order = [];
        let worlds = startWorlds(r);
        for (const pick of picks) {
          const able = worldsChoices(worlds).filter(c => c.ready);
          const ref = able[pick % Math.max(1, able.length)]?.ref;
          const next = ref && advanceWorlds(worlds, ref);
          if (ref === undefined || next === undefined) break;
          order.push(ref);
          worlds = next;
        }
        const letters = lettersOf(r);
        const names = r.processes.map(p => p.name);
        const read = parseSchedule(formatSchedule(order, letters), letters, names);
        expect(read).toEqual({ ok: true, value: order });
        const end = order.reduce((w, ref) => advanceWorlds(w, ref) ?? w, startWorlds(r));
        expect(end.machines.map(fingerprint)).toEqual(worlds.machines.map(fingerprint));
      }),
      { numRuns: 40 },
    );
  });
});

describe('equal fingerprints', PATIENT, () => {
  it('mean equal choices and equal next fingerprints', () => {
    for (const first of [init(WIDE, 0), init(WIDE, 1)]) {
      const known = new Map<string, string>();
      let met = 0;
      fc.assert(
        fc.property(fc.array(fc.nat(11), { maxLength: 12 }), picks => {
          for (const machine of walk(first, picks)) {
            const future = JSON.stringify(futureOf(machine));
            const key = JSON.stringify(fingerprint(machine));
            const before = known.get(key);
            if (before !== undefined) {
              met++;
              expect(future).toBe(before);
            }
            known.set(key, future);
          }
        }),
        { numRuns: 150 },
      );
      expect(met).toBeGreaterThan(20);
    }
  });
});

function futureOf(machine: Machine) {
  const refs = choices(machine).map(c => [c.ref, c.ready, c.next?.what]);
  return [refs, runnable(machine).map(i => fingerprint(step(machine, i)))];
}

/** Without what only points elsewhere, or is filled in later. */
function plainOf(machine: Machine): unknown {
  const { setup: _, ...rest } = machine;
  return JSON.parse(
    JSON.stringify(rest, (key, value) => (key === 'fpHi' || key === 'fpLo' ? 0 : value)),
  );
}
