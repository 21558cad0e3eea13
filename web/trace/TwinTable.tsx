// The timeline as a table, for screen readers and for reading: every lane in view of the chosen set.

import { memo, useMemo, useState } from 'react';
import { duration, endText, moment, nameIn, spokenLabel } from '../../src/explain/trace.ts';
import { stateAt, type Trace } from '../../src/trace/trace.ts';
import { interesting } from './lanes.ts';
import type { Loaded } from './trace-store.ts';

const ROWS_MAX = 200;

export const TwinTable = memo(function TwinTable({
  loaded,
  cursor,
}: {
  readonly loaded: Loaded;
  readonly cursor: number;
}) {
  const { trace, index } = loaded;
  const [open, setOpen] = useState(false);
  const lives = useMemo(
    () => (open ? [...interesting(trace, index)].sort((a, b) => a - b).slice(0, ROWS_MAX) : []),
    [trace, index, open],
  );
  return (
    <details className="twin" onToggle={event => setOpen(event.currentTarget.open)}>
      <summary>The lanes as a table</summary>
      <table>
        <caption className="sr">Who held which number when; state at event {cursor + 1}</caption>
        <thead>
          <tr>
            <th scope="col">Number and holder</th>
            <th scope="col">Name</th>
            <th scope="col">Began</th>
            <th scope="col">Ended</th>
            <th scope="col">Number free</th>
            <th scope="col">Now</th>
          </tr>
        </thead>
        <tbody>
          {lives.map(life => (
            <TableRow key={life} trace={trace} life={life} cursor={cursor} />
          ))}
        </tbody>
      </table>
      {open && trace.lives.length > lives.length ? (
        <p className="caption">
          {lives.length} of {trace.lives.length} are listed: those whose number was reused or used.
        </p>
      ) : undefined}
    </details>
  );
});

function TableRow(props: {
  readonly trace: Trace;
  readonly life: number;
  readonly cursor: number;
}) {
  const { trace } = props;
  const life = trace.lives.at(props.life);
  if (life === undefined) return undefined;
  const zombie =
    life.exit >= 0 && life.reap >= 0 ? ` after ${duration(life.reapAt - life.exitAt)}` : '';
  return (
    <tr>
      <th scope="row">{spokenLabel(life)}</th>
      <td>{nameIn(life)}</td>
      <td>{life.born < 0 ? 'before' : `${moment(trace, life.bornAt)}`}</td>
      <td>
        {life.exit < 0 ? 'not seen' : `${moment(trace, life.exitAt)}, ${endText(life.status)}`}
      </td>
      <td>{life.reap < 0 ? 'not seen' : `${moment(trace, life.reapAt)}${zombie}`}</td>
      <td>{stateAt(life, props.cursor)}</td>
    </tr>
  );
}
