// Nothing covers what is to be read: in every scenario, after every step of its script, on the clock
// and on the strip; and in races that ask much of a picture.

import { describe, expect, it } from 'vitest';
import { IDS, raceOf } from '../../../src/catalogue/index.ts';
import { look } from '../../../src/machine/look.ts';
import type { WorldView } from '../../../src/machine/view.ts';
import { startWorlds, stepWorlds, type Worlds } from '../../../src/machine/worlds.ts';
import type { Race } from '../../../src/race/program.ts';
import { sceneOf } from './layout.ts';
import type { Scene } from './scene.ts';
import { COMPACT, WIDE } from './spec.ts';
import { stripOf } from './strip.ts';
import {
  collisions,
  crossings,
  innerBoxes,
  labelBoxes,
  numberBoxes,
  tileBoxes,
} from './testing/boxes.ts';
import { STRESS, stressRace } from './testing/stress.ts';

type Draw = (view: WorldView, keep: ReadonlySet<number>) => Scene | undefined;

const holding = (view: WorldView) => view.holder?.by ?? 'number';
const ON_CLOCK: Draw = (view, keep) => sceneOf(view, WIDE, holding(view), keep);
const ON_SMALL: Draw = (view, keep) => sceneOf(view, COMPACT, holding(view), keep);
const ON_STRIP: Draw = (view, keep) => stripOf(view, holding(view), keep);

function script(race: Race): readonly Worlds[] {
  const states = [startWorlds(race)];
  for (const ref of race.pinned) {
    const next = stepWorlds(states.at(-1) ?? startWorlds(race), ref);
    if (next === undefined) throw new Error(`${race.title}: step ${states.length} is not possible`);
    states.push(next);
  }
  return states;
}

const VIEWS = new Map(
  [
    ...IDS.map(id => [id, raceOf(id)] as const),
    ...STRESS.map(n => [n, stressRace(n)] as const),
  ].map(([name, race]) => {
    const views = script(race).map(state => state.machines.map((_, i) => look(state, i)));
    const keep = new Set(views.at(-1)?.flatMap(v => v.people.map(p => p.nr as number)));
    return [name, { views, keep }] as const;
  }),
);

/** What is wrong in any picture of a race, with where. */
function problems(name: string, draw: Draw, check: (scene: Scene) => readonly string[]) {
  const race = VIEWS.get(name);
  return (race?.views ?? []).flatMap((worlds, step) =>
    worlds.flatMap((view, world) => {
      const scene = race && draw(view, race.keep);
      const found = scene === undefined ? ['no picture'] : check(scene);
      return found.map(text => `step ${step}, world ${world}: ${text}`);
    }),
  );
}

const isName = ({ what }: { readonly what: string }) => /^(name|waits|reason)/.test(what);

/** Labels and numbers apart; no name over a tile; no line over either. */
function unreadable(scene: Scene): readonly string[] {
  const numbers = numberBoxes(scene);
  const labels = labelBoxes(scene);
  const names = labels.filter(isName);
  // A letter and a struct pid off the ring share the middle: each makes room for the other.
  const shared = (text: string) => text.includes('letter') && text.includes('floating');
  return [
    ...collisions([...numbers, ...labels]).filter(text => !shared(text)),
    ...names.flatMap(name => tileBoxes(scene).flatMap(tile => collisions([name, tile]))),
    ...crossings(scene, [...numbers, ...names]),
  ];
}

const cablesOver = (scene: Scene): readonly string[] =>
  crossings(scene, numberBoxes(scene)).filter(text => text.startsWith('cable'));

describe.each([...IDS, ...STRESS])('%s', name => {
  it('covers nothing that is to be read', () => {
    expect(problems(name, ON_CLOCK, unreadable)).toEqual([]);
    expect(problems(name, ON_STRIP, unreadable)).toEqual([]);
    expect(problems(name, ON_SMALL, cablesOver)).toEqual([]);
  });
});

it('keeps the numbers of inner rings apart', () => {
  const apart = (scene: Scene) => collisions(innerBoxes(scene.inner));
  for (const name of [...IDS, ...STRESS]) expect(problems(name, ON_CLOCK, apart), name).toEqual([]);
});

it('leads no cable over a number of an inner ring', () => {
  const over = (scene: Scene) =>
    crossings(scene, innerBoxes(scene.inner)).filter(text => text.startsWith('cable'));
  expect(problems('another-seven', ON_CLOCK, over)).toEqual([]);
  expect(problems('mixed-namespaces', ON_CLOCK, over)).toEqual([]);
});

