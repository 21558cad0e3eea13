// Calls and signals as arrows: from the note, pidfd or process that was used down to the lane it
// reached. Harmless ones go behind the bars, a wrong target in front of everything.

import { memo } from 'react';
import { groupOf, verdictAt } from '../../src/explain/trace-verdict.ts';
import { Verdict } from '../../src/trace/hazard.ts';
import { countUpTo } from '../../src/trace/living.ts';
import { eventAt, firstUse } from '../../src/trace/trace.ts';
import { burstPath } from '../glyphs/burst.ts';
import { type Frame, round } from './frame.ts';
import { isPidfdUse } from './holds.ts';
import { laneOf, originOf } from './rows.ts';
import { xOf } from './scale.ts';

export interface Arrow {
  readonly use: number;
  readonly x: number;
  readonly from: number;
  readonly to: number;
  readonly look: 'wrong' | 'nobody' | 'unprotected' | 'unknown' | 'safe' | 'gone' | 'reached';
}

/** Harmless arrows keep this far from each other: lines anywhere, marks on one lane. */
const LINES_APART = 7;
const MARKS_APART = 24;
const ARROWS_MAX = 160;
/** Harmless uses looked at per drawing; of more, some are skipped evenly. */
const LOOKED_AT = 3000;

/** The arrows in view. Where there are too many uses for the screen, harmless ones are left out. */
export function arrowsOf(frame: Frame, group: string | undefined, view: View): readonly Arrow[] {
  const { trace, scale } = frame;
  const { verdict } = trace.uses;
  const first = firstUse(trace, eventAt(trace, scale.from));
  const end = firstUse(trace, eventAt(trace, scale.to) + 1);
  const stride = Math.max(1, Math.ceil((end - first) / LOOKED_AT));
  const list: Arrow[] = [];
  const lastOn = new Map<number, number>();
  let last = Number.NEGATIVE_INFINITY;
  const add = (use: number, harmless: boolean): void => {
    if (list.length >= ARROWS_MAX) return;
    const arrow = arrowOf(frame, use, group);
    if (arrow === undefined || !inView(arrow, harmless, view)) return;
    if (harmless) {
      const before = lastOn.get(arrow.to) ?? Number.NEGATIVE_INFINITY;
      if (arrow.x - last < LINES_APART || arrow.x - before < MARKS_APART) return;
      last = arrow.x;
      lastOn.set(arrow.to, arrow.x);
    }
    list.push(arrow);
  };
  if (frame.use >= 0) add(frame.use, false);
  const from = countUpTo(frame.grave, first - 1);
  const to = countUpTo(frame.grave, end - 1);
  const skip = Math.max(1, Math.ceil((to - from) / LOOKED_AT));
  for (let i = from; i < to; i += skip) {
    const use = frame.grave[i] as number;
    if (use !== frame.use) add(use, false);
  }
  for (let use = first; use < end; use += stride) {
    const code = verdict[use] as number;
    if (code >= Verdict.unprotected && code !== Verdict.self && use !== frame.use) add(use, true);
  }
  return list;
}

/** Harmless arrows are drawn when their target is in view, others when any part of them is. */
function inView(arrow: Arrow, harmless: boolean, view: View): boolean {
  if (harmless) return arrow.to >= view.from && arrow.to <= view.to;
  return Math.max(arrow.from, arrow.to) >= view.from && Math.min(arrow.from, arrow.to) <= view.to;
}

function arrowOf(frame: Frame, use: number, group: string | undefined): Arrow | undefined {
  const { trace, rows, scale } = frame;
  const { uses } = trace;
  const verdict = verdictAt(trace, use);
  const kind = groupOf(verdict);
  if (frame.kept !== undefined && frame.kept[uses.event[use] ?? 0] !== 1) return undefined;
  if (verdict === 'self' || (group !== undefined && kind !== group && use !== frame.use)) {
    return undefined;
  }
  const from = originOf(rows, trace, use);
  const hit = uses.hit[use] ?? -1;
  const to = laneOf(rows, hit >= 0 ? hit : (uses.meant[use] ?? -1));
  if (from === undefined || to === undefined) return undefined;
  const x = xOf(scale, trace.columns.t[uses.event[use] ?? 0] ?? 0);
  return { use, x, from, to, look: lookOf(frame, use, kind, hit) };
}

function lookOf(
  frame: Frame,
  use: number,
  kind: Arrow['look'] | 'safe',
  hit: number,
): Arrow['look'] {
  if (kind !== 'safe' || !isPidfdUse(frame.trace, use)) return kind;
  return hit < 0 ? 'gone' : 'reached';
}

/** Heights in view. */
export interface View {
  readonly from: number;
  readonly to: number;
}

/** A height, or one just out of view on its side. */
export const nearView = (y: number, { from, to }: View): number =>
  Math.min(Math.max(y, from - 60), to + 60);

const isHazard = (arrow: Arrow): boolean => arrow.look === 'wrong' || arrow.look === 'unprotected';

