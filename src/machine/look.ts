// From a moment of several worlds to what a drawing of one of them needs. Pure selectors.

import { ensure } from '../base.ts';
import { holdersOf, type Ino, type Nr, type Task } from '../kernel/index.ts';
import { blockedBy, nextStep } from './choice.ts';
import { cardsOf, plugsOf } from './held.ts';
import { acts, holderOf } from './holder.ts';
import { verdictOf } from './judge.ts';
import { linksOf, setsOf } from './links.ts';
import type { Machine } from './machine.ts';
import { notesOf, sharedOf } from './notes.ts';
import { type People, type Person, peopleOf } from './people.ts';
import { ringsOf } from './ring.ts';
import type { StepView, TileView, TokenView, WaitView, WorldView } from './view.ts';
import type { Worlds } from './worlds.ts';

/** World number `index` of this moment. */
export function look(worlds: Worlds, index: number): WorldView {
  const machine = ensure(worlds.machines[index], 'world');
  const people = peopleOf(machine);
  const last = lastStep(worlds, index);
  const notes = notesOf(machine);
  const plugs = plugsOf(machine);
  const line = last?.line === undefined ? undefined : { pid: last.pid, line: last.line };
  return {
    variant: machine.setup.variant,
    name: worlds.race.variants[machine.setup.variant] ?? '',
    holder: holderOf(machine, notes, plugs),
    people: people.all.map(p => ({
      pid: p.pid,
      nr: p.nr,
      letter: placeOf(people, p, []).letter,
      name: p.name,
    })),
    rings: ringsOf(machine, people, worlds.interest, worlds.laps[index] ?? []),
    tokens: tokensOf(machine, people, worlds.interest),
    tiles: tilesOf(worlds, index, people),
    cards: cardsOf(machine, people, line),
    notes,
    plugs,
    links: linksOf(machine),
    sets: setsOf(machine),
    waits: waitsOf(machine),
    shared: sharedOf(machine),
    last,
    verdict: verdictOf(machine, people, notes, plugs),
  };
}

/** Every world of this moment. */
export function lookAll(worlds: Worlds): readonly WorldView[] {
  return worlds.machines.map((_, i) => look(worlds, i));
}

/** Who stands in a call that blocks. */
function waitsOf(machine: Machine): readonly WaitView[] {
  return machine.actors.flatMap((actor): WaitView[] => {
    const blocked = blockedBy(machine, actor);
    return blocked?.kind === 'call' ? [{ pid: actor.pid, blocked }] : [];
  });
}

function tokensOf(machine: Machine, people: People, interest: readonly Nr[]): readonly TokenView[] {
  return machine.kernel.pids.flatMap((pid): TokenView[] => {
    const person = pid && people.of(pid.ino);
    if (pid === undefined || person === undefined) return [];
    const { process, name, glyph } = person;
    return [
      {
        pid: pid.ino,
        upids: pid.upids,
        ...placeOf(people, person, interest),
        onRing: pid.hashed,
        holders: holdersOf(machine.kernel, pid.ino).length,
        process,
        name,
        glyph,
      },
    ];
  });
}

function placeOf(people: People, person: Person, interest: readonly Nr[]) {
  const { pid, nr, upids } = person;
  const colour = interest.indexOf(nr);
  const ns = ensure(upids[0], 'its outermost number').ns;
  return { nr, letter: people.letter(ns, nr, pid), interest: colour < 0 ? undefined : colour };
}

