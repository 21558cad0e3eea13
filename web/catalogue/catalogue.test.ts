// The catalogue's entries against the scenarios themselves.

import { describe, expect, it } from 'vitest';
import { IDS, raceOf } from '../../src/catalogue/index.ts';
import { ENTRIES as entries } from './entries.ts';
import { type Entry, leadOf, matching } from './entry.ts';
import { grouped, VIEWS } from './groups.ts';
import { lifeText } from './life.ts';

const entry = (id: string): Entry | undefined => entries.find(e => e.id === id);

describe('grouping', () => {
  it.each(VIEWS)('by %s has every scenario once, and none is left over', view => {
    const groups = grouped(entries, view);
    const ids = groups.flatMap(group => group.entries.map(e => e.id));
    expect([...ids].sort()).toEqual([...IDS].sort());
    expect(groups.map(group => group.title)).not.toContain('Others');
  });
});

describe('search', () => {
  it('finds by call, program and word, all of them together', () => {
    expect(matching(entries, 'stale pidfile').map(e => e.id)).toContain('stale-pidfile');
    expect(matching(entries, 'SYSTEMD').map(e => e.id)).toContain('main-pid');
    expect(matching(entries, 'pidfd_getfd').map(e => e.id)).toEqual(['somebody-elses-file']);
    expect(matching(entries, 'no such word')).toEqual([]);
    expect(matching(entries, '  ')).toHaveLength(IDS.length);
  });
});

describe('a picture', () => {
  it('shows the number recycled under the note, and the stranger struck', () => {
    const life = entry('stale-pidfile')?.lives[0];
    expect(life?.tenants.map(t => `${t.what.name} ${t.what.state}`)).toEqual([
      'worker live',
      'worker zombie',
      'postgres live',
      'postgres zombie',
    ]);
    expect(life?.holdings.map(h => h.what.state)).toEqual(['fresh', 'stale', 'wrong']);
    expect(life?.end).toMatchObject({ name: 'postgres', struck: true, tone: 'bad' });
  });

  it('shows an unbroken cable beside it, and the new tenant spared', () => {
    const life = entry('stale-pidfile')?.lives[1];
    expect(life?.holdings.map(h => `${h.what.kind} ${h.what.state}`)).toEqual(['plug fresh']);
    expect(life?.end).toMatchObject({ name: 'postgres', struck: false, tone: 'ok' });
  });

  it('says the same in words', () => {
    const life = entry('stale-pidfile')?.lives[0];
    expect(life === undefined ? '' : lifeText(life)).toMatch(
      /^303 is worker, then a zombie, worker, then free, then postgres/,
    );
  });

  it.each(IDS)('of %s has a life for each world', id => {
    const lives = entry(id)?.lives ?? [];
    expect(lives.map(life => life.variant)).toEqual(raceOf(id).variants);
    for (const life of lives) expect(life.tenants.length).toBeGreaterThan(0);
  });
});

describe('what is expected', () => {
  it('is the worst of the claims, with the shortest bad order', () => {
    expect(entry('stale-pidfile')?.verdicts).toEqual([
      { variant: 'pid', verdict: 'broken', inSteps: 7 },
      { variant: 'pidfd', verdict: 'holds', inSteps: undefined },
    ]);
    expect(entry('own-child')?.verdicts.map(v => v.verdict)).toEqual(['holds', 'holds']);
  });

  it('comes with a sentence of the story, or two short ones', () => {
    const long = `It goes on ${'and on '.repeat(30)}until the end.`;
    expect(leadOf('A number. And more.')).toBe('A number. And more.');
    expect(leadOf(`A number. ${long}`)).toBe('A number.');
    expect(leadOf(`${long} And more.`)).toBe(long);
    expect(leadOf('Linux 5.3 has it')).toBe('Linux 5.3 has it');
    for (const { lead } of entries) expect(lead.length).toBeGreaterThan(10);
  });
});
