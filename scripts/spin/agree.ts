// Our explorer's ends of a race in the same words as SPIN's: broken claims, what was seen, what became
// of each incarnation, who has which number.

import { explore } from '../../src/explore/explore.ts';
import { findPid, type NsId } from '../../src/kernel/index.ts';
import { alive, type Machine } from '../../src/machine/machine.ts';
import { modelOf } from '../../src/machine/model.ts';
import { Packer } from '../../src/machine/packed.ts';
import { searchModel } from '../../src/machine/search.ts';
import { compile } from '../../src/race/compile.ts';
import type { Race } from '../../src/race/program.ts';

/** Compiles what must compile. */
export function mustCompile(source: string): Race {
  const { race, diagnostics } = compile(source);
  if (race === undefined) throw new Error(`${JSON.stringify(diagnostics[0])} in\n${source}`);
  return race;
}

/** Every distinct end, found with or without reduction. */
export function endsOf(race: Race, variant: number, reduce: boolean): ReadonlySet<string> {
  const model = searchModel(race, variant);
  const packer = new Packer(modelOf(race, variant).init);
  const ends = new Set<string>();
  const watched = {
    ...model,
    outcome: (state: Parameters<typeof model.outcome>[0]) => {
      const machine = packer.unpack(state);
      ends.add(`${state.broken} ${state.seen} ${endOf(race, machine)}`);
      return model.outcome(state);
    },
  };
  const report = explore(watched, { graphStates: 0, reduce });
  if (!report.complete) throw new Error('the search was not complete');
  return ends;
}

/** The same, with every step taken anew and none remembered. */
export function plainEndsOf(race: Race, variant: number): ReadonlySet<string> {
  const model = modelOf(race, variant);
  const ends = new Set<string>();
  const outcome = (machine: Machine) => {
    ends.add(`${machine.broken} ${machine.seen} ${endOf(race, machine)}`);
    return model.outcome(machine);
  };
  explore({ ...model, outcome }, { graphStates: 0 });
  return ends;
}

function endOf(race: Race, machine: Machine): string {
  const { kernel } = machine;
  const others = machine.actors.filter(a => race.processes[a.process]?.startNr !== 1);
  const state = others.map(actor => {
    if (alive(kernel, actor)) return '1';
    return kernel.tasks[actor.task] === undefined ? '3' : '2';
  });
  const { first, last } = race.numbers;
  let table = '';
  for (let nr = first; nr <= last; nr++) {
    const pid = findPid(kernel, 0 as NsId, nr)?.ino;
    const at = pid === undefined ? -2 : others.findIndex(a => a.pid === pid);
    table += String.fromCharCode(97 + (at === -2 ? 0 : at + 2));
  }
  return `${state.join('')} ${table}`;
}

/** SPIN's lines for one race of a file, cut to the race's own sizes. */
export function endsIn(lines: ReadonlySet<string>, index: number, race: Race): ReadonlySet<string> {
  const ends = new Set<string>();
  const size = race.numbers.last - race.numbers.first + 1;
  for (const line of lines) {
    const [, program, broken, seen, states = '', table = ''] = line.split(' ');
    if (Number(program) !== index) continue;
    ends.add(`${broken} ${seen} ${states.replace(/0+$/, '')} ${table.slice(0, size)}`);
  }
  return ends;
}
