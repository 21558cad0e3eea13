// What the process in focus holds, a row each: a note with a number, which means somebody, nobody or
// somebody else; a pidfd, an unbroken cable.

import { memo } from 'react';
import { nameIn } from '../../src/explain/trace.ts';
import { type Frame, round } from './frame.ts';
import type { Hold, Segment } from './holds.ts';
import type { Row } from './rows.ts';
import { xOf } from './scale.ts';

export const HoldRow = memo(function HoldRow({
  frame,
  row,
}: {
  readonly frame: Frame;
  readonly row: Extract<Row, { kind: 'hold' }>;
}) {
  const { hold } = row;
  const middle = row.y + row.h / 2;
  const x = frame.named ? 92 : 12;
  return (
    <g className="hold">
      {hold.kind === 'note' ? (
        <path className="note-icon" d={`M${x} ${middle - 8}h16v11l-5 5h-11z`} />
      ) : (
        <path
          className="plug-icon"
          transform={`translate(${x - 2} ${middle - 9}) scale(.78)`}
          d="M2.5 12H8M21.5 12h-4M8 7.5v9h3.5c3.5 0 6-2 6-4.5s-2.5-4.5-6-4.5zM17 10h4.5M17 14h4.5"
        />
      )}
      <text className="hold-name" x={x + 24} y={middle + 5}>
        {holdName(hold, frame.named)}
      </text>
      {hold.kind === 'note' ? (
        hold.segments.map(segment => (
          <NotePart key={segment.from} frame={frame} segment={segment} y={middle} />
        ))
      ) : (
        <Cable frame={frame} hold={hold} y={middle} />
      )}
    </g>
  );
});

const holdName = (hold: Hold, named: boolean): string =>
  hold.kind === 'note'
    ? named
      ? `note ${hold.nr}`
      : `${hold.nr}`
    : named
      ? `fd ${hold.fd}, pidfd`
      : `fd ${hold.fd}`;

function NotePart({
  frame,
  segment,
  y,
}: {
  readonly frame: Frame;
  readonly segment: Segment;
  readonly y: number;
}) {
  const { scale, trace } = frame;
  const from = Math.max(scale.left, xOf(scale, segment.from));
  const to = Math.min(scale.left + scale.width, xOf(scale, segment.to));
  if (to <= from) return undefined;
  const life = trace.lives.at(segment.life);
  const text = segment.means === 'nobody' || life === undefined ? 'nobody' : nameIn(life);
  const shown = text.length * 7.6 + 12 < to - from ? text : '';
  return (
    <g className={`note ${segment.means}`}>
      <rect x={round(from)} y={y - 8} width={round(to - from)} height={16} rx={3} />
      <text x={round(from) + 7} y={y + 5}>
        {shown}
      </text>
    </g>
  );
}

function Cable({
  frame,
  hold,
  y,
}: {
  readonly frame: Frame;
  readonly hold: Extract<Hold, { kind: 'pidfd' }>;
  readonly y: number;
}) {
  const { scale, trace } = frame;
  const from = Math.max(scale.left, xOf(scale, hold.from));
  const to = Math.min(scale.left + scale.width, xOf(scale, hold.to));
  if (to <= from) return undefined;
  const life = trace.lives.at(hold.life);
  const text = life === undefined ? '' : `${nameIn(life)}, always`;
  const width = text.length * 7.6 + 14;
  return (
    <g className="cable-row">
      <path className="cable" d={`M${round(from)} ${y}H${round(to)}`} />
      <path className="cable-core" d={`M${round(from)} ${y}H${round(to)}`} />
      {to - from > width + 50 ? (
        <>
          <rect className="plate" x={round(from) + 24} y={y - 9} width={width} height={18} />
          <text x={round(from) + 31} y={y + 5}>
            {text}
          </text>
        </>
      ) : undefined}
    </g>
  );
}
