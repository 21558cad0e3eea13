// The steps that led to a moment of one world, and which of them did what. For chains of causes.

import { ensure } from '../base.ts';
import type { Ino, KernelEvent, Nr } from '../kernel/index.ts';
import type { Machine } from '../machine/machine.ts';
import { type People, peopleOf } from '../machine/people.ts';
import type { Deed, Worlds } from '../machine/worlds.ts';

/** One world's past: entry i is what step i did there. Entry 0 is the start and did nothing. */
export interface Past {
  readonly worlds: Worlds;
  readonly world: number;
  readonly people: People;
  readonly events: readonly (readonly KernelEvent[])[];
  /** Name of the process that took step i. */
  readonly actors: readonly string[];
  /** What was done in step i: by whom, with what answer. Undefined: nothing here. */
  readonly deeds: readonly (Extract<Deed, { kind: 'ran' }> | undefined)[];
  /** The machine after step i. */
  readonly machines: readonly Machine[];
}

/** A step that did something. */
export interface Moment<E> {
  readonly at: number;
  readonly actor: string;
  readonly event: E;
}

export function pastOf(worlds: Worlds, world: number): Past {
  const events: (readonly KernelEvent[])[] = [];
  const actors: string[] = [];
  const deeds: (Extract<Deed, { kind: 'ran' }> | undefined)[] = [];
  const machines: Machine[] = [];
  for (let w: Worlds | undefined = worlds; w !== undefined; w = w.before) {
    const deed = w.deeds[world];
    events.unshift(deed?.kind === 'ran' ? deed.log.events : []);
    actors.unshift(deed?.kind === 'ran' ? deed.actor.name : '');
    deeds.unshift(deed?.kind === 'ran' ? deed : undefined);
    machines.unshift(ensure(w.machines[world], 'world'));
  }
  const machine = ensure(worlds.machines[world], 'world');
  return { worlds, world, people: peopleOf(machine), events, actors, deeds, machines };
}

/** The last step with an event like that. */
export function lastMoment<K extends KernelEvent['kind']>(
  past: Past,
  kind: K,
  fits: (event: Extract<KernelEvent, { kind: K }>) => boolean,
): Moment<Extract<KernelEvent, { kind: K }>> | undefined {
  for (let at = past.events.length - 1; at > 0; at--) {
    for (const event of past.events[at] ?? []) {
      if (isKind(event, kind) && fits(event)) {
        return { at, actor: past.actors[at] ?? '', event };
      }
    }
  }
  return undefined;
}

function isKind<K extends KernelEvent['kind']>(
  event: KernelEvent,
  kind: K,
): event is Extract<KernelEvent, { kind: K }> {
  return event.kind === kind;
}

/** Everybody who has had the number, oldest first. */
export function holdersOfNumber(past: Past, nr: Nr): readonly Ino[] {
  return past.people.all.filter(p => p.upids.some(u => u.nr === nr)).map(p => p.pid);
}
