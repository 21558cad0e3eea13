// The catalogue: every scenario by its id, in the order in which they are numbered. The sources are
// embedded as text, so that a browser, a worker and Node read them alike.

import { ensure } from '../base.ts';
import { compile } from '../race/compile.ts';
import { diagnosticText } from '../race/diagnostic.ts';
import type { Race } from '../race/program.ts';
import { SOURCES } from './sources.gen.ts';

/** Ids in the order of the catalogue: the first is scenario 1. */
export const IDS: readonly string[] = [
  'stale-pidfile',
  'own-child',
  'stolen-child',
  'sigchld-ignored',
  'ps-grep-kill',
  'check-then-act',
  'same-start-time',
  'peer-credentials',
  'low-memory-killer',
  'main-pid',
  'double-fork',
  'too-late',
  'between-fork-and-open',
  'dead-yet',
  'wrong-status',
  'pinned-number',
  'threads',
  'another-seven',
  'mixed-namespaces',
  'somebody-elses-file',
  'seccomp-supervisor',
  'round-the-clock',
  'choosing-your-number',
  'holder-dies',
  'held-not-used',
  'zero-and-minus-one',
  'two-reapers',
];

/** The source of a scenario; undefined when there is none of that id. */
export function sourceOf(id: string): string | undefined {
  return IDS.includes(id) ? SOURCES[id] : undefined;
}

/** The title of a scenario, without compiling it; undefined when there is none of that id. */
export function titleOf(id: string): string | undefined {
  return /^race "(.*)"/m.exec(sourceOf(id) ?? '')?.[1];
}

/** A scenario of the catalogue, compiled. The id must be one of `IDS`. */
export function raceOf(id: string): Race {
  const { race, diagnostics } = compile(ensure(sourceOf(id), `scenario ${id}`), id);
  return ensure(
    race,
    `program of ${id}: ${diagnostics.map(d => diagnosticText(d, id)).join('; ')}`,
  );
}

/** All scenarios, compiled, in order. */
export function catalogue(): readonly Race[] {
  return IDS.map(raceOf);
}
