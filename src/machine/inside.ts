// The numbers of a process that lives in a PID namespace at the start, where a race gives only the
// innermost and the outermost: those between are chosen here, the same way for the model and the stage.

import type { Race } from '../race/program.ts';

/**
 * The numbers of process `index`, from the innermost namespace outwards, as set_tid wants them. With no
 * number of its own in the initial namespace only the innermost one is given; the kernel chooses the rest.
 */
export function numbersInside(race: Race, index: number): readonly number[] {
  const p = race.processes[index];
  if (p?.inside === undefined) return [];
  const { namespace, nr } = p.inside;
  if (p.startNr === undefined) return [nr];
  return [nr, ...outwards(race, namespace).map(ns => between(race, ns, index)), p.startNr];
}

/** The namespaces around one, without the initial one. */
function outwards(race: Race, namespace: number): readonly number[] {
  const parent = race.namespaces[namespace]?.parent;
  return parent === undefined ? [] : [parent, ...outwards(race, parent)];
}

/** Number in `ns` of a process that lives further in: in the order of declaration, from `next` on. */
function between(race: Race, ns: number, index: number): number {
  const declared = race.processes.flatMap(p => (p.inside?.namespace === ns ? [p.inside.nr] : []));
  const taken = new Set([1, ...declared]);
  const deeper = race.processes.filter(
    (p, i) =>
      i < index &&
      p.startNr !== undefined &&
      p.inside !== undefined &&
      outwards(race, p.inside.namespace).includes(ns),
  );
  let nr = race.namespaces[ns]?.cursor ?? 2;
  for (let left = deeper.length; taken.has(nr) || left > 0; nr++) if (!taken.has(nr)) left--;
  return nr;
}
