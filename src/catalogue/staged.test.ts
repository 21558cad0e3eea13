// Every pinned schedule, in every variant, performed on the running kernel: real processes, real
// numbers, and the same answers as the model's. Where there is no stage, the test says why.

import { describe, expect, it } from 'vitest';
import { racePlan, unstageable } from '../cli/race-plan.ts';
import {
  NoStage,
  probePath,
  runningVersion,
  type Stage,
  startStage,
} from '../cli/stage-process.ts';
import type { Performance } from '../conform/plan.ts';
import { catalogue } from './index.ts';

const races = catalogue();
const version = runningVersion();
const worlds = races
  .filter(race => unstageable(race, version) === undefined)
  .flatMap(race => race.variants.map((name, variant) => ({ id: race.id, name, race, variant })));

function missing(): string | undefined {
  try {
    probePath();
    return undefined;
  } catch (error) {
    if (error instanceof NoStage) return error.message;
    throw error;
  }
}

const ENDED = new Set(['zombie', 'gone', 'dying']);

/** What the kernel answered otherwise than the model. A read gives bytes there and 1 here. */
function differences(real: Performance, answers: ReturnType<typeof racePlan>['answers']): string[] {
  const first = answers[0]?.at ?? 0;
  const start = real.steps
    .slice(0, first)
    .flatMap((s, i) => ('err' in s.result ? [`start ${i}: ${s.result.err}`] : []));
  const played = answers.flatMap(answer => {
    const result = real.steps[answer.at]?.result ?? {};
    const said = `${answer.turn} ${answer.call}: ${JSON.stringify(result)}`;
    if (answer.err !== undefined) return result.err === answer.err ? [] : [said];
    if (result.err !== undefined) return [said];
    const counts = answer.call === 'read' || answer.ret === undefined;
    return counts || result.ret === answer.ret ? [] : [said];
  });
  const dead = new Set<string>();
  const deaths = answers.flatMap(answer => {
    const states = Object.entries(real.steps[answer.at]?.states ?? {});
    const fresh = states.filter(([who, state]) => ENDED.has(state) && !dead.has(who));
    for (const [who] of fresh) dead.add(who);
    const there = fresh.map(([who]) => who).sort();
    return there.join() === [...answer.ended].sort().join()
      ? []
      : [`${answer.turn} ${answer.call} ends ${there}, not ${answer.ended}`];
  });
  return [...(real.problem === undefined ? [] : [real.problem]), ...start, ...played, ...deaths];
}

const why = missing();

describe.skipIf(why !== undefined)(`on this kernel${why === undefined ? '' : ` (${why})`}`, () => {
  it('nearly all scenarios can be staged', () => {
    const left = races.filter(race => unstageable(race, 6018) !== undefined).map(race => race.id);
    expect(left).toEqual(['another-seven', 'holder-dies']);
  });

  it.each(worlds)('the pinned schedule of $id goes as in the model ($name)', async world => {
    const { plan, answers } = racePlan(world.race, world.variant);
    let stage: Stage | undefined;
    try {
      stage = startStage(0);
      expect(differences(await stage.perform(plan), answers)).toEqual([]);
    } finally {
      await stage?.close();
    }
  });
});
