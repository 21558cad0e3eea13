// Lanes with more than one incarnation in them: all holders of a number one after the other, or a
// process tree as the number of its processes over time.

import { nameIn } from '../../src/explain/trace.ts';
import { labelOf, letter } from '../../src/trace/incarnation.ts';
import { type Frame, round } from './frame.ts';
import type { LifeRow } from './rows.ts';
import { xOf } from './scale.ts';

interface Props {
  readonly frame: Frame;
  readonly row: LifeRow;
}

/** A holder's bar in pixels. */
interface Span {
  readonly life: number;
  readonly from: number;
  readonly dead: number;
  readonly to: number;
  readonly letter: string;
  readonly label: string;
  readonly name: string;
}

/** Narrower bars are drawn as strokes, at most one per two pixels. */
const NARROW = 3;

/** The holders of a number: every other bar lighter, so that each change of hands shows at any zoom. */
export function FoldedNumber({ frame, row }: Props) {
  const spans = spansOf(frame, row);
  const { barHeight } = frame;
  const y = row.y + (row.h - barHeight) / 2;
  const middle = row.y + row.h / 2;
  const wide = spans.filter(span => span.to - span.from >= NARROW);
  let strokes = '';
  let last = Number.NEGATIVE_INFINITY;
  for (const span of spans) {
    if (span.to - span.from >= NARROW || span.from - last < 2) continue;
    strokes += `M${round(span.from)} ${y}v${barHeight}`;
    last = span.from;
  }
  const [first, end] = [spans[0], spans.at(-1)];
  if (first === undefined || end === undefined) return undefined;
  return (
    <g className="bar holders-bar">
      <path className="free" d={`M${round(first.from)} ${middle}H${round(end.to)}`} />
      {strokes === '' ? undefined : <path className="strokes" d={strokes} />}
      {wide.map((span, i) => (
        <g key={span.life} data-life={span.life}>
          <rect
            className={`fill${i % 2 === 1 ? ' other' : ''}`}
            x={round(span.from)}
            y={y}
            width={round(Math.max(1, span.dead - span.from))}
            height={barHeight}
            rx={span.dead - span.from > 8 ? 5 : 1}
          />
          {span.to - span.dead > 0.8 ? (
            <rect
              className="zombie"
              x={round(span.dead)}
              y={y + 1}
              width={round(span.to - span.dead)}
              height={barHeight - 2}
            />
          ) : undefined}
          <rect className="cap" x={round(span.to) - 1} y={y - 3} width={2} height={barHeight + 6} />
          {span.dead - span.from > 16 ? (
            <text className="bar-text mono" x={round(span.from) + 6} y={middle + 5}>
              {span.dead - span.from > 70 ? span.label : span.letter}
              {span.dead - span.from > 90 + span.name.length * 8.2 ? (
                <tspan className="holder-name" dx={10}>
                  {span.name}
                </tspan>
              ) : undefined}
            </text>
          ) : undefined}
        </g>
      ))}
    </g>
  );
}

function spansOf({ trace, scale }: Frame, row: LifeRow): readonly Span[] {
  const right = scale.left + scale.width;
  const spans: Span[] = [];
  for (const member of row.members) {
    const life = trace.lives.at(member);
    if (life === undefined) continue;
    const to = xOf(scale, life.reap >= 0 ? life.reapAt : trace.length);
    const from = xOf(scale, life.bornAt);
    if (to < scale.left || from > right) continue;
    const dead = life.exit >= 0 ? xOf(scale, life.exitAt) : to;
    const inside = (x: number): number => Math.min(Math.max(x, scale.left), right);
    spans.push({
      life: member,
      from: inside(from),
      dead: inside(Math.min(dead, to)),
      to: inside(to),
      letter: letter(life.holder[life.holder.length - 1] ?? 0),
      label: labelOf(life),
      name: nameIn(life),
    });
  }
  return spans;
}

const STEP = 2;

/** How many processes of a tree there are at a time, as an outline under the root's own bar. */
export function FoldedTree({ frame, row }: Props) {
  const { trace, scale, barHeight } = frame;
  const columns = Math.ceil(scale.width / STEP);
  const change = new Int32Array(columns + 2);
  const column = (t: number): number =>
    Math.min(columns, Math.max(0, Math.floor((xOf(scale, t) - scale.left) / STEP)));
  for (const member of row.members) {
    const life = trace.lives.at(member);
    const end = life === undefined ? 0 : life.reap >= 0 ? life.reapAt : trace.length;
    if (life === undefined || life.bornAt > scale.to || end < scale.from) continue;
    const [from, to] = [column(life.bornAt), column(end)];
    change[from] = (change[from] as number) + 1;
    change[to + 1] = (change[to + 1] as number) - 1;
  }
  let most = 1;
  let now = 0;
  const counts = change.map(by => {
    now += by;
    most = Math.max(most, now);
    return now;
  });
  const bottom = row.y + (row.h + barHeight) / 2;
  const high = barHeight * 0.4;
  let path = '';
  for (let i = 0; i < columns; i++) {
    const count = counts[i] ?? 0;
    if (count === 0) continue;
    const h = Math.max(1.5, (high * Math.log2(1 + count)) / Math.log2(1 + most));
    path += `M${scale.left + i * STEP} ${bottom}h${STEP}v${-round(h)}h${-STEP}z`;
  }
  return <path className="crowd" d={path} />;
}
