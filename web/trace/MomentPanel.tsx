// What there is at the cursor: the table of numbers, and the process tree.

import { useMemo, useState } from 'react';
import { moment as timeText } from '../../src/explain/trace.ts';
import { nameOfLife } from '../../src/explain/trace-verdict.ts';
import { HatchDefs } from '../lab/HatchDefs.tsx';
import { handoutsFor, momentAt, namespaceName, numbersIn } from './moments.ts';
import { NumberRing } from './NumberRing.tsx';
import { ProcessTree } from './ProcessTree.tsx';
import type { Loaded } from './trace-store.ts';

interface Props {
  readonly loaded: Loaded;
  readonly cursor: number;
  /** The incarnation in question; -1 for none. */
  readonly life: number;
  readonly use: number;
}

export function MomentPanel({ loaded, cursor, life, use }: Props) {
  const { trace, moments } = loaded;
  const [chosen, choose] = useState<number | undefined>(undefined);
  const moment = useMemo(() => momentAt(trace, moments, cursor), [trace, moments, cursor]);
  const subject = trace.lives.at(life >= 0 ? life : (trace.uses.meant[use] ?? -1));
  const handouts = handoutsFor(loaded, chosen, subject);
  const numbers = handouts === undefined ? undefined : numbersIn(trace, handouts, moment);
  const t = trace.columns.t[cursor] ?? 0;
  const when = trace.timed ? `at ${timeText(trace, t)}` : `at event ${cursor + 1}`;
  return (
    <>
      {handouts === undefined || numbers === undefined ? undefined : (
        <section className="moment-numbers" aria-label="Numbers at the cursor">
          <HatchDefs />
          <header>
            <h2>Numbers {when}</h2>
            {moments.handouts.length < 2 ? undefined : (
              <label className="picker small">
                <select
                  aria-label="Whose numbers"
                  value={handouts.ns}
                  onChange={event => choose(Number(event.currentTarget.value))}
                >
                  {moments.handouts.slice(0, 50).map(table => (
                    <option key={table.ns} value={table.ns}>
                      {namespaceName(trace, table)}
                    </option>
                  ))}
                </select>
                <strong>{namespaceName(trace, handouts)}</strong>
              </label>
            )}
          </header>
          <p className="caption">
            {numbers.last === undefined
              ? 'None handed out yet in this recording.'
              : `Handed out last: ${numbers.last.nr}, to ${nameOfLife(trace, numbers.last.life, cursor)}.`}
          </p>
          <NumberRing
            loaded={loaded}
            handouts={handouts}
            numbers={numbers}
            moment={moment}
            life={subject?.index ?? -1}
          />
        </section>
      )}
      <section className="moment-tree" aria-label="Processes at the cursor">
        <h2>
          {moment.tree.length === 1 ? '1 process' : `${moment.tree.length} processes`} {when}
        </h2>
        <ProcessTree loaded={loaded} moment={moment} life={life} />
      </section>
    </>
  );
}
