// Plays a schedule given by names, for tests.

import { ensure } from '../../base.ts';
import type { Race } from '../../race/program.ts';
import type { Machine, Value } from '../machine.ts';
import { parseSchedule } from '../schedule.ts';
import { lettersOf } from '../setup.ts';
import { startWorlds, stepWorlds, type Worlds } from '../worlds.ts';
import { raceFrom } from './wide.ts';

/** All worlds after the given order, which must be possible in at least one of them. */
export function play(race: Race, order: string): Worlds {
  const names = race.processes.map(p => p.name);
  const parsed = parseSchedule(order, lettersOf(race), names);
  if (!parsed.ok) throw new Error(`no such order: ${order}`);
  return parsed.value.reduce(
    (worlds, who) => ensure(stepWorlds(worlds, who), `a step of ${names[who.process]}`),
    startWorlds(race),
  );
}

/** The first world of a race in source form, after the given order. */
export function machineAfter(source: string, order: string): Machine {
  return ensure(play(raceFrom(source), order).machines[0], 'world');
}

/** A variable of a process by name; undefined: not set. */
export function variable(
  machine: Machine,
  process: string,
  name: string,
  instance = 0,
): Value | undefined {
  const { race, programs } = machine.setup;
  const index = race.processes.findIndex(p => p.name === process);
  const actor = machine.actors.find(a => a.process === index && a.instance === instance);
  const slot = ensure(programs[index], 'program').vars.indexOf(name);
  return ensure(actor, process).vars[slot];
}
