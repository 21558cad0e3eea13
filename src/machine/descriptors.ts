// Whether descriptors play a part in a race: if not, nobody has any open at the start.

import type { Race } from '../race/program.ts';

const WITHOUT = new Set(['kill', 'wait4', 'exit', 'exit_group', 'fork', 'getpid', 'signal']);

/** Some program makes a call in which descriptors may play a part. */
export function usesDescriptors(race: Race): boolean {
  return race.processes.some(p =>
    p.programs.some(({ code }) =>
      code.some(i =>
        i.kind === 'spawn' ? i.args !== undefined : i.kind === 'syscall' && !WITHOUT.has(i.name),
      ),
    ),
  );
}
