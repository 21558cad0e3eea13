import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { catalogue, raceOf } from '../catalogue/index.ts';
import { lookAll } from '../machine/look.ts';
import { play } from '../machine/testing/play.ts';
import { raceFrom, WIDE } from '../machine/testing/wide.ts';
import { advanceWorlds, startWorlds, type Worlds, worldsChoices } from '../machine/worlds.ts';
import { compile } from '../race/compile.ts';
import type { Race } from '../race/program.ts';
import { announceChoices, announceHarm, announceStep } from './announce.ts';
import { callLine } from './call.ts';
import { errnoWords } from './errno.ts';
import { GLOSSARY } from './glossary.ts';
import { tell } from './telling.ts';
import { doneVerb, nextEffect } from './verb.ts';
import { verdictWords } from './verdict.ts';

const race = raceOf('stale-pidfile');
const ORDER = ['watchdog', 'worker', 'init', 'cron', 'cron', 'init', 'watchdog'];
const views = (order: string) => lookAll(play(race, order));
const pinned = (steps: number) => views(ORDER.slice(0, steps).join(' '));
const headline = (order: string, at: number) => tell(race, views(order), at, false).headline;

describe('the result sentence', () => {
  it('is the author’s on the pinned schedule and made elsewhere', () => {
    expect(tell(race, pinned(2), 2, true).headline).toBe(race.beats[2]?.headline);
    expect(tell(race, pinned(4), 4, false).headline).toBe('cron starts tar, which gets 311.');
  });

  it('tells every step of the flagship', () => {
    const told = ORDER.map((_, i) => tell(race, pinned(i + 1), i + 1, false).headline);
    expect(told).toEqual([
      'watchdog. Left: notes 303. Right: opens a pidfd.',
      'worker exits. It is a zombie: dead, but still holding 303.',
      'init collects worker. Number 303 is free.',
      'cron starts tar, which gets 311.',
      'cron starts curl, which gets 302.',
      'postgres starts, and gets 303.',
      'watchdog. Left: postgres dies. Right: nothing is hit.',
    ]);
  });

  it('tells other ends as they are', () => {
    expect(headline('watchdog watchdog', 2)).toBe('watchdog sends SIGKILL. worker dies.');
    expect(headline('watchdog worker watchdog', 3)).toBe(
      'watchdog sends SIGKILL. worker is a zombie: no effect.',
    );
    expect(headline('watchdog worker init watchdog', 4)).toBe(
      'watchdog sends SIGKILL. ESRCH: nothing is hit.',
    );
  });

  it('says why a call failed', () => {
    const none = raceFrom('race "n" process a 303 { pidfd_open(0, 0); }');
    const told = tell(none, lookAll(play(none, 'a')), 1, false);
    expect(told.headline).toBe('a calls pidfd_open: EINVAL.');
    expect(told.detail).toBe('Unknown flags, or pid is not positive.');
  });

  it('gives calls as strace would', () => {
    expect(tell(race, pinned(7), 7, false).calls).toEqual([
      'kill(303, SIGKILL) = 0',
      'pidfd_send_signal(3, SIGKILL, NULL, 0) = -1 ESRCH',
    ]);
    expect(tell(race, pinned(2), 2, false).calls).toEqual(['exit(0) = ?']);
  });
});

describe('the verdict bar', () => {
  const leads = (steps: number) => pinned(steps).map(v => verdictWords(v.verdict).lead);

  it('follows the story', () => {
    expect(leads(0)).toEqual(['303 means worker.', '303 means worker.']);
    expect(leads(3)).toEqual(['Stale note.', 'Reference valid.']);
    expect(leads(7)).toEqual(['Wrong process killed.', 'Nobody harmed.']);
  });

  it('says the harm in whole sentences', () => {
    const [left, right] = pinned(7).map(v => verdictWords(v.verdict));
    expect(left?.rest).toBe('postgres got a signal meant for worker.');
    expect(right?.rest).toBe('The pidfd still means worker: gone, so ESRCH.');
  });
});

describe('what a screen reader is told', () => {
  it('is told once when both sides agree', () => {
    expect(announceStep(pinned(3), 3, 7)).toBe(
      'Step 3 of 7. Both sides: init collects worker. Number 303 is free.',
    );
  });

  it('counts holders in words, and spells errnos', () => {
    expect(announceStep(pinned(6), 6, 7)).toContain(
      'Number 303 now belongs to postgres, its second holder. watchdog’s note still says 303.',
    );
    expect(announceStep(pinned(7), 7, 7)).toContain('E S R C H: nothing is hit. Nobody harmed.');
  });

  it('hears of harm apart', () => {
    expect(announceHarm(pinned(7))).toBe(
      'pid: Wrong target. postgres, second holder of 303, was killed. The signal was meant for worker, first holder of 303.',
    );
    expect(announceHarm(pinned(6))).toBeUndefined();
  });

  it('hears who can run and who cannot', () => {
    const worlds = play(race, 'watchdog');
    expect(announceChoices(worldsChoices(worlds), lookAll(worlds))).toBe(
      '3 processes can run: worker exit(), cron fork() and watchdog kill(303). init cannot: wait: nothing to reap.',
    );
  });
});

it('keeps every term within 25 words', () => {
  for (const { term, text } of GLOSSARY) {
    expect(text.split(/\s+/).length, term).toBeLessThanOrEqual(25);
  }
});

describe('on random orders of every race', () => {
  const page = readFileSync(new URL('../../docs/race-language.md', import.meta.url), 'utf8');
  const examples = [...page.matchAll(/```race\n([\s\S]*?)```/g)].flatMap(match => {
    const compiled = compile(match[1] ?? '').race;
    return compiled === undefined ? [] : [compiled];
  });
  const races: readonly Race[] = [...catalogue(), WIDE, ...examples];

  it('finds whole words for everything', () => {
    fc.assert(
      fc.property(
        fc.constantFrom(...races),
        fc.array(fc.nat(11), { maxLength: 30 }),
        (r, picks) => {
          let worlds = startWorlds(r);
          for (const pick of picks) {
            for (const text of wordsAt(r, worlds)) {
              expect(text).not.toMatch(/undefined|NaN|\[object|somebody/);
              expect(text.length).toBeGreaterThan(0);
            }
            const able = worldsChoices(worlds).filter(c => c.ready);
            const ref = able[pick % Math.max(1, able.length)]?.ref;
            worlds = (ref && advanceWorlds(worlds, ref)) ?? worlds;
          }
        },
      ),
      { numRuns: 40 },
    );
  }, 30_000);
});

function wordsAt(r: Race, worlds: Worlds): readonly string[] {
  const seen = lookAll(worlds);
  const told = tell(r, seen, worlds.at, false);
  const lasts = seen.flatMap(v => (v.last === undefined ? [] : [v.last]));
  return [
    told.headline,
    announceStep(seen, worlds.at, worlds.at),
    announceChoices(worldsChoices(worlds), seen),
    ...seen.map(v => verdictWords(v.verdict).lead),
    ...lasts.flatMap(last => [callLine(last), doneVerb(last)]),
    ...lasts.flatMap((last, i) => {
      const view = seen[i];
      const words = view && errnoWords(last, view, r.version);
      return last.errno !== undefined && words !== undefined ? [words] : [];
    }),
    ...worldsChoices(worlds).flatMap(c =>
      c.perWorld.flatMap(p => (p?.next === undefined ? [] : [nextEffect(p.next)])),
    ),
  ];
}