describe('what is drawn of', () => {
  const scenes = (name: string, draw: Draw, world: number) => {
    const race = VIEWS.get(name);
    return (race?.views ?? []).flatMap(worlds => {
      const view = worlds[world];
      return (race && view && draw(view, race.keep)) ?? [];
    });
  };

  it('a chain of sockets: the plug lies in the line, then both ends have a cable', () => {
    for (const draw of [ON_CLOCK, ON_STRIP]) {
      const [, opened, sent, , , , , , passed, taken] = scenes('chain', draw, 1);
      expect(opened?.links).toHaveLength(2);
      expect(opened?.parcels).toEqual([]);
      expect(sent?.parcels.map(p => [p.kind, p.text])).toEqual([
        ['plug', '303'],
        ['note', '303'],
      ]);
      // The line's own cable, from the plug that lies in it.
      expect(sent?.cables).toHaveLength(2);
      expect(passed?.cables.filter(c => c.end === 'float')).toHaveLength(2);
      expect(taken?.cables.filter(c => c.end === 'float')).toHaveLength(2);
    }
  });

  it('a pipe: its line begins at the reader, with what lies in it, and ends where nobody writes', () => {
    for (const draw of [ON_CLOCK, ON_STRIP]) {
      const all = scenes('pipe', draw, 0);
      const pids = ['manager', 'starter'].map(
        name => all[5]?.tokens.find(t => t.name === name)?.pid,
      );
      const [link] = all[5]?.links ?? [];
      expect([link?.kind, ...(link?.ends ?? []).map(e => e.pid)]).toEqual(['pipe', ...pids]);
      expect(link?.points[0]).toEqual(link?.ends[0].at);
      expect(all[4]?.parcels.map(p => p.text)).toEqual(['306']);
      expect(all[6]?.links[0]?.ends.map(e => e.open)).toEqual([true, false]);
    }
  });

  it('a set of three pidfds: a bell at each, which rings when its process has exited', () => {
    for (const draw of [ON_CLOCK, ON_STRIP]) {
      const last = scenes('epoll', draw, 1).at(-3);
      const bells = last?.bells ?? [];
      expect(bells.filter(b => b.rings).length).toBe(draw === ON_CLOCK ? 1 : bells.length);
      expect(bells.length).toBe(draw === ON_CLOCK ? 3 : 1);
    }
    const card = scenes('epoll', ON_CLOCK, 1).at(-3)?.card;
    expect(card?.caption?.text).toBe('fd 6 watches 3, 1 ready');
  });

  it('all kinds of waiting: an hourglass at whoever stands in a call, with the reason', () => {
    const last = scenes('waits', ON_CLOCK, 1).at(-1);
    const waiting = [...(last?.tiles ?? []), ...(last?.low ?? [])].filter(t => t.waits);
    const names = ['init', 'parent', 'reader', 'shell', 'sleeper', 'worker'];
    expect(waiting.map(t => t.name).sort()).toEqual(names);
    expect(waiting.find(t => t.name === 'reader')?.word).toBe('waits: message');
    expect(last?.waiting).toBe('poll: worker still runs');
    const strip = scenes('waits', ON_STRIP, 1).at(-1);
    expect(strip?.waits?.text).toMatch(/^init waits: child, .*\+\d$/);
    expect(strip?.waiting).toBe('waits: worker');
  });

  it('namespaces three deep: a ring each, and spokes from every ring to the one around it', () => {
    const first = scenes('nested', ON_CLOCK, 0)[0];
    expect(first?.inner.map(r => r.level)).toEqual([1, 1, 2, 3]);
    expect(first?.deeper).toBe(0);
    expect(first?.inner.map(r => r.spokes.length).sort()).toEqual([2, 2, 4, 5]);
    // A small clock says how many it leaves out; a strip has a row for each.
    const small = scenes('nested', ON_SMALL, 0)[0];
    expect([small?.inner.map(r => r.level), small?.deeper]).toEqual([[1, 1], 2]);
    expect(scenes('nested', ON_STRIP, 0)[0]?.inner.map(r => r.level)).toEqual([1, 1, 2, 3]);
  });

  it('a long table: few places, and all numbers that are somebody’s', () => {
    const first = scenes('wide', ON_CLOCK, 0)[0];
    const folded = first?.cells.filter(c => c.nr !== c.to) ?? [];
    expect(folded.length).toBeGreaterThan(5);
    expect(first?.cells.reduce((sum, c) => sum + c.to - c.nr + 1, 0)).toBe(64);
  });
});
