// The pictures of every scenario along its script, and of a race with a long table of numbers.

import { describe, expect, it } from 'vitest';
import { IDS, raceOf } from '../../../src/catalogue/index.ts';
import { look } from '../../../src/machine/look.ts';
import type { WorldView } from '../../../src/machine/view.ts';
import { startWorlds, stepWorlds, type Worlds } from '../../../src/machine/worlds.ts';
import { compile } from '../../../src/race/compile.ts';
import type { Race } from '../../../src/race/program.ts';
import { sample } from './cable.ts';
import { MOST_SLOTS } from './fold.ts';
import { sceneOf } from './layout.ts';
import type { Scene } from './scene.ts';
import { COMPACT, WIDE } from './spec.ts';
import { stripOf } from './strip.ts';

function script(race: Race): readonly Worlds[] {
  const states = [startWorlds(race)];
  for (const ref of race.pinned) {
    const next = stepWorlds(states.at(-1) ?? startWorlds(race), ref);
    if (next === undefined) throw new Error(`${race.id}: a step of the script is not possible`);
    states.push(next);
  }
  return states;
}

interface Shown {
  readonly where: string;
  readonly view: WorldView;
  readonly scene: Scene;
}

const SHOWN: readonly Shown[] = IDS.flatMap(id =>
  script(raceOf(id)).flatMap((state, step) =>
    state.machines.flatMap((_, world) => {
      const view = look(state, world);
      const holding = view.holder?.by ?? 'number';
      const all = [sceneOf(view, WIDE, holding), sceneOf(view, COMPACT, holding)];
      return all.flatMap(scene =>
        scene === undefined
          ? []
          : [{ where: `${id} ${step} ${world} ${scene.spec.kind}`, view, scene }],
      );
    }),
  ),
);

describe('every scenario', () => {
  it('has no cable over a number', () => {
    const covered = SHOWN.flatMap(({ where, scene }) =>
      scene.cables.flatMap(({ curve }) =>
        sample(curve, 20).flatMap(p =>
          scene.cells
            .filter(
              c =>
                Math.abs(p.x - c.label.x) < scene.spec.figure * 0.85 &&
                Math.abs(p.y - c.label.y) < scene.spec.figure * 0.4,
            )
            .map(c => `${where}: ${c.nr}`),
        ),
      ),
    );
    expect([...new Set(covered)]).toEqual([]);
  });

  it('keeps every tile within the frame, and shows every process or its card', () => {
    for (const { where, view, scene } of SHOWN) {
      for (const { at, size, name } of scene.tiles) {
        const out = Math.max(-at.x, -at.y, at.x - scene.spec.width, at.y - scene.spec.height);
        expect(out + size / 2, `${where}: ${name}`).toBeLessThanOrEqual(0);
      }
      const first = view.rings[0]?.cells[0]?.nr ?? 0;
      const missing = view.tiles.filter(
        t =>
          t.nr >= first &&
          t.pid !== scene.card?.pid &&
          !scene.tiles.some(other => other.pid === t.pid),
      );
      expect(
        missing.map(t => t.name),
        where,
      ).toEqual([]);
    }
  });

  it('draws whoever is wrongly hit, also with a number below the ring', () => {
    const hits = SHOWN.flatMap(({ where, view, scene }) =>
      view.tiles
        .filter(t => t.mark === 'killedWrongly' && t.pid !== scene.card?.pid)
        .map(t => ({ where, shown: [...scene.tiles, ...scene.low].some(o => o.pid === t.pid) })),
    );
    expect(hits.filter(h => !h.shown)).toEqual([]);
    expect(hits.some(h => h.where.startsWith('another-seven'))).toBe(true);
  });

  it('joins the numbers of one struct pid by a spoke, straight where the order allows', () => {
    const inner = SHOWN.filter(s => s.where.startsWith('another-seven'));
    expect(inner.length).toBeGreaterThan(0);
    for (const { scene } of inner) {
      const spokes = scene.inner[0]?.spokes ?? [];
      expect(spokes).toHaveLength(2);
      const { c } = scene.spec;
      for (const { from, to } of spokes) {
        const turn = (p: { x: number; y: number }) => Math.atan2(p.y - c.y, p.x - c.x);
        expect(turn(from)).toBeCloseTo(turn(to), 2);
      }
      expect(scene.inner[0]?.cells.some(cell => cell.nr === 7 && cell.state !== 'free')).toBe(true);
    }
  });

  it('puts a thread behind its process, with a token at its own number', () => {
    const scene = SHOWN.find(s => s.where === 'threads 0 0 wide')?.scene;
    const thread = scene?.tiles.find(t => t.name === 'mutator');
    const leader = scene?.tiles.find(t => t.name === 'jvm');
    const token = scene?.tokens.find(t => t.pid === thread?.pid);
    if (!thread || !leader || !token) throw new Error('not drawn');
    expect(Math.hypot(thread.at.x - leader.at.x, thread.at.y - leader.at.y)).toBeLessThan(45);
    expect(thread.size).toBeLessThan(leader.size);
    expect(token.nr).toBe(303);
    expect(Math.hypot(token.at.x - thread.at.x, token.at.y - thread.at.y)).toBeGreaterThan(100);
  });
});

