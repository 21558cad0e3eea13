// Where an order found here can be replayed: a scenario's in the lab, a program's in the editor.

import { formatSchedule } from '../../src/machine/schedule.ts';
import { lettersOf } from '../../src/machine/setup.ts';
import { writeProgramLink } from '../editor/program-link.ts';
import { writeLink } from '../lab/lab-link.ts';
import { isChanged } from '../shell/what-if-link.ts';
import { OWN } from './explorer-link.ts';
import type { Explorer } from './explorer-store.ts';
import type { Shown } from './job.ts';

/** An address with its name; undefined: the editor has no changes but those of the text. */
export function replayOf(
  state: Pick<Explorer, 'id' | 'program' | 'race' | 'whatIf'>,
  order: Shown,
  at: number,
): { readonly href: string; readonly label: string } | undefined {
  const { id, program, race, whatIf } = state;
  const schedule = formatSchedule(order.order, lettersOf(race));
  if (program === undefined) {
    const href = writeLink({ id, whatIf, schedule, at, xray: false });
    return { href, label: 'Replay in the lab' };
  }
  if (isChanged(whatIf)) return undefined;
  const origin = id === OWN ? undefined : id;
  return {
    href: writeProgramLink({ origin, program, schedule, at }),
    label: 'Replay in the editor',
  };
}
