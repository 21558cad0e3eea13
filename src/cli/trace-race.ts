// `wrong-number trace --race`: a stretch of a recording as a race, to check, run and explore.

import { writeFileSync } from 'node:fs';
import type { Stretch } from '../retell/choose.ts';
import { retell } from '../retell/retell.ts';
import { lineOf, type Trace } from '../trace/trace.ts';
import { InputError, type Options, UsageError, wholeNumber } from './options.ts';
import type { Terminal } from './terminal.ts';

/** Writes the race of the stretch that the options name; `hazards` as they are listed. */
export function writeRace(
  trace: Trace,
  hazards: readonly number[],
  file: string,
  options: Options,
  terminal: Terminal,
): void {
  const told = retell(trace, stretchOf(trace, hazards, options), file);
  if (!told.ok) throw new InputError(`${file}: this cannot be told as a race: ${told.error}`);
  const out = options.values.get('-o') ?? '-';
  if (out === '-') {
    terminal.out(told.value.source);
    return;
  }
  try {
    writeFileSync(out, told.value.source);
  } catch (error) {
    throw new InputError(`cannot write ${out}: ${error instanceof Error ? error.message : error}`);
  }
}

function stretchOf(trace: Trace, hazards: readonly number[], options: Options): Stretch {
  const { values } = options;
  const ranged = values.has('--from') || values.has('--to');
  if (ranged && values.has('--hazard'))
    throw new UsageError('--hazard and --from, --to exclude each other');
  if (!ranged) {
    if (hazards.length === 0)
      throw new InputError('no hazard was found; name a stretch with --from LINE --to LINE');
    const nth = wholeNumber(options, '--hazard', 1, 1, hazards.length);
    return { kind: 'use', use: hazards[nth - 1] ?? 0 };
  }
  const from = wholeNumber(options, '--from', 1, 1);
  const to = wholeNumber(options, '--to', trace.lines, 1);
  if (from > to) throw new UsageError('--from must not come after --to');
  return { kind: 'events', ...eventsIn(trace, from, to) };
}

/** The first and the last event of some lines. Of two calls, the one that began later may end first. */
function eventsIn(trace: Trace, from: number, to: number): { from: number; to: number } {
  const found = { from: 0, to: -1 };
  for (let event = 0; event < trace.count; event++) {
    const line = lineOf(trace, event);
    if (line < from || line > to) continue;
    if (found.to < 0) found.from = event;
    found.to = event;
  }
  if (found.to < 0) throw new InputError(`lines ${from} to ${to} tell of no event`);
  return found;
}
