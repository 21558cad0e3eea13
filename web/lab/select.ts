// From the lab's state to rows for its components. Pure; each selector looks at the timeline only.
// Words come from explain.

import { blockedWords } from '../../src/explain/blocked.ts';
import { callLine } from '../../src/explain/call.ts';
import { type Telling, tell } from '../../src/explain/telling.ts';
import { doneVerb, nextEffect, nextVerb } from '../../src/explain/verb.ts';
import type { Choice } from '../../src/machine/choice.ts';
import { look } from '../../src/machine/look.ts';
import { type ActorRef, sameActor } from '../../src/machine/schedule.ts';
import { branchOf, now, onScript, type Timeline } from '../../src/machine/timeline.ts';
import type { StepView, WorldView } from '../../src/machine/view.ts';
import { type Worlds, type WorldsChoice, worldsChoices } from '../../src/machine/worlds.ts';
import type { Race } from '../../src/race/program.ts';
import type { BranchRow, ChoiceRow, TapeRow, TranscriptRow } from './rows.ts';

export function viewsOf(worlds: Worlds): readonly WorldView[] {
  return worlds.machines.map((_, i) => look(worlds, i));
}

/** Numbers that are somebody's at some time of the shown order, in any world. */
export function numbersOf(timeline: Timeline<Worlds>): ReadonlySet<number> {
  const last = branchOf(timeline).states.at(-1) ?? now(timeline);
  return new Set(viewsOf(last).flatMap(view => view.people.map(p => p.nr)));
}

const glyphOf = (race: Race, ref: ActorRef) => race.processes[ref.process]?.glyph;
const nameOf = (race: Race, ref: ActorRef) => race.processes[ref.process]?.name ?? '';

/** What a step did, where it did something. */
function deedOf(worlds: Worlds): StepView | undefined {
  const steps = worlds.machines.flatMap((_, i) => look(worlds, i).last ?? []);
  return steps.find(step => step.op !== 'none') ?? steps[0];
}

/** Some world's last step reached a stranger. */
export function harmed(worlds: Worlds): boolean {
  return worlds.deeds.some(
    deed =>
      deed.kind === 'ran' && deed.log.hit?.outcome === 'wrong' && deed.log.hit.deed !== 'look',
  );
}

export function tapeRows(timeline: Timeline<Worlds>): readonly TapeRow[] {
  const branch = branchOf(timeline);
  return branch.steps.map((ref, i) => {
    const after = branch.states[i + 1];
    const index = i + 1;
    const { race } = now(timeline);
    return {
      index,
      name: nameOf(race, ref),
      glyph: glyphOf(race, ref),
      verb: verbOf(after),
      state: index < timeline.at ? 'done' : index === timeline.at ? 'now' : 'ahead',
      harm: after !== undefined && harmed(after) && index <= timeline.at,
    };
  });
}

function verbOf(after: Worlds | undefined): string {
  const step = after === undefined ? undefined : deedOf(after);
  return step === undefined ? '' : doneVerb(step);
}

/** Who can run, the suggested one first, then those that cannot, with the reason. */
export function choiceRows(
  timeline: Timeline<Worlds>,
  first: ActorRef | undefined,
): readonly ChoiceRow[] {
  const worlds = now(timeline);
  const all = worldsChoices(worlds).filter(choice => hasProgram(worlds, choice));
  const rank = (c: WorldsChoice) => (sameActor(c.ref, first) ? 0 : c.ready ? 1 : 2);
  const sorted = [...all].sort((a, b) => rank(a) - rank(b));
  return sorted.map((choice, i) => choiceRow(worlds, choice, first, i));
}

/** Bystanders never act: they are no choice. */
function hasProgram({ race }: Worlds, { ref }: WorldsChoice): boolean {
  return race.processes[ref.process]?.programs.some(p => p.code.length > 0) ?? false;
}

function choiceRow(
  worlds: Worlds,
  { ref, name, ready, perWorld }: WorldsChoice,
  first: ActorRef | undefined,
  i: number,
): ChoiceRow {
  const { race } = worlds;
  const able = perWorld.find(c => c?.ready);
  const odd = perWorld.findIndex(c => c?.ready !== true);
  const why = odd < 0 ? '' : reason(worlds, odd, perWorld[odd]);
  return {
    ref,
    name,
    glyph: glyphOf(race, ref),
    verb: able?.next === undefined ? '' : verbOfNext(able.next),
    shortVerb: able?.next === undefined ? '' : nextVerb(able.next),
    ready,
    why: ready ? undefined : why,
    aside: ready && odd >= 0 ? `${worldName(race, odd)}: ${why}` : undefined,
    suggested: ready && sameActor(ref, first),
    digit: ready && i < 9 ? i + 1 : undefined,
  };
}

const verbOfNext = (next: NonNullable<Choice['next']>): string =>
  next.op === 'spawn' ? nextEffect(next).replace('->', '→') : nextVerb(next);

function reason(worlds: Worlds, world: number, choice: Choice | undefined): string {
  return blockedWords(choice?.blocked ?? { kind: 'absent' }, look(worlds, world));
}

/** `Plain PID`, `pidfd`: the tag over a world. */
export function worldName(race: Race, variant: number): string {
  const name = race.variants[variant] ?? '';
  return name === 'pid' ? 'Plain PID' : name;
}

/** The sentence over both worlds, the line under it, and each world's call. */
export function telling(timeline: Timeline<Worlds>): Telling {
  const worlds = now(timeline);
  return tell(worlds.race, viewsOf(worlds), timeline.at, onScript(timeline));
}

export function transcriptRows(timeline: Timeline<Worlds>): readonly TranscriptRow[] {
  const branch = branchOf(timeline);
  return branch.steps.slice(0, timeline.at).map((_, i) => {
    const at = i + 1;
    const told = telling({ ...timeline, at });
    return {
      index: at,
      text: told.headline,
      detail: told.detail,
      results: told.calls,
      now: at === timeline.at,
    };
  });
}

export function branchRows(timeline: Timeline<Worlds>): readonly BranchRow[] {
  const { race } = now(timeline);
  let mine = 0;
  return timeline.branches.map(branch => {
    if (branch.kind === 'yours') mine += 1;
    return {
      id: branch.id,
      name: branch.kind === 'script' ? 'The script' : `Your order ${mine}`,
      steps: branch.steps.length,
      verbs: branch.steps.map(ref => nameOf(race, ref)).join(', '),
      from: branch.from?.at,
      current: branch.id === timeline.current,
    };
  });
}

/** The last call in one world with its answer, and who made it; undefined at the start. */
export function callOf(
  view: WorldView,
): { readonly who: string; readonly text: string } | undefined {
  const { last } = view;
  return last === undefined ? undefined : { who: last.name, text: callLine(last) };
}
