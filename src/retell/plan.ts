// The plan of a story: who is there under which name and number, and the steps in the order of the log.

import { type Incarnation, isThread } from '../trace/incarnation.ts';
import type { Trace } from '../trace/trace.ts';
import { Cast, FIRST, LAST } from './cast.ts';
import { births, type Deed, ending, learning, type Names, using } from './deeds.ts';
import type { Facts } from './facts.ts';

export interface Plan {
  readonly facts: Facts;
  readonly names: Names;
  readonly deeds: readonly Deed[];
  /** Numbers at the start, by name. */
  readonly numbers: ReadonlyMap<string, number>;
  /** Who of the log is there from the start, and under which name. */
  readonly present: ReadonlyMap<number, string>;
  readonly nr: number;
  readonly cursor: number;
}

export function plan(facts: Facts): Plan {
  const cast = new Cast();
  const { trace, meant, user, caller, stranger, reaper, others } = facts;
  const last = trace.uses.event[facts.use] ?? 0;
  const nr = cast.number(facts.nr >= FIRST && facts.nr <= LAST ? facts.nr : 303);
  const numbers = new Map<string, number>();
  const meantName = cast.name(meant, meant.exit >= 0 ? meant.exit : last);
  numbers.set(meantName, nr);
  const byLife = new Map([[meant.index, meantName]]);
  const present = (it: Incarnation | undefined): string => {
    if (it === undefined || ownNumber(it, user) === 1) return 'init';
    // The process first: it keeps the plain name.
    if (isThread(it)) present(trace.lives.at(it.leader));
    const name = cast.name(it, last);
    byLife.set(it.index, name);
    if (!numbers.has(name)) numbers.set(name, cast.number(ownNumber(it, user)));
    return name;
  };
  const userName = present(caller);
  const bystander = (): string => {
    const name = cast.fresh('cron');
    numbers.set(name, cast.number(0));
    return name;
  };
  // The language has no handlers: another thread comes between any two lines as well.
  const inHandler = (): string => {
    const name = cast.fresh('handler');
    numbers.set(name, cast.number(0));
    return name;
  };
  const parent = isThread(meant) ? trace.lives.at(meant.leader) : reaper;
  const reaperName = facts.handler
    ? inHandler()
    : facts.vanishes === 'thread'
      ? 'init'
      : present(reaper);
  if (parent !== undefined) present(trace.lives.at(parent.leader));
  const maker = stranger === undefined ? undefined : makerOf(trace, stranger);
  const makerName = stranger === undefined ? bystander() : present(maker);
  const names: Names = {
    user: userName,
    meant: meantName,
    stranger: stranger === undefined ? cast.fresh('postgres') : cast.name(stranger, last),
    reaper: reaperName,
    maker: makerName,
    others: stranger !== undefined && others.count > 0 ? present(others.maker) : makerName,
    children: stranger === undefined ? [] : others.children.map(child => cast.name(child, last)),
    members: (facts.members ?? []).slice(0, MEMBERS).map(present),
  };
  const deeds = [
    learning(facts, names),
    ...ending(facts, names),
    ...births(facts, names),
    ...using(facts, names, cast),
  ].sort((a, b) => a.event - b.event);
  const before = stranger === undefined ? 0 : others.children.length;
  return { facts, names, deeds, numbers, present: byLife, nr, cursor: cast.cursor(nr, before) };
}

/** Of a group so many are told beside its founder. */
const MEMBERS = 2;

const ownNumber = (it: Incarnation, seenBy: Incarnation): number =>
  it.nr[seenBy.nr.length - 1] ?? it.tid;

function makerOf(trace: Trace, stranger: Incarnation): Incarnation | undefined {
  const maker = trace.lives.at(trace.columns.actor[stranger.born] ?? -1);
  return stranger.born < 0 || maker === undefined ? undefined : trace.lives.at(maker.leader);
}