/** The lines: behind the bars for the harmless, before them for the rest. */
export const ArrowLines = memo(function ArrowLines(props: {
  readonly arrows: readonly Arrow[];
  readonly front: boolean;
  readonly selected: number;
  readonly view: View;
}) {
  return props.arrows
    .filter(arrow => (arrow.look === 'wrong') === props.front)
    .map(arrow => (
      <ArrowLine
        key={arrow.use}
        arrow={arrow}
        selected={arrow.use === props.selected}
        view={props.view}
      />
    ));
});

function ArrowLine(props: {
  readonly arrow: Arrow;
  readonly selected: boolean;
  readonly view: View;
}) {
  const { arrow, selected, view } = props;
  const { x, look } = arrow;
  // A line of a million pixels costs seconds: only what is near the view is drawn.
  const from = nearView(arrow.from, view);
  const to = nearView(arrow.to, view);
  const down = to >= from ? 1 : -1;
  const start = from + down * 8;
  const end = to - down * (look === 'wrong' ? 24 : look === 'gone' ? 16 : 14);
  if ((end - start) * down < 4) return undefined;
  const head = look === 'wrong' ? 7 : 5.5;
  return (
    <g className={`arrow ${look}${selected ? ' selected' : ''}`}>
      {look === 'wrong' ? <path className="halo" d={`M${round(x)} ${start}V${end}`} /> : undefined}
      <path className="shaft" d={`M${round(x)} ${start}V${end - down * head}`} />
      <path
        className="head"
        d={`M${round(x - head)} ${end - down * head * 1.3}h${head * 2}L${round(x)} ${end}z`}
      />
    </g>
  );
}

/** What stands at the arrow's end: burst, warning, tick, stamp. The timeline selects the use when it is clicked. */
export const ArrowMarks = memo(function ArrowMarks(props: {
  readonly frame: Frame;
  readonly arrows: readonly Arrow[];
}) {
  const sorted = [...props.arrows].sort((a, b) => Number(isHazard(a)) - Number(isHazard(b)));
  return sorted.map(arrow => (
    <g
      key={arrow.use}
      className={`mark ${arrow.look}${arrow.use === props.frame.use ? ' selected' : ''}`}
      transform={`translate(${round(arrow.x)} ${round(arrow.to)})`}
      data-use={arrow.use}
    >
      <Mark frame={props.frame} arrow={arrow} />
    </g>
  ));
});

function Mark({ frame, arrow }: { readonly frame: Frame; readonly arrow: Arrow }) {
  switch (arrow.look) {
    case 'wrong':
      return (
        <>
          <path className="burst" d={burstPath({ x: 0, y: 0 }, 25, 17)} />
          <path className="glyph" d="M-5 -5l10 10M5 -5l-10 10" />
          <CallPill frame={frame} arrow={arrow} />
        </>
      );
    case 'unprotected':
      return (
        <>
          <circle r={10.5} />
          <path className="glyph" d="M0 -5.5v6.5M0 5v.1" />
        </>
      );
    case 'gone':
    case 'nobody':
      return (
        <g transform="translate(4 0) rotate(-5)">
          <rect className="stamp" x={-4} y={-13} width={62} height={26} rx={7} />
          <text className="mono stamp-text" x={27} y={5} textAnchor="middle">
            ESRCH
          </text>
        </g>
      );
    case 'unknown':
      return (
        <>
          <circle r={9.5} />
          <text className="glyph-text" y={5} textAnchor="middle">
            ?
          </text>
        </>
      );
    default:
      return (
        <>
          <circle r={9.5} />
          <path className="glyph" d="M-4 .3l2.8 2.8 5.2-5.6" />
        </>
      );
  }
}

/** The call, beside the burst: to the right where there is room, else to the left, else below. */
function CallPill({ frame, arrow }: { readonly frame: Frame; readonly arrow: Arrow }) {
  const { left, width: wide } = frame.scale;
  const text = pillText(frame, arrow.use);
  const width = text.length * 8.5 + 20;
  const roomLeft = arrow.x - left;
  const roomRight = left + wide - arrow.x;
  const place =
    roomRight > width + 40
      ? { x: 33, y: 0 }
      : roomLeft > width + 40
        ? { x: -33 - width, y: 0 }
        : { x: Math.min(Math.max(-width / 2, -roomLeft), roomRight - width), y: 42 };
  return (
    <g className="call-pill" transform={`translate(${round(place.x)} ${place.y})`}>
      <rect x={0} y={-15} width={width} height={30} rx={8} />
      <text className="mono" x={10} y={5}>
        {text}
      </text>
    </g>
  );
}

/** `kill(2114, TERM)`. */
function pillText({ trace }: Frame, use: number): string {
  const event = trace.uses.event[use] ?? 0;
  const name = trace.names[trace.columns.name[event] ?? 0] ?? '';
  const sig = (trace.names[trace.columns.sig[event] ?? 0] ?? '').replace(/^SIG/, '');
  return `${name}(${trace.uses.nr[use]}${sig === '' ? '' : `, ${sig}`})`;
}
