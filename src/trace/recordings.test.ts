import { readdirSync, readFileSync } from 'node:fs';
import { gunzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import type { Ints } from './growing.ts';
import { labelOf, nameOf } from './incarnation.ts';
import { analyse } from './reader.ts';
import { verdicts } from './testing/lines.ts';
import type { Trace } from './trace.ts';

const folder = new URL('../../public/traces/', import.meta.url);
const names = readdirSync(folder).filter(name => /\.(ndjson|strace)(\.gz)?$/.test(name));

function load(name: string): Trace {
  const raw = readFileSync(new URL(name, folder));
  const result = analyse(new Uint8Array(name.endsWith('.gz') ? gunzipSync(raw) : raw));
  if (!result.ok) throw new Error(`${name}: ${JSON.stringify(result.error)}`);
  return result.value;
}

describe.each(names)('the shipped recording %s', name => {
  const trace = load(name);

  it('is whole and read to the last line', () => {
    expect(trace.badCount).toBe(0);
    expect(trace.flaws).toEqual([]);
  });

  it('never has two living holders of one number', () => {
    const last = new Map<number, number>();
    for (const life of trace.lives) {
      const before = trace.lives.at(last.get(life.tid) ?? -1);
      if (before !== undefined) expect(before.reap >= 0 && before.reap <= life.born).toBe(true);
      last.set(life.tid, life.index);
    }
  });

  it('has a birth before every end', () => {
    for (const life of trace.lives) {
      if (life.exit >= 0) expect(life.exit).toBeGreaterThan(life.born);
      if (life.reap >= 0 && life.exit >= 0) expect(life.reap).toBeGreaterThanOrEqual(life.exit);
    }
  });
});

describe('the wrong kill', () => {
  it('is found: watchdog meant 303·A, which was worker, and hits 303·B', () => {
    const trace = load('wrong-kill.ndjson');
    const wrong = verdicts(trace).indexOf('wrong');
    const life = (column: Ints) => trace.lives.at(column[wrong] ?? -1);
    const user = life(trace.uses.user);
    const meant = life(trace.uses.meant);
    const hit = life(trace.uses.hit);
    expect([user, meant].map(found => found && nameOf(found))).toEqual(['watchdog', 'worker']);
    expect([meant, hit].map(found => found && labelOf(found))).toEqual(['303·A', '303·B']);
    expect(hit?.status).toBe(9);
  });
});

describe('clean recordings', () => {
  it.each(['pipeline.ndjson', 'supervisor-pidfds.ndjson', 'build.ndjson.gz'])(
    '%s raises no alarm',
    name => {
      const alarms = verdicts(load(name)).filter(
        verdict => !['child', 'pidfd', 'self'].includes(verdict),
      );
      expect(alarms).toEqual([]);
    },
  );
});

interface Entry {
  readonly file: string;
  readonly title: string;
  readonly note: string;
  readonly kernel: string;
  readonly command: string;
  readonly date: string;
  readonly events: number;
}

describe('the index of recordings', () => {
  const text = readFileSync(new URL('index.json', folder), 'utf8');
  const entries = JSON.parse(text) as readonly Entry[];

  it('has a title and a note for every file, and together they are small', () => {
    expect(entries.map(entry => entry.file).sort()).toEqual([...names].sort());
    expect(entries.every(entry => entry.title !== '' && entry.note !== '')).toBe(true);
    const bytes = names.reduce((sum, name) => sum + readFileSync(new URL(name, folder)).length, 0);
    expect(bytes).toBeLessThan(3e6);
  });

  it.each(entries)('says of $file what the file says', entry => {
    const trace = load(entry.file);
    expect(trace.count).toBe(entry.events);
    if (trace.header === undefined) return;
    const { kernel, date, command } = trace.header;
    expect([kernel, date, command.join(' ')]).toEqual([entry.kernel, entry.date, entry.command]);
  });
});

describe('the notes are true', () => {
  it('build: thousands of processes, two at a time', () => {
    expect(load('build.ndjson.gz').lives.length).toBeGreaterThan(2000);
  });

  it('containers: one process is 2 inside, 5 in between, and another number outside', () => {
    const trace = load('containers.ndjson');
    expect(trace.lives.some(({ nr }) => nr.length === 3 && nr[1] === 5 && nr[2] === 2)).toBe(true);
  });

  it('thread exec: the number of the thread goes back, that of its process stays', () => {
    const thread = load('thread-exec.ndjson').lives.find(l => l.reapHow === 'thread' && l.exit < 0);
    expect(thread).toBeDefined();
  });

  it('daemon: forks twice, is stopped by number, then shot at once more in vain', () => {
    const trace = load('daemon-pidfile.ndjson');
    expect(verdicts(trace)).toEqual(['unknown', 'nobody']);
    expect(trace.lives.map(life => life.parent)).toEqual([-1, 0, 1]);
  });

  it('time limit: unprotected while another thread waits, then aimed at nobody', () => {
    expect(verdicts(load('time-limit.ndjson'))).toEqual(['unprotected', 'nobody']);
  });

  it('supervisor: every use is of a pidfd', () => {
    expect(new Set(verdicts(load('supervisor-pidfds.ndjson')))).toEqual(new Set(['pidfd']));
  });
});
