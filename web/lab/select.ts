// From the lab's state to rows for its components. Pure; each selector looks at the timeline only.

import { look } from '../../src/machine/look.ts';
import { type ActorRef, sameActor } from '../../src/machine/schedule.ts';
import { branchOf, now, onScript, type Timeline } from '../../src/machine/timeline.ts';
import type { StepView, WorldView } from '../../src/machine/view.ts';
import { type Worlds, type WorldsChoice, worldsChoices } from '../../src/machine/worlds.ts';
import type { Race } from '../../src/race/program.ts';
import type { BranchRow, ChoiceRow, TapeRow, TranscriptRow } from './rows.ts';
import { nextVerb, stepVerb, whyBlocked } from './words.ts';

export function viewsOf(worlds: Worlds): readonly WorldView[] {
  return worlds.machines.map((_, i) => look(worlds, i));
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
      verb: stepVerb(after === undefined ? undefined : deedOf(after)),
      state: index < timeline.at ? 'done' : index === timeline.at ? 'now' : 'ahead',
      harm: after !== undefined && harmed(after) && index <= timeline.at,
    };
  });
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
  { race }: Worlds,
  { ref, name, ready, perWorld }: WorldsChoice,
  first: ActorRef | undefined,
  i: number,
): ChoiceRow {
  const able = perWorld.find(c => c?.ready);
  const unable = perWorld.find(c => c !== undefined && !c.ready) ?? perWorld.find(c => !c?.ready);
  const several = race.variants.length > 1 && ready && perWorld.some(c => c?.ready !== true);
  const odd = perWorld.findIndex(c => c?.ready !== true);
  const why = whyBlocked(unable?.blocked ?? { kind: 'absent' });
  return {
    ref,
    name,
    glyph: glyphOf(race, ref),
    verb: nextVerb(able?.next),
    ready,
    why: ready ? undefined : why,
    aside: several ? `${worldName(race, odd)}: ${why}` : undefined,
    suggested: ready && sameActor(ref, first),
    digit: ready && i < 9 ? i + 1 : undefined,
  };
}

/** `Plain PID`, `pidfd`: the tag over a world. */
export function worldName(race: Race, variant: number): string {
  const name = race.variants[variant] ?? '';
  return name === 'pid' ? 'Plain PID' : name;
}

/** The sentence over both worlds, and the line under it. */
export function headline(timeline: Timeline<Worlds>): {
  readonly title: string;
  readonly sub: string;
} {
  const worlds = now(timeline);
  const beat = onScript(timeline) ? worlds.race.beats.find(b => b.at === timeline.at) : undefined;
  if (beat !== undefined) return { title: beat.headline, sub: beat.detail ?? '' };
  const step = deedOf(worlds);
  if (step === undefined) return { title: worlds.race.title, sub: worlds.race.story };
  return { title: `${step.name}: ${stepVerb(step)}.`, sub: '' };
}

/** The call of a step with its result, as C programmers write it: `kill(303, SIGKILL) = 0`. */
export function callText(step: StepView): string {
  const args = step.args.map(a => a.text).join(', ');
  const result = step.errno === undefined ? step.result : `-1 ${step.errno}`;
  const call = step.op === 'spawn' ? `fork() /* ${step.what} */` : `${step.what}(${args})`;
  if (step.op === 'load') return `read ${step.what} = ${result ?? '?'}`;
  if (step.op === 'none') return '';
  return result === undefined ? call : `${call} = ${result}`;
}

export function transcriptRows(timeline: Timeline<Worlds>): readonly TranscriptRow[] {
  const branch = branchOf(timeline);
  return branch.steps.slice(0, timeline.at).map((_, i) => {
    const at = i + 1;
    const worlds = branch.states[at];
    const steps = worlds === undefined ? [] : viewsOf(worlds).flatMap(v => v.last ?? []);
    return {
      index: at,
      text: headline({ ...timeline, at }).title,
      results: [...new Set(steps.map(callText))].filter(text => text !== ''),
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
