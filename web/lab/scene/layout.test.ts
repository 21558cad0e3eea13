// The pictures of the flagship, over its script and over many random orders: nothing covers a number,
// everything stays within the frame, both worlds agree on places.

import { describe, expect, it } from 'vitest';
import { raceOf } from '../../../src/catalogue/index.ts';
import { look } from '../../../src/machine/look.ts';
import {
  startWorlds,
  stepWorlds,
  type Worlds,
  worldsChoices,
} from '../../../src/machine/worlds.ts';
import { sample } from './cable.ts';
import { letterOf, sceneOf } from './layout.ts';
import type { Scene } from './scene.ts';
import { scoreOf } from './score.ts';
import { COMPACT, type Spec, WIDE } from './spec.ts';
import { stripOf } from './strip.ts';

const race = raceOf('stale-pidfile');

/** States along pseudo-random orders, from a fixed seed. */
function walks(count: number): readonly Worlds[] {
  const states: Worlds[] = [];
  let seed = 7;
  for (let i = 0; i < count; i++) {
    let state = startWorlds(race);
    states.push(state);
    for (;;) {
      const ready = worldsChoices(state).filter(c => c.ready);
      seed = (seed * 48271) % 2147483647;
      const who = ready[seed % Math.max(1, ready.length)];
      const next = who === undefined ? undefined : stepWorlds(state, who.ref);
      if (next === undefined) break;
      state = next;
      states.push(state);
    }
  }
  return states;
}

const STATES = walks(12);

const draw = (state: Worlds, world: number, spec: Spec): Scene => {
  const view = look(state, world);
  const scene = sceneOf(view, spec, view.holder?.by ?? 'number');
  if (scene === undefined) throw new Error('no picture');
  return scene;
};

const SCENES = STATES.flatMap(state =>
  [WIDE, COMPACT].flatMap(spec => [0, 1].map(world => draw(state, world, spec))),
);

describe('the picture of a world', () => {
  it('never lets a cable cover a number', () => {
    const covered = SCENES.flatMap(({ cables, cells, spec }) =>
      cables.flatMap(({ curve }) =>
        sample(curve, 20).flatMap(p =>
          cells
            .filter(
              ({ label }) =>
                Math.abs(p.x - label.x) < spec.figure * 0.95 + 3 &&
                Math.abs(p.y - label.y) < spec.figure * 0.42 + 3,
            )
            .map(cell => `${cell.nr} in ${spec.kind}`),
        ),
      ),
    );
    expect(covered).toEqual([]);
    expect(SCENES.some(scene => scene.cables.length > 0)).toBe(true);
  });

  it('keeps tiles and names within the frame', () => {
    for (const { tiles, spec } of SCENES) {
      for (const tile of tiles) {
        const half = tile.size / 2;
        expect(tile.at.x - half).toBeGreaterThanOrEqual(0);
        expect(tile.at.y - half).toBeGreaterThanOrEqual(0);
        expect(tile.at.x + half).toBeLessThanOrEqual(spec.width);
        expect(tile.at.y + half).toBeLessThanOrEqual(spec.height);
        expect(tile.label?.x ?? 10).toBeGreaterThan(0);
        expect(tile.label?.y ?? 10).toBeLessThan(spec.height);
      }
    }
  });

  it('never puts two tiles in one place', () => {
    for (const { tiles } of SCENES) {
      const shown = tiles.filter(t => t.state !== 'reaped');
      shown.forEach((a, i) => {
        for (const b of shown.slice(i + 1)) {
          const apart = Math.max(Math.abs(a.at.x - b.at.x), Math.abs(a.at.y - b.at.y));
          expect(apart, `${a.name} and ${b.name}`).toBeGreaterThanOrEqual(a.size * 0.9);
        }
      });
    }
  });

  it('gives both worlds the same places', () => {
    for (const state of STATES) {
      const [left, right] = [draw(state, 0, WIDE), draw(state, 1, WIDE)];
      for (const tile of left.tiles) {
        const other = right.tiles.find(t => t.pid === tile.pid && t.nr === tile.nr);
        if (other !== undefined) expect(other.at).toEqual(tile.at);
      }
      expect(right.cells.map(c => c.label)).toEqual(left.cells.map(c => c.label));
    }
  });

  it('puts 303 at three o’clock and the card’s owner at nine', () => {
    const { dial } = draw(startWorlds(race), 0, WIDE);
    expect(dial.angleOf(303)).toBe(90);
    expect(dial.angleOf(309)).toBe(270);
    expect(dial.cardNr).toBe(309);
  });
});

describe('the strip of a world', () => {
  it('stays within the frame and shows every number once', () => {
    for (const state of STATES) {
      for (const world of [0, 1]) {
        const view = look(state, world);
        const scene = stripOf(view, view.holder?.by ?? 'number');
        expect(scene?.cells.map(c => c.nr)).toEqual(view.rings[0]?.cells.map(c => c.nr));
        for (const tile of scene?.tiles ?? []) {
          expect(tile.at.x + tile.size / 2).toBeLessThanOrEqual(scene?.spec.width ?? 0);
        }
      }
    }
  });
});

describe('the choreography', () => {
  const at = (steps: number): Worlds => {
    let state = startWorlds(race);
    for (const ref of race.pinned.slice(0, steps)) state = stepWorlds(state, ref) ?? state;
    return state;
  };
  const score = (steps: number, world: number) =>
    scoreOf(draw(at(steps - 1), world, WIDE), draw(at(steps), world, WIDE));

  it('lifts the struct pid off the ring at reap where a pidfd holds it, and only there', () => {
    expect(score(3, 1)?.lifted.size).toBe(1);
    expect(score(3, 0)?.lifted.size).toBe(0);
    expect(score(3, 0)?.gone.map(t => t.name)).toEqual(['worker']);
  });

  it('takes the cursor over taken numbers with a dip at each', () => {
    const move = score(5, 0)?.cursor;
    expect(move?.angles.at(-1)).toBeGreaterThan(move?.angles[0] ?? 0);
    expect(score(4, 0)?.cursor?.dips.filter(d => d > 0)).toHaveLength(2);
  });

  it('holds the hit back until the letter has asked at the cell', () => {
    expect(score(7, 0)?.hitAt).toBeCloseTo(0.88);
    expect(score(2, 0)?.hitAt).toBe(0);
  });

  it('moves nothing without a moment before', () => {
    expect(scoreOf(undefined, draw(at(3), 0, WIDE))).toBeUndefined();
  });
});

it('names holders A to Z, then AA', () => {
  expect([0, 25, 26, 27].map(letterOf)).toEqual(['A', 'Z', 'AA', 'AB']);
});
