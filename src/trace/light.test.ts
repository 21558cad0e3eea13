import { describe, expect, it } from 'vitest';
import { eventSentence } from '../explain/trace.ts';
import { countVerdicts, headline } from '../explain/trace-report.ts';
import { encode } from './bytes.ts';
import { ndjsonOf } from './export-ndjson.ts';
import { analyse } from './reader.ts';
import type { Trace } from './trace.ts';

const HEADER = {
  format: 'wrong-number-trace',
  version: 1,
  kernel: '6.18',
  clock: 'monotonic',
  light: true,
};

const task = (tid: number) => ({ tid, pid: tid });
const birth = (child: number) => ({
  ev: 'clone',
  ...task(300),
  child,
  child_pid: child,
  comm: 'sh',
  start: 1,
  nr: [child],
});

/** Process 300 starts 301, which ends; later another 301 is born under the same number. */
const EVENTS = [
  { ev: 'proc', ...task(300), ppid: 1, comm: 'sh', start: 1, ns: '9', nr: [300] },
  birth(301),
  { ev: 'exec', ...task(301), comm: 'true' },
  { ev: 'exit', ...task(301) },
  birth(302),
  { ev: 'name', ...task(302), comm: 'worker' },
  birth(301),
  { ev: 'exit', ...task(301) },
  { ev: 'exit', ...task(302) },
  { ev: 'exit', ...task(300) },
  { ev: 'reap', tid: 300, by: 299, how: 'wait' },
  { ev: 'end', status: 0, events: 12, lost: 0 },
];

function read(): Trace {
  const lines = [HEADER, ...EVENTS.map((event, t) => ({ t, ...event }))];
  const result = analyse(encode(lines.map(line => `${JSON.stringify(line)}\n`).join('')));
  if (!result.ok) throw new Error('not read');
  return result.value;
}

describe('a light recording', () => {
  it('has the right incarnations, and no end of a number that was not seen', () => {
    const trace = read();
    expect(trace.badCount).toBe(0);
    expect(trace.lives.map(l => [l.tid, l.holder[0], l.reapHow])).toEqual([
      [300, 0, 'wait'],
      [301, 0, 'inferred'],
      [302, 0, 'unseen'],
      [301, 1, 'unseen'],
    ]);
    expect(trace.lives.at(2)?.names.at(-1)?.name).toBe('worker');
  });

  it('claims nothing about uses of numbers', () => {
    const trace = read();
    expect(trace.uses.count).toBe(0);
    expect(trace.flaws).toContainEqual({ kind: 'light' });
    expect(headline(trace, countVerdicts(trace)).title).toMatch(/no calls/);
    expect(eventSentence(trace, 8)).toMatch(/not recorded/);
  });

  it('is written out as what it is', () => {
    const written = [...ndjsonOf(read())].map(line => JSON.parse(line));
    expect(written[0]).toMatchObject({ light: true });
    expect(written.filter(line => line.ev === 'reap')).toHaveLength(1);
    expect(written.find(line => line.ev === 'clone')).not.toHaveProperty('how');
    expect(written.find(line => line.ev === 'name')).toMatchObject({ comm: 'worker' });
  });
});
