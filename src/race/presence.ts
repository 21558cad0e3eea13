// Checks of the start: who is there must be able to be there, so that the machine can set it up.

import type { Declared } from './declare.ts';
import type { Range, Reporter } from './diagnostic.ts';
import type { ProcessDecl, Race } from './program.ts';
import { all, first } from './tree.ts';

export interface Start {
  readonly reporter: Reporter;
  readonly declared: readonly Declared[];
  readonly processes: readonly ProcessDecl[];
  readonly namespaces: Race['namespaces'];
  readonly sockets: Race['sockets'];
}

/** Reports every process that cannot be there as declared. */
export function checkStart(start: Start): void {
  uniqueNumbers(start);
  socketEnds(start);
  for (const [i, process] of start.processes.entries()) {
    const at = (kind: string) => placeOf(start, i, kind);
    if (process.startNr === undefined) absent(start, i);
    present(start, process.parent, at('Parent'), 'a parent');
    present(start, process.threadOf, at('ThreadOf'), 'the process of a thread');
    present(start, process.group, at('Group'), 'the leader of a group');
    const host = process.threadOf === undefined ? undefined : start.processes[process.threadOf];
    if (host?.threadOf !== undefined)
      start.reporter.error(at('ThreadOf'), `${host.name} is a thread itself`, 'name its process');
    if (ancestors(start, i).includes(i))
      start.reporter.error(at('Parent'), `${process.name} would be its own ancestor`);
    insideChecks(start, i);
  }
}

/** Both ends of a socket are there at the start. */
function socketEnds(start: Start): void {
  for (const socket of start.sockets) {
    for (const end of socket.ends) {
      const process = start.processes[end];
      if (process === undefined || process.startNr !== undefined) continue;
      start.reporter.error(
        placeOf(start, end, 'Definition'),
        `${process.name} has an end of the socket ${socket.name}, and is not there at the start`,
        `give it a number: process ${process.name} 303 …`,
      );
    }
  }
}

/** Where an attribute of a process is written. */
function placeOf(start: Start, process: number, kind: string): Range {
  const nodes = start.declared[process]?.nodes ?? [];
  const found = nodes.flatMap(node => all(node, kind))[0];
  return found ?? (nodes[0] && first(nodes[0], 'Definition')) ?? nodes[0] ?? { from: 0, to: 0 };
}

/** A process that is spawned later has the parent, group and user of whoever spawns it. */
function absent(start: Start, index: number): void {
  const process = start.processes[index];
  if (process === undefined) return;
  for (const kind of ['Parent', 'ThreadOf', 'Inside', 'Group', 'Uid', 'Ignores', 'Subreaper']) {
    const nodes = start.declared[index]?.nodes ?? [];
    const found = nodes.flatMap(node => all(node, kind))[0];
    if (found !== undefined)
      start.reporter.error(
        found,
        `${process.name} is not there at the start, so this has no effect`,
        `give it a number: process ${process.name} 303 …`,
      );
  }
}

function present(start: Start, other: number | undefined, at: Range, role: string): void {
  const process = other === undefined ? undefined : start.processes[other];
  if (process === undefined || process.startNr !== undefined) return;
  start.reporter.error(
    at,
    `${process.name} is not there at the start, and cannot be ${role}`,
    `give it a number: process ${process.name} 303 …`,
  );
}

function ancestors(start: Start, index: number): number[] {
  const found: number[] = [];
  let at = start.processes[index]?.parent;
  while (at !== undefined && !found.includes(at)) {
    found.push(at);
    at = start.processes[at]?.parent;
  }
  return found;
}

/** A namespace needs its number 1, and gives each number once. */
function insideChecks(start: Start, index: number): void {
  const { reporter, processes } = start;
  const inside = processes[index]?.inside;
  const namespace = inside && start.namespaces[inside.namespace];
  if (inside === undefined || namespace === undefined) return;
  const at = placeOf(start, index, 'Inside');
  const same = (nr: number) =>
    processes.findIndex(p => p.inside?.namespace === inside.namespace && p.inside.nr === nr);
  if (inside.nr < 1 || inside.nr > namespace.numbers.last)
    reporter.error(at, `${inside.nr} is not among the numbers of ${namespace.name}`);
  if (same(inside.nr) < index)
    reporter.error(at, `${inside.nr} is taken already in ${namespace.name}`);
  if (same(1) < 0)
    reporter.error(
      at,
      `${namespace.name} has no process with the number 1`,
      `process boxinit 302 in ${namespace.name} as 1;`,
    );
}

/** No two processes may hold one number at the start. */
function uniqueNumbers(start: Start): void {
  const holders = new Map<number, string>();
  for (const [i, process] of start.processes.entries()) {
    if (process.startNr === undefined) continue;
    const holder = holders.get(process.startNr);
    if (holder !== undefined)
      start.reporter.error(
        placeOf(start, i, 'StartNumber'),
        `${process.startNr} is ${holder}’s number already`,
      );
    else holders.set(process.startNr, process.name);
  }
}
