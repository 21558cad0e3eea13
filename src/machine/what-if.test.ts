import { describe, expect, it } from 'vitest';
import { raceOf } from '../catalogue/index.ts';
import { explore } from '../explore/explore.ts';
import { searchModel } from './search.ts';
import { sourceLines } from './source.ts';
import { AS_WRITTEN, applyWhatIf, offersOf, type WhatIf } from './what-if.ts';

const race = raceOf('stale-pidfile');

const ask = (change: Partial<WhatIf>, variant: number) =>
  explore(searchModel(applyWhatIf(race, { ...AS_WRITTEN, ...change }), variant));

describe('what if', () => {
  it('offers only what the race has a place for', () => {
    expect(offersOf(race)).toEqual({
      forks: { name: 'cron', now: 2 },
      ignored: 'init',
      late: true,
    });
    expect(offersOf(raceOf('own-child'))).toMatchObject({ forks: undefined, late: false });
  });

  it('changes nothing when nothing is changed', () => {
    expect(ask({}, 0).orders).toBe(explore(searchModel(race, 0)).orders);
  });

  it('makes more orders with more forks', () => {
    const orders = [1, 2, 3, 4].map(forks => ask({ forks }, 0).orders ?? 0n);
    expect(orders).toEqual([...orders].sort((a, b) => (a < b ? -1 : 1)));
    expect(new Set(orders).size).toBe(4);
  });

  it('changes the lines that are shown with the program', () => {
    const text = (change: Partial<WhatIf>, name: string, variant: number) => {
      const changed = applyWhatIf(race, { ...AS_WRITTEN, ...change });
      const process = changed.processes.find(p => p.name === name);
      const program = process?.programs[variant];
      return program === undefined ? [] : sourceLines(changed, program).map(l => l.text.trim());
    };
    const cron = text({}, 'cron', 0);
    expect(cron.filter(l => l.startsWith('spawn'))).toEqual(['spawn(tar);', 'spawn(curl);']);
    expect(text({ forks: 1 }, 'cron', 0)).toEqual(cron.filter(l => l !== 'spawn(curl);'));
    expect(text({ forks: 4 }, 'cron', 0).filter(l => l === 'spawn(curl);').length).toBe(3);
    const watchdog = text({ late: true }, 'watchdog', 1);
    const open = watchdog.findIndex(l => l.includes('pidfd_open'));
    expect(watchdog[open + 1]).toContain('pidfd_send_signal');
    expect([...watchdog].sort()).toEqual([...text({}, 'watchdog', 1)].sort());
  });

  it('breaks the pidfd variant when the pidfd is opened late', () => {
    expect(ask({}, 1).claims[0]?.verdict).toBe('holds');
    expect(ask({ late: true }, 1).claims[0]?.verdict).toBe('broken');
  });

  it('leaves no zombie when SIGCHLD is ignored', () => {
    const zombies = (ignored: boolean) =>
      ask({ ignored }, 0).outcomes.some(outcome => outcome.name === 'zombie');
    expect([zombies(false), zombies(true)]).toEqual([true, false]);
  });

  it('cannot come round to the number in time when there are more numbers', () => {
    expect(ask({ moreNumbers: 4 }, 0).claims[0]?.verdict).toBe('holds');
  });

  it('has no pidfd_open before Linux 5.3', () => {
    const ends = (version: number) => ask({ version }, 1).outcomes.map(outcome => outcome.name);
    expect(ends(5001)).toEqual(['none']);
    expect(ends(5003)).toContain('nobody');
  });
});
