// Whom the race follows, and by what it holds on to others.

import { P } from '../kernel/index.ts';
import type { Instr, Race } from '../race/program.ts';
import type { Machine } from './machine.ts';
import type { HolderView, NoteView, PlugView } from './view.ts';

/** Some variant of it has steps. */
export function acts(race: Race, process: number): boolean {
  return race.processes[process]?.programs.some(p => p.code.length > 0) === true;
}

/**
 * Of the processes that differ between the variants, the one whose calls name others most
 * consequentially; where none differs, of all that act, and pid 1 only if nobody else does.
 */
export function leadingProcess(race: Race): number {
  const differ = race.processes.some(differs);
  const weights = race.processes.map((p, i) => {
    if (differ ? !differs(p) : !acts(race, i)) return -1;
    if (!differ && p.startNr === 1) return 0;
    return 1 + Math.max(0, ...p.programs.flatMap(x => x.code.flatMap(wayOf)).map(w => w.weight));
  });
  const most = Math.max(...weights);
  return most < 0 ? -1 : weights.indexOf(most);
}

const differs = ({ programs }: Race['processes'][number]): boolean =>
  new Set(programs.map(p => p.source.from)).size > 1;

/** Whom the race follows, and whether its calls name others by number or by descriptor. */
export function holderOf(
  machine: Machine,
  notes: readonly NoteView[],
  plugs: readonly PlugView[],
): HolderView | undefined {
  const process = leadingProcess(machine.setup.race);
  const actor = machine.actors.find(a => a.process === process && a.instance === 0);
  const decl = machine.setup.race.processes[process];
  if (decl === undefined) return undefined;
  const ways = (machine.setup.programs[process]?.code ?? []).flatMap(wayOf);
  const best = ways.reduce<Way | undefined>(
    (a, b) => (a && a.weight > b.weight ? a : b),
    undefined,
  );
  const by = best?.by ?? 'number';
  const held = by === 'reference' ? plugs : notes;
  return { process, name: decl.name, by, has: held.some(h => h.holder === actor?.pid) };
}

/** How a call names its process. Signals weigh more than waits, and those more than opening. */
interface Way {
  readonly by: 'number' | 'reference';
  readonly weight: number;
}

function wayOf(instr: Instr): readonly Way[] {
  if (instr.kind === 'spawn')
    return instr.args === undefined ? [] : [{ by: 'reference', weight: 0 }];
  if (instr.kind !== 'syscall') return [];
  switch (instr.name) {
    case 'pidfd_send_signal':
    case 'pidfd_getfd':
    case 'process_madvise':
    case 'process_mrelease':
      return [{ by: 'reference', weight: 3 }];
    case 'kill':
    case 'tkill':
    case 'tgkill':
    case 'rt_sigqueueinfo':
      return [{ by: 'number', weight: 3 }];
    case 'waitid': {
      const kind = instr.args[0];
      const pidfd =
        kind?.kind === 'value' && kind.expr.kind === 'int' && kind.expr.value === P.P_PIDFD;
      return [{ by: pidfd ? 'reference' : 'number', weight: 2 }];
    }
    case 'poll':
      return [{ by: 'reference', weight: 2 }];
    case 'wait4':
      return [{ by: 'number', weight: 1 }];
    case 'pidfd_open':
      return [{ by: 'reference', weight: 1 }];
    default:
      return [];
  }
}