function tilesOf(worlds: Worlds, index: number, people: People): readonly TileView[] {
  const machine = ensure(worlds.machines[index], 'world');
  const earlier = worlds.before?.machines[index];
  const tiles: TileView[] = [];
  for (const person of people.all) {
    const now = taskFor(machine, person.pid);
    const then = earlier && taskFor(earlier, person.pid);
    const task = now ?? then;
    if (task === undefined) continue;
    const group = (now ? machine : earlier)?.kernel.groups[task.group];
    const leader = group && (now ? machine : earlier)?.kernel.tasks[group.leader]?.pid;
    const parent =
      group?.parent === undefined ? undefined : machine.kernel.tasks[group.parent]?.pid;
    tiles.push({
      pid: person.pid,
      ref: person.ref,
      process: person.process,
      name: person.name,
      glyph: person.glyph,
      ...placeOf(people, person, worlds.interest),
      state: now ? now.state : 'reaped',
      mark: markOf(worlds, index, people, person, now),
      threadOf: leader === person.pid ? undefined : leader,
      parent,
      pgid: group?.pgid,
      sid: group?.sid,
      acts: acts(worlds.race, person.process),
    });
  }
  return tiles;
}

function taskFor(machine: Machine, pid: Ino): Task | undefined {
  return machine.kernel.tasks.find(t => t?.pid === pid);
}

function markOf(
  worlds: Worlds,
  index: number,
  people: People,
  person: Person,
  task: Task | undefined,
): TileView['mark'] {
  const machine = ensure(worlds.machines[index], 'world');
  const dead = task === undefined || task.state === 'zombie';
  const signals = machine.hits.filter(h => h.deed === 'signal');
  const hit = signals.findLast(h => h.reached === person.pid && h.outcome !== 'zombie');
  if (hit?.outcome === 'wrong') return dead ? 'killedWrongly' : 'hitWrongly';
  if (hit?.outcome === 'right' && dead) return 'killedRightly';
  if (dead) return 'none';
  const missed = signals.some(
    h => h.via === 'fd' && h.outcome === 'nobody' && isEarlier(people, h.meant, person),
  );
  if (missed) return 'spared';
  const deed = worlds.deeds[index];
  const born = deed?.kind === 'ran' && deed.log.events.some(e => isBirth(e, person.pid));
  const earlier = people.all.some(p => isEarlier(people, p.pid, person));
  return born && earlier ? 'newTenant' : 'none';
}

function isBirth(event: { readonly kind: string }, pid: Ino): boolean {
  return event.kind === 'alloc' && 'pid' in event && event.pid === pid;
}

/** `pid` had this person's number before. */
function isEarlier(people: People, pid: Ino | undefined, person: Person): boolean {
  const other = people.of(pid);
  return other !== undefined && other.nr === person.nr && other.pid < person.pid;
}

/** What the last step did in this world. */
function lastStep(worlds: Worlds, index: number): StepView | undefined {
  const deed = worlds.deeds[index];
  const { who, before } = worlds;
  const earlier = before?.machines[index];
  if (deed === undefined || who === undefined || earlier === undefined) return undefined;
  if (deed.kind === 'stood') return stood(worlds, index, earlier, deed.blocked);
  const { actor, log } = deed;
  const next = nextStep(earlier, actor);
  return {
    ref: who,
    pid: actor.pid,
    name: actor.name,
    op: next?.op ?? 'none',
    what: next?.what ?? '',
    line: next?.line,
    args: next?.args ?? [],
    result: log.result,
    errno: log.errno,
    blocked: undefined,
    events: log.events,
    hit: log.hit,
  };
}

function stood(
  worlds: Worlds,
  index: number,
  machine: Machine,
  blocked: NonNullable<StepView['blocked']>,
): StepView | undefined {
  const { who } = worlds;
  if (who === undefined) return undefined;
  const same = (a: { process: number; instance: number }) =>
    a.process === who.process && a.instance === who.instance;
  const actor =
    machine.actors.find(same) ?? worlds.before?.machines.flatMap(m => m.actors).find(same);
  if (actor === undefined || index < 0) return undefined;
  return {
    ref: who,
    pid: actor.pid,
    name: actor.name,
    op: 'none',
    what: '',
    line: undefined,
    args: [],
    result: undefined,
    errno: undefined,
    blocked,
    events: [],
    hit: undefined,
  };
}
