import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { eventSentence } from '../explain/trace.ts';
import { countVerdicts, headline, report } from '../explain/trace-report.ts';
import { decode, encode, Interner } from './bytes.ts';
import { parseLine } from './ndjson-parse.ts';
import { Scanner } from './ndjson-scan.ts';
import { analyse } from './reader.ts';
import { clearRec, newRec } from './record.ts';
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

describe('the fast path', () => {
  const tables = { names: new Interner(), texts: new Interner() };
  const scanner = new Scanner(tables);
  const scalar = fc.oneof(
    fc.integer(),
    fc.constantFrom('SIGTERM', 'x', 'CLONE_VM|CLONE_FS'),
    fc.constant(null),
  );
  const target = fc.record(
    { nr: fc.nat(), tid: fc.nat(), id: fc.constantFrom('1', '4711', '99999999999999999', 'z') },
    { requiredKeys: ['nr'] },
  );
  const event = fc.oneof(
    fc.record(
      {
        t: fc.nat(),
        ev: fc.constant('call'),
        tid: fc.nat(),
        pid: fc.nat(),
        name: fc.constantFrom('kill', 'wait4'),
        args: fc.array(scalar, { maxLength: 4 }),
        ret: fc.integer(),
        d: fc.nat(),
        err: fc.constant('ESRCH'),
        target: target.map(t => ({ ...t, via: 'nr' })),
        wait: fc.record({ nr: fc.nat(), tid: fc.nat(), status: fc.nat() }),
        cut: fc.constant('exit'),
      },
      { requiredKeys: ['t', 'ev', 'tid', 'name', 'args'] },
    ),
    fc.record(
      {
        t: fc.nat(),
        ev: fc.constant('exit'),
        tid: fc.nat(),
        pid: fc.nat(),
        status: fc.nat(),
        core: fc.boolean(),
      },
      { requiredKeys: ['t', 'ev', 'tid'] },
    ),
    fc.record(
      {
        t: fc.nat(),
        ev: fc.constant('reap'),
        tid: fc.nat(),
        by: fc.nat(),
        how: fc.constantFrom('wait', 'auto'),
      },
      { requiredKeys: ['t', 'ev', 'tid', 'how'] },
    ),
    fc.record(
      {
        t: fc.nat(),
        ev: fc.constant('signal'),
        tid: fc.nat(),
        sig: fc.constantFrom('SIGCHLD', 'SIGRT_3'),
        code: fc.constantFrom('SI_USER', 3),
        from: fc.nat(),
        ignored: fc.boolean(),
      },
      { requiredKeys: ['t', 'ev', 'tid', 'sig'] },
    ),
    fc.record(
      {
        t: fc.nat(),
        ev: fc.constant('clone'),
        tid: fc.nat(),
        pid: fc.nat(),
        how: fc.constantFrom('fork', 'clone3'),
        flags: fc.constantFrom('CLONE_VM|CLONE_FS', 'CLONE_PIDFD'),
        child: fc.integer({ min: 1, max: 9999 }),
        child_pid: fc.nat(),
        comm: fc.constantFrom('sh', 'a b'),
        start: fc.nat(),
        id: fc.constantFrom('5', '18446744073709551615'),
        ns: fc.constant('7'),
        nr: fc.array(fc.integer({ min: 1, max: 9 }), { minLength: 1, maxLength: 4 }),
        pidfd: fc.nat(),
      },
      { requiredKeys: ['t', 'ev', 'tid', 'how', 'flags', 'child', 'nr'] },
    ),
  );

  it('reads what it takes just as JSON.parse does, and takes what the recorder writes', () => {
    fc.assert(
      fc.property(event, line => {
        const text = JSON.stringify(line);
        const bytes = encode(text);
        const fast = newRec();
        const slow = newRec();
        expect(scanner.scan(bytes, 0, fast)).toBe(bytes.length);
        clearRec(slow);
        expect(parseLine(text, slow, tables).ok).toBe(true);
        if (fast.kind !== slow.kind) throw new Error('kinds differ');
        expect({ ...fast, how: line.ev === 'reap' ? fast.how : 0 }).toEqual({
          ...slow,
          how: line.ev === 'reap' ? slow.how : 0,
        });
      }),
      { numRuns: 600 },
    );
  });

  it('takes nothing that JSON.parse refuses', () => {
    fc.assert(
      fc.property(event, fc.nat(), fc.integer({ min: 32, max: 126 }), (line, at, byte) => {
        const bytes = encode(JSON.stringify(line));
        bytes[at % bytes.length] = byte;
        const end = scanner.scan(bytes, 0, newRec());
        if (end > 0) expect(() => JSON.parse(decode(bytes, 0, end))).not.toThrow();
      }),
      { numRuns: 1500 },
    );
  });
});
