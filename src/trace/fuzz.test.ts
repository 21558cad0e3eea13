import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { eventSentence } from '../explain/trace.ts';
import { countVerdicts, headline, report } from '../explain/trace-report.ts';
import { decode, encode } from './bytes.ts';
import { analyse } from './reader.ts';
import { call, clone, exit, proc, textOf, wait } from './testing/lines.ts';
import { indexTrace } from './trace.ts';

const testing = (name: string) =>
  new Uint8Array(readFileSync(new URL(`testing/${name}`, import.meta.url)));
const shipped = (name: string) =>
  new Uint8Array(readFileSync(new URL(`../../public/traces/${name}`, import.meta.url)));
const REAL = [
  shipped('wrong-kill.ndjson'),
  shipped('containers.ndjson'),
  testing('jobd.strace'),
  testing('shape-f.strace'),
  testing('nested.strace'),
];

/** Reads, asks everything, and expects only that nothing throws and numbers stay in range. */
function survives(bytes: Uint8Array): void {
  const result = analyse(bytes);
  if (!result.ok) return;
  const trace = result.value;
  indexTrace(trace);
  headline(trace, countVerdicts(trace));
  for (let event = 0; event < Math.min(trace.count, 50); event++) eventSentence(trace, event);
  const index = indexTrace(trace);
  for (let use = 0; use < Math.min(trace.uses.count, 5); use++) report(trace, index, use, 'f');
  for (const column of [
    trace.columns.actor,
    trace.columns.object,
    trace.uses.hit,
    trace.uses.meant,
  ]) {
    for (const life of column) expect(life >= -1 && life < trace.lives.length).toBe(true);
  }
}

describe('any bytes', () => {
  it('are read or refused, never thrown over', () => {
    fc.assert(fc.property(fc.uint8Array({ maxLength: 400 }), survives), { numRuns: 300 });
  });

  it('in place of bytes of a real recording do no harm', () => {
    fc.assert(
      fc.property(
        fc.constantFrom(...REAL),
        fc.array(fc.tuple(fc.nat(), fc.integer({ min: 0, max: 255 })), { maxLength: 30 }),
        (real, changes) => {
          const bytes = real.slice();
          for (const [at, byte] of changes) bytes[at % bytes.length] = byte;
          survives(bytes);
        },
      ),
      { numRuns: 120 },
    );
  });

  it('of a real recording may end anywhere, begin anywhere, or come in another order', () => {
    fc.assert(
      fc.property(fc.constantFrom(...REAL), fc.nat(), fc.nat(), (real, from, to) => {
        survives(real.subarray(from % real.length));
        survives(real.subarray(0, to % real.length));
        const lines = decode(real).split('\n');
        const cut = from % lines.length;
        survives(encode([...lines.slice(cut), ...lines.slice(0, cut)].reverse().join('\n')));
      }),
      { numRuns: 60 },
    );
  });
});

describe('strange values', () => {
  it('in every field of every event do no harm', () => {
    const odd = fc.constantFrom<unknown>(
      -1,
      0,
      1.5,
      1e308,
      -(2 ** 31),
      2 ** 31,
      2 ** 53,
      '',
      'x',
      '<b>',
      '\u0000',
      null,
      true,
      [],
      {},
      [[]],
      { nr: 'x' },
      [1e9, 2],
    );
    const events = [
      proc(10),
      clone(10, 303),
      call(10, 'kill', [303, 'SIGTERM'], 0, { target: { nr: 303, tid: 303, via: 'nr' } }),
      exit(303),
      wait(10, 303),
    ];
    fc.assert(
      fc.property(fc.nat(), fc.nat(), odd, (which, field, value) => {
        const changed = events.map((event, i) => {
          if (i !== which % events.length) return event;
          const keys = Object.keys(event).filter(key => key !== 'ev');
          return { ...event, [keys[field % keys.length] ?? 'tid']: value };
        });
        survives(encode(textOf(changed)));
      }),
      { numRuns: 300 },
    );
  });
});
