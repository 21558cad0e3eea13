// One lane per incarnation: badge and name, the bar with its zombie tail and reap cap, the dotted
// elbow to the number's next holder.

import { memo } from 'react';
import { letterOf, nameIn } from '../../src/explain/trace.ts';
import { type Incarnation, labelOf, namespaceOf, numberOf } from '../../src/trace/incarnation.ts';
import { type LifeState, stateAt } from '../../src/trace/trace.ts';
import { nearView, type View } from './arrow-list.ts';
import { FoldedNumber, FoldedTree } from './FoldedLanes.tsx';
import { type Frame, round, toneClass, toneOf } from './frame.ts';
import { tickMarks } from './marks.ts';
import { type LifeRow, laneOf } from './rows.ts';
import { xOf } from './scale.ts';

/** Estimated width of a label in the bars' type. */
const textWidth = (text: string): number => text.length * 8.2;

/** A lane at the cursor: of the incarnations in it, the one that is there, and its state. */
export function LaneAt(props: {
  readonly frame: Frame;
  readonly row: LifeRow;
  readonly view: View;
  readonly cursor: number;
}) {
  const { frame, row, view, cursor } = props;
  const { lives } = frame.trace;
  const there = (life: number): boolean => {
    const found = lives.at(life);
    return found !== undefined && !['unborn', 'gone'].includes(stateAt(found, cursor));
  };
  const now = row.members.find(there) ?? row.life;
  const found = lives.at(now);
  const state = found === undefined ? 'gone' : stateAt(found, cursor);
  return <Lane frame={frame} row={row} view={view} now={now} state={state} />;
}

const Lane = memo(function Lane(props: {
  readonly frame: Frame;
  readonly row: LifeRow;
  readonly view: View;
  readonly now: number;
  readonly state: LifeState;
}) {
  const { frame, row, view, now, state } = props;
  const life = frame.trace.lives.at(row.life);
  if (life === undefined) return undefined;
  const chosen = row.members.includes(frame.life) ? ' chosen' : '';
  const several = row.members.length > 1;
  const named = frame.found?.lives;
  const found = named !== undefined && row.members.some(member => named[member] === 1);
  return (
    <g
      className={`${toneClass(toneOf(frame, row.life))} lane ${state}${chosen}${found ? ' found' : ''}`}
      data-life={several && frame.byNumber ? now : row.life}
    >
      {chosen === '' ? undefined : (
        <rect
          className="chosen-lane"
          x={4}
          y={row.y + 1}
          width={frame.scale.left + frame.scale.width + 8}
          height={row.h - 2}
          rx={9}
        />
      )}
      <Badge frame={frame} row={row} life={life} />
      {several && frame.byNumber ? (
        <FoldedNumber frame={frame} row={row} />
      ) : several ? (
        <>
          <FoldedTree frame={frame} row={row} />
          <Bar frame={frame} row={row} life={life} view={view} />
        </>
      ) : (
        <Bar frame={frame} row={row} life={life} view={view} />
      )}
    </g>
  );
});

interface LaneProps {
  readonly frame: Frame;
  readonly row: LifeRow;
  readonly life: Incarnation;
}

function Badge({ frame, row, life }: LaneProps) {
  const middle = row.y + row.h / 2;
  const nr = String(numberOf(life));
  const more = row.fold === 'closed' && frame.byNumber ? String(row.members.length).length : 0;
  const width = 26 + nr.length * 8.6 + more * 7;
  const x = 18 + Math.min(row.depth, 6) * (frame.named ? 12 : 4);
  const many = row.fold === 'closed' && frame.byNumber;
  return (
    <g className="badge-label">
      {row.fold === 'none' ? undefined : (
        <g className="fold" data-fold={row.life}>
          <rect x={x - 18} y={row.y} width={18} height={row.h} />
          <path
            d={
              row.fold === 'open'
                ? `M${x - 13} ${middle - 2}l4 4.5 4-4.5`
                : `M${x - 11} ${middle - 4.5}l4.5 4.5-4.5 4.5`
            }
          />
        </g>
      )}
      <rect className="badge" x={x} y={middle - 14} width={width} height={28} rx={8} />
      <text className="mono number" x={x + 8} y={middle + 5}>
        {nr}
        <tspan className="letter" dx={4}>
          {many ? `×${row.members.length}` : letterOf(life)}
        </tspan>
      </text>
      {frame.named ? (
        <text className="name" x={x + width + 11} y={middle + 5}>
          {fitted(rowName(frame, row, life), frame.scale.left - x - width - 16)}
        </text>
      ) : undefined}
    </g>
  );
}

