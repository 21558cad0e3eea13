// `wrong-number run`: follows a schedule and says of each step what it did, in every world.

import { blockedSentence } from '../explain/blocked.ts';
import { callLine } from '../explain/call.ts';
import { headlineOf } from '../explain/headline.ts';
import { tell } from '../explain/telling.ts';
import { verdictWords } from '../explain/verdict.ts';
import { runnable } from '../machine/choice.ts';
import { unmetAtEnd } from '../machine/claims.ts';
import { look, lookAll } from '../machine/look.ts';
import type { Machine } from '../machine/machine.ts';
import { type ActorRef, formatSchedule, type Schedule, sameActor } from '../machine/schedule.ts';
import { lettersOf } from '../machine/setup.ts';
import type { WorldView } from '../machine/view.ts';
import { startWorlds, stepWorlds, type Worlds } from '../machine/worlds.ts';
import type { Race } from '../race/program.ts';
import type { Command } from './command.ts';
import { InputError, readOptions, UsageError } from './options.ts';
import {
  chosenKernel,
  chosenSchedule,
  chosenVariants,
  FILE_HELP,
  kernelText,
  readRace,
} from './race-file.ts';
import type { Terminal } from './terminal.ts';
import { actorName } from './witness.ts';

export const run: Command = {
  name: 'run',
  usage: 'run FILE [--schedule S] [--variant V] [--kernel X.Y] [--json]',
  summary: 'follow a schedule of a race and tell each step',
  help: [
    FILE_HELP,
    'Without --schedule it follows the one that the file pins. Every variant takes the same steps;',
    'one in which a process cannot take its step stands still, with the reason.',
    '',
    '  --schedule S   as links and `check` write it (1.wwi), or names: "watchdog worker init"',
    '  --variant V    only this variant',
    '  --kernel X.Y   on this version instead of the one that the file names',
    '  --json         one JSON object instead of text',
    '',
    'Examples:',
    '  wrong-number run stale-pidfile',
    '  wrong-number run my.race --schedule "watchdog worker init" --variant pid',
    '',
    'Status: 0 no claim is broken on the way, 1 one is, 2 bad input, or a step that is not possible.',
  ].join('\n'),
  run: runRace,
};

async function runRace(args: readonly string[], terminal: Terminal): Promise<number> {
  const options = readOptions(args, ['--schedule', '--variant', '--kernel'], ['--json']);
  const [path] = options.rest;
  if (path === undefined || options.rest.length > 1) throw new UsageError('one FILE is wanted');
  const race = readRace(path, terminal);
  if (race === undefined) return 2;
  const schedule = chosenSchedule(race, options);
  const variants = chosenVariants(race, options);
  const version = chosenKernel(options) ?? race.version;
  if (schedule.length === 0) throw new InputError('the file pins no schedule: give one');
  const moments = follow(race, schedule, version);
  const told = { race, moments, variants, schedule, version };
  terminal.out(options.flags.has('--json') ? `${json(told)}\n` : text(told));
  return verdicts(told).some(v => v.broken.length > 0) ? 1 : 0;
}

interface Told {
  readonly race: Race;
  readonly moments: readonly Worlds[];
  readonly variants: readonly number[];
  readonly schedule: Schedule;
  readonly version: number;
}

/** The start and the moment after each step. Throws an InputError where a step is not possible. */
function follow(race: Race, schedule: Schedule, version: number): readonly Worlds[] {
  const moments = [startWorlds(race, version)];
  for (const [i, who] of schedule.entries()) {
    const last = moments[i] as Worlds;
    const next = stepWorlds(last, who);
    if (next === undefined) throw new InputError(notPossible(race, last, i, who));
    moments.push(next);
  }
  return moments;
}

function notPossible(race: Race, worlds: Worlds, i: number, who: ActorRef): string {
  const name = actorName(race, who);
  const can = worlds.machines.flatMap(machine =>
    runnable(machine).flatMap(index => machine.actors[index] ?? []),
  );
  const names = [...new Set(can.map(actor => actorName(race, actor)))];
  const others = names.length === 0 ? 'nobody can go on' : `there can: ${names.join(', ')}`;
  return `step ${i + 1}: ${name} cannot take a step in any world; ${others}`;
}

/** Claims that are broken now, and those that this end leaves unmet. */
function brokenClaims(machine: Machine): readonly string[] {
  const atEnd = runnable(machine).length === 0 ? unmetAtEnd(machine) : 0;
  const bits = machine.broken | atEnd;
  return machine.setup.race.claims.flatMap((c, i) => ((bits & (1 << i)) === 0 ? [] : [c.text]));
}

function verdicts({ moments, variants }: Told) {
  const last = moments.at(-1) as Worlds;
  return variants.map(variant => {
    const words = verdictWords(look(last, variant).verdict);
    const broken = brokenClaims(last.machines[variant] as Machine);
    return { variant, says: `${words.lead} ${words.rest}`.trim(), broken };
  });
}

/** What one step did in one world, as a call and in words. */
function stepLine(view: WorldView): string {
  const { last } = view;
  if (last === undefined) return '';
  if (last.op === 'none') {
    return last.blocked === undefined ? 'no step' : blockedSentence(last.name, last.blocked, view);
  }
  return callLine(last);
}

function text(told: Told): string {
  const { race, moments, variants, schedule, version } = told;
  const width = Math.max(...variants.map(v => race.variants[v]?.length ?? 0));
  const lines = [`${race.title} (Linux ${kernelText(version)})`];
  moments.forEach((worlds, at) => {
    const onScript = schedule.slice(0, at).every((ref, i) => sameActor(ref, race.pinned[i]));
    const words = tell(race, lookAll(worlds), at, onScript);
    lines.push(`${String(at).padStart(3)}  ${words.headline}`);
    const known = words.detail === undefined || words.calls.includes(words.detail);
    if (!known) lines.push(`     ${words.detail}`);
    for (const variant of at === 0 ? [] : variants) {
      const name = (race.variants[variant] ?? '').padEnd(width);
      lines.push(`       ${name}  ${stepLine(look(worlds, variant))}`);
    }
  });
  lines.push('');
  for (const { variant, says, broken } of verdicts(told)) {
    lines.push(`${(race.variants[variant] ?? '').padEnd(width)}  ${says}`);
    for (const claim of broken) lines.push(`${''.padEnd(width)}  broken: ${claim}`);
  }
  return `${lines.join('\n')}\n`;
}

function json(told: Told): string {
  const { race, moments, variants, schedule, version } = told;
  const steps = moments.slice(1).map((worlds, i) => ({
    who: actorName(race, schedule[i] as ActorRef),
    worlds: variants.map(variant => {
      const view = look(worlds, variant);
      const { headline, detail } = headlineOf(view);
      const { op, result, errno } = view.last ?? { op: 'none' };
      const call = stepLine(view);
      return {
        variant: race.variants[variant],
        ran: op !== 'none',
        call,
        result,
        errno,
        headline,
        detail,
      };
    }),
  }));
  const ends = verdicts(told).map(v => ({ ...v, variant: race.variants[v.variant] }));
  const written = formatSchedule(schedule, lettersOf(race));
  const head = { title: race.title, kernel: kernelText(version), schedule: written };
  return JSON.stringify({ ...head, steps, ends });
}
