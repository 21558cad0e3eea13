// The whole recording in one strip: how many processes there are, where numbers come back, where the
// hazards are and what was found. The window on it can be moved, stretched at its ends, or drawn anew.

import { memo, useMemo, useRef } from 'react';
import type { Found } from '../../src/trace/find.ts';
import { Verdict } from '../../src/trace/hazard.ts';
import { type Overview, overviewOf } from '../../src/trace/overview.ts';
import type { Trace } from '../../src/trace/trace.ts';
import { CursorLine } from './CursorLine.tsx';
import { findMarks } from './find-marks.ts';
import { round } from './frame.ts';
import { type Scale, timeOf, xOf } from './scale.ts';
import { eventOfTime, goToEvent, type Stretch, traces } from './trace-store.ts';
import { setRange } from './window.ts';

export const MINIMAP = 40;
const STEP = 2;
const GRIP = 7;
const CLICK = 4;

interface Props {
  readonly trace: Trace;
  /** The part in view. */
  readonly scale: Scale;
  readonly found: Found | undefined;
  readonly width: number;
  readonly stretch: Stretch | undefined;
}

type Drag = {
  readonly kind: 'move' | 'from' | 'to' | 'new';
  readonly x: number;
  moved: boolean;
} & {
  readonly from: number;
  readonly to: number;
};

export const Minimap = memo(function Minimap(props: Props) {
  const { trace, scale, found, width, stretch } = props;
  const { left } = scale;
  const wide = Math.max(40, width - left - 16);
  const length = Math.max(1000, trace.length * 1.01);
  const whole = useMemo(
    (): Scale => ({ from: 0, to: length, left, width: wide }),
    [length, left, wide],
  );
  const columns = Math.ceil(wide / STEP);
  const overview = useMemo(() => overviewOf(trace, columns, length), [trace, columns, length]);
  const paths = useMemo(() => pathsOf(overview, left), [overview, left]);
  const drag = useRef<Drag | undefined>(undefined);
  const { t } = trace.columns;
  const back = overview.recycled.reduce((sum, n) => sum + n, 0);
  return (
    <div className="minimap">
      <svg
        width={width}
        height={MINIMAP}
        role="img"
        aria-label={`The whole recording: ${trace.lives.length} tasks; a number comes back ${back} times. The part in view is marked.`}
        onPointerDown={event => {
          event.currentTarget.setPointerCapture(event.pointerId);
          drag.current = grab(whole, event.nativeEvent.offsetX);
        }}
        onPointerMove={event => {
          if (drag.current !== undefined) pull(drag.current, whole, event.nativeEvent.offsetX);
        }}
        onPointerUp={event => {
          if (drag.current?.moved === false) clicked(timeOf(whole, event.nativeEvent.offsetX));
          drag.current = undefined;
        }}
        onPointerCancel={() => {
          drag.current = undefined;
        }}
      >
        {left > 150 ? (
          <text className="minimap-name" x={left - 12} y={MINIMAP / 2 + 5} textAnchor="end">
            {cameBack(back)}
          </text>
        ) : undefined}
        <rect className="ground" x={left} y={2} width={wide} height={MINIMAP - 4} rx={5} />
        <path className="living" d={paths.living} />
        <path className="recycled" d={paths.recycled} />
        <path className="unprotected" d={paths.unprotected} />
        <path className="wrong" d={paths.wrong} />
        {found === undefined ? undefined : (
          <path className="finds" d={findMarks({ trace, scale: whole }, found, 9)} />
        )}
        {stretch === undefined ? undefined : (
          <rect
            className="stretch"
            x={round(xOf(whole, t[stretch.from] ?? 0))}
            y={MINIMAP - 6}
            width={round(
              Math.max(2, xOf(whole, t[stretch.to] ?? 0) - xOf(whole, t[stretch.from] ?? 0)),
            )}
            height={4}
          />
        )}
        <Window whole={whole} scale={scale} />
      </svg>
      <CursorLine trace={trace} scale={whole} />
    </div>
  );
});