/** A lane's name: of a folded number all its holders', of a folded tree how many are in it. */
function rowName({ trace, byNumber }: Frame, row: LifeRow, life: Incarnation): string {
  if (row.fold !== 'closed') return nameIn(life);
  if (!byNumber) return `${nameIn(life)} +${row.members.length - 1}`;
  const names = new Set<string>();
  for (const member of row.members.slice(0, 40)) {
    const found = trace.lives.at(member);
    if (found !== undefined) names.add(nameIn(found));
  }
  return [...names].join(', ');
}

/** Cut to a width, with an ellipsis. */
function fitted(text: string, width: number): string {
  const most = Math.max(3, Math.floor(width / 7.9));
  return text.length <= most ? text : `${text.slice(0, most - 1)}…`;
}

function Bar({ frame, row, life, view }: LaneProps & { readonly view: View }) {
  const { scale, barHeight, trace } = frame;
  const { left, width } = scale;
  const end = life.reap >= 0 ? life.reapAt : trace.length;
  const rawFrom = xOf(scale, life.bornAt);
  const rawTo = xOf(scale, end);
  if (rawTo < left || rawFrom > left + width) return undefined;
  const from = Math.max(left, rawFrom);
  const to = Math.max(from + 2, Math.min(left + width, rawTo));
  const dead = life.exit >= 0 ? Math.min(to, Math.max(from, xOf(scale, life.exitAt))) : to;
  const height = row.members.length > 1 ? Math.round(barHeight * 0.55) : barHeight;
  const y = row.y + (row.h - barHeight) / 2;
  const open = life.reap < 0;
  return (
    <g className="bar">
      <rect
        className="fill"
        x={round(from)}
        y={y}
        width={round(Math.max(1, dead - from))}
        height={height}
        rx={dead - from > 8 ? 5 : 1}
      />
      {to - dead > 0.8 ? (
        <rect
          className="zombie"
          x={round(dead)}
          y={y + 1}
          width={round(to - dead)}
          height={height - 2}
        />
      ) : undefined}
      {open || rawTo > left + width ? undefined : (
        <rect className="cap" x={round(to) - 1.5} y={y - 3} width={3} height={height + 6} rx={1} />
      )}
      <Ticks frame={frame} life={life} y={y + height - 6} />
      <BarText life={life} from={from} to={dead} y={y + height / 2 + 5} />
      <Elbow frame={frame} life={life} x={rawTo} y={row.y + row.h / 2} view={view} />
    </g>
  );
}

function BarText(props: {
  readonly life: Incarnation;
  readonly from: number;
  readonly to: number;
  readonly y: number;
}) {
  const { life, from, to, y } = props;
  const label = labelOf(life);
  const name = nameIn(life);
  const room = to - from - 16;
  if (room < textWidth(label)) return undefined;
  return (
    <text className="bar-text" x={round(from) + 9} y={y}>
      <tspan className="mono">{label}</tspan>
      {room > textWidth(label) + 12 + textWidth(name) ? <tspan dx={12}>{name}</tspan> : undefined}
    </text>
  );
}

function Ticks({
  frame,
  life,
  y,
}: {
  readonly frame: Frame;
  readonly life: Incarnation;
  readonly y: number;
}) {
  const marks = tickMarks(frame.trace, frame.index, life.index, frame.scale, frame.kept);
  if (marks.length === 0) return undefined;
  return <path className="ticks" d={marks.map(x => `M${round(x)} ${y}v4`).join('')} />;
}

/** From a reaped holder to the next: the number lies free, and is given away again. */
function Elbow(props: {
  readonly frame: Frame;
  readonly life: Incarnation;
  readonly x: number;
  readonly y: number;
  readonly view: View;
}) {
  const { frame, life, x, y, view } = props;
  if (life.reap < 0) return undefined;
  const holders = frame.index.holders.of(namespaceOf(life), numberOf(life));
  const next = frame.trace.lives.at(holders[holders.indexOf(life.index) + 1] ?? -1);
  const lane = next === undefined ? undefined : laneOf(frame.rows, next.index);
  if (next === undefined || lane === undefined) return undefined;
  const target = nearView(lane, view);
  const to = Math.min(xOf(frame.scale, next.bornAt), frame.scale.left + frame.scale.width + 30);
  const r = Math.min(22, Math.abs(target - y) / 2, Math.max(2, to - x));
  const down = target > y ? 1 : -1;
  return (
    <path
      className="elbow"
      d={`M${round(x)} ${round(y)}V${round(target - down * r)}Q${round(x)} ${round(target)} ${round(x + r)} ${round(target)}H${round(Math.max(x + r, to))}`}
    />
  );
}
