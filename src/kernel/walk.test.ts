// Random walks over all calls: every reachable kernel keeps the invariants, published states are
// never written, and the fingerprint tells states apart exactly by what can influence the future.

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { BOOT_DEFAULTS, boot, call, type Kernel, tableRow } from './index.ts';
import { chooser, chooseStep, walk } from './testing/walk.ts';
import { brokenInvariant, freeze } from './testing/world.ts';

const choices = fc.array(fc.nat({ max: 5039 }), { minLength: 60, maxLength: 600 });

function start(version = 7001): Kernel {
  return boot({ ...BOOT_DEFAULTS, version, pidMax: 307, cursor: 300 }).kernel;
}

/** Everything but the caches, as text: what the fingerprint stands for. */
function exact(kernel: Kernel): string {
  return JSON.stringify(kernel, (key, value: unknown) =>
    key === 'fpHi' || key === 'fpLo' ? undefined : value,
  );
}

describe('random walks', () => {
  it('keep every invariant on every version', () => {
    fc.assert(
      fc.property(choices, fc.constantFrom(5000, 5004, 6008, 6015, 6018, 7001), (list, version) => {
        walk(start(version), chooser(list), 150, (kernel, step) => {
          const broken = brokenInvariant(kernel);
          if (broken !== undefined) throw new Error(`${JSON.stringify(step)}: ${broken}`);
        });
      }),
      { numRuns: 250 },
    );
  });
  it('never write to a published state', () => {
    fc.assert(
      fc.property(choices, list => {
        walk(freeze(start()), chooser(list), 100, kernel => {
          freeze(kernel);
        });
      }),
      { numRuns: 80 },
    );
  });
  it('reach equal successors from equal fingerprints', () => {
    const seen = new Map<string, string>();
    fc.assert(
      fc.property(choices, list => {
        walk(start(), chooser(list), 60, kernel => {
          const print = `${kernel.fpHi}:${kernel.fpLo}`;
          const text = exact(kernel);
          expect(seen.get(print) ?? text).toBe(text);
          seen.set(print, text);
        });
      }),
      { numRuns: 100 },
    );
  });
  it('give the same result for the same call, with or without events', () => {
    fc.assert(
      fc.property(choices, list => {
        const c = chooser(list);
        let kernel = start();
        for (let i = 0; i < 60; i++) {
          const step = chooseStep(kernel, c);
          if (step === undefined) continue;
          const quiet = call(kernel, step.caller, step.sys, undefined);
          const told = call(kernel, step.caller, step.sys, []);
          expect(told.result).toEqual(quiet.result);
          expect([told.kernel.fpHi, told.kernel.fpLo]).toEqual([
            quiet.kernel.fpHi,
            quiet.kernel.fpLo,
          ]);
          kernel = quiet.kernel;
        }
      }),
      { numRuns: 100 },
    );
  });
  it('meet no errno that the syscall table does not list', () => {
    const unlisted = new Set<string>();
    fc.assert(
      fc.property(choices, list => {
        const c = chooser(list);
        let kernel = start();
        for (let i = 0; i < 150; i++) {
          const step = chooseStep(kernel, c);
          if (step === undefined) continue;
          const done = call(kernel, step.caller, step.sys, undefined);
          kernel = done.kernel;
          const { result } = done;
          if (result.ok) continue;
          const listed = tableRow(step.sys.name)?.errors.some(e => e.errno === result.errno);
          if (listed !== true) unlisted.add(`${step.sys.name} ${result.errno}`);
        }
      }),
      { numRuns: 250 },
    );
    expect([...unlisted].sort()).toEqual([]);
  });
});