const cameBack = (count: number): string =>
  count === 0
    ? 'no number came back'
    : count === 1
      ? '1 number came back'
      : `${count} numbers came back`;

/** The part in view, with grips; all else is dimmed. */
function Window({ whole, scale }: { readonly whole: Scale; readonly scale: Scale }) {
  const right = whole.left + whole.width;
  const from = Math.min(right, Math.max(whole.left, xOf(whole, scale.from)));
  const to = Math.min(right, Math.max(from + 3, xOf(whole, scale.to)));
  const middle = MINIMAP / 2;
  return (
    <g className="window">
      <path
        className="dim"
        d={`M${whole.left} 2H${round(from)}V${MINIMAP - 2}H${whole.left}zM${round(to)} 2H${right}V${MINIMAP - 2}H${round(to)}z`}
      />
      <rect
        className="frame"
        x={round(from)}
        y={1}
        width={round(to - from)}
        height={MINIMAP - 2}
        rx={5}
      />
      <path className="grip" d={`M${round(from)} ${middle - 6}v12M${round(to)} ${middle - 6}v12`} />
    </g>
  );
}

function pathsOf({ living, recycled, verdict }: Overview, left: number) {
  const bottom = MINIMAP - 3;
  const most = Math.log2(1 + living.reduce((a, b) => Math.max(a, b), 1));
  const mostBack = Math.log2(1 + recycled.reduce((a, b) => Math.max(a, b), 1));
  const paths = { living: '', recycled: '', unprotected: '', wrong: '' };
  const bar = (i: number, h: number): string =>
    `M${left + i * STEP} ${bottom}h${STEP}v${-round(h)}h${-STEP}z`;
  living.forEach((count, i) => {
    if (count > 0) paths.living += bar(i, (Math.log2(1 + count) / most) * 18);
    const back = recycled[i] ?? 0;
    if (back > 0) paths.recycled += bar(i, 8 + (Math.log2(1 + back) / mostBack) * 18);
    const code = verdict[i] ?? 0;
    if (code === Verdict.wrong) paths.wrong += `M${left + i * STEP - 1} 3h4v${MINIMAP - 6}h-4z`;
    else if (code > 0 && code <= Verdict.late) {
      paths.unprotected += `M${left + i * STEP} 4h3v9h-3z`;
    }
  });
  return paths;
}

/** What a press takes hold of: an end of the window, the window, or nothing. */
function grab(whole: Scale, x: number): Drag {
  const { from, to } = traces.getState().range;
  const [left, right] = [xOf(whole, from), xOf(whole, to)];
  const all = left <= whole.left + 1 && right >= whole.left + whole.width - 1;
  const kind =
    Math.abs(x - left) <= GRIP
      ? 'from'
      : Math.abs(x - right) <= GRIP
        ? 'to'
        : !all && x > left && x < right
          ? 'move'
          : 'new';
  return { kind, x, moved: false, from, to };
}

function pull(drag: Drag, whole: Scale, x: number): void {
  if (!drag.moved && Math.abs(x - drag.x) < CLICK) return;
  drag.moved = true;
  const t = timeOf(whole, x);
  const start = timeOf(whole, drag.x);
  const { from, to } = drag;
  switch (drag.kind) {
    case 'move':
      setRange({ from: from + t - start, to: to + t - start });
      break;
    case 'from':
      setRange({ from: Math.min(t, to - 1000), to });
      break;
    case 'to':
      setRange({ from, to: Math.max(t, from + 1000) });
      break;
    case 'new':
      setRange({ from: Math.min(t, start), to: Math.max(t, start) });
  }
}

/** A click goes to a moment, and shows it. */
function clicked(t: number): void {
  const { from, to } = traces.getState().range;
  if (t < from || t > to) setRange({ from: t - (to - from) / 2, to: t + (to - from) / 2 });
  goToEvent(eventOfTime(t));
}