describe('a race with 64 numbers and 12 processes', () => {
  const names = 'abcdefghijkl'.split('');
  const source = [
    'race "Long"',
    'story "A long table."',
    'chapter 1',
    'level basic',
    'tags kill',
    'numbers 300..363',
    'cursor 340',
    'watch 303',
    ...names.slice(0, 10).map((n, i) => `process p${n} ${304 + i * 5} idle;`),
    'process cron 303 via pid { spawn(late); }',
    'process cron via pidfd { spawn(late, { .flags = CLONE_PIDFD }); }',
    'process other 362 idle;',
    'process late;',
  ].join('\n');
  const compiled = compile(source);

  it('folds the numbers that are nobody’s, and keeps places from step to step', () => {
    const { race } = compiled;
    if (race === undefined) throw new Error(JSON.stringify(compiled.diagnostics));
    const start = startWorlds(race);
    const next = stepWorlds(start, { process: 10, instance: 0 });
    if (next === undefined) throw new Error('no step');
    const after = look(next, 0);
    const keep = new Set<number>(after.people.map(p => p.nr));
    const scenes = [look(start, 0), after].map(v => sceneOf(v, WIDE, 'number', keep));
    for (const scene of scenes) {
      const cells = scene?.cells ?? [];
      expect(cells.length).toBeLessThan(30);
      const shown = cells.filter(c => c.nr === c.to).map(c => c.nr);
      for (const nr of [...keep].filter(n => n >= 300)) expect(shown).toContain(nr);
      const covered = cells.reduce((sum, c) => sum + c.to - c.nr + 1, 0);
      expect(covered).toBe(64);
    }
    expect(scenes[0]?.cells.map(c => c.nr).includes(340)).toBe(true);
    expect(after.rings[0]?.cells.length).toBeGreaterThan(MOST_SLOTS);
  });

  it('keeps its tiles apart, on the clock and on the strip', () => {
    const { race } = compiled;
    if (race === undefined) throw new Error('it does not compile');
    const view = look(startWorlds(race), 0);
    for (const scene of [sceneOf(view, WIDE, 'number'), stripOf(view, 'number')]) {
      const tiles = scene?.tiles ?? [];
      expect(tiles).toHaveLength(11);
      tiles.forEach((a, i) => {
        for (const b of tiles.slice(i + 1)) {
          const apart = Math.max(Math.abs(a.at.x - b.at.x), Math.abs(a.at.y - b.at.y));
          expect(apart, `${a.name} and ${b.name}`).toBeGreaterThanOrEqual(a.size * 0.9);
        }
      });
    }
  });
});
