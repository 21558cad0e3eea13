// The numbers handed out over time, over the whole recording: each crossing of the dashed line is a
// chance for the number in question to come back. Also the overview: the window on the time axis is
// the brush on it.

import { memo, useMemo, useRef } from 'react';
import { labelOf, letter, namespaceOf, numberOf } from '../../src/trace/incarnation.ts';
import type { Trace, TraceIndex } from '../../src/trace/trace.ts';
import { Icon } from '../glyphs/Icon.tsx';
import { CursorLine } from './CursorLine.tsx';
import { type Frame, round, toneClass } from './frame.ts';
import { type Handed, handedOut, spanOfNumbers } from './marks.ts';
import { type Scale, timeOf, xOf } from './scale.ts';
import { keyOf, type Tones } from './tones.ts';
import { toggleSawtooth, traces } from './trace-store.ts';
import { setRange } from './window.ts';

const HEIGHT = 82;
const TOP = 10;
const BOTTOM = 16;
/** With less room on the left the number in question stands over the ends of the scale. */
const NARROW = 130;

interface Props {
  readonly recording: Pick<Frame, 'trace' | 'index' | 'tones'>;
  /** The part in view. */
  readonly scale: Scale;
  /** The selected use, or -1. */
  readonly use: number;
  readonly width: number;
  readonly open: boolean;
}

export const Sawtooth = memo(function Sawtooth(props: Props) {
  const { recording, scale, use, width, open } = props;
  const { trace, index, tones } = recording;
  const subject = useMemo(() => subjectOf(trace, tones, use), [trace, tones, use]);
  const ns = subject === undefined ? 0 : namespaceOf(subject);
  const points = useMemo(() => handedOut(trace, ns, 1500), [trace, ns]);
  const { low, high } = useMemo(() => spanOfNumbers(points), [points]);
  const { left } = scale;
  const whole = useMemo((): Scale => {
    const to = Math.max(1000, trace.length * 1.01);
    return { from: 0, to, left, width: width - left - 16 };
  }, [trace.length, left, width]);
  const path = useMemo(() => sawPath(points, whole, low, high), [points, whole, low, high]);
  const drag = useRef<{ x: number; from: number; to: number } | undefined>(undefined);
  if (points.length < 2) return undefined;
  const y = (nr: number): number => heightOf(nr, low, high);
  const nr = subject === undefined ? undefined : numberOf(subject);
  return (
    <div className="sawtooth">
      <p className="sawtooth-title">
        <button type="button" aria-expanded={open} onClick={toggleSawtooth}>
          <Icon name={open ? 'down' : 'right'} size={13} /> Numbers handed out
        </button>
        <span>
          {' '}
          as far as this recording saw; a number can come back each time the line crosses it
        </span>
      </p>
      {open ? (
        <div className="sawtooth-plot">
          <svg
            width={width}
            height={HEIGHT}
            role="img"
            aria-label={`Numbers handed out, from ${low} to ${high}, ${points.length} births`}
            onPointerDown={event => {
              const { range } = traces.getState();
              event.currentTarget.setPointerCapture(event.pointerId);
              const t = timeOf(whole, event.nativeEvent.offsetX);
              const span = range.to - range.from;
              if (t < range.from || t > range.to)
                setRange({ from: t - span / 2, to: t + span / 2 });
              const now = traces.getState().range;
              drag.current = { x: event.nativeEvent.offsetX, from: now.from, to: now.to };
            }}
            onPointerMove={event => {
              if (drag.current === undefined) return;
              const by = timeOf(whole, event.nativeEvent.offsetX) - timeOf(whole, drag.current.x);
              setRange({ from: drag.current.from + by, to: drag.current.to + by });
            }}
            onPointerUp={() => {
              drag.current = undefined;
            }}
          >
            {[TOP + 6, HEIGHT - BOTTOM + 4].map((at, i) =>
              nr !== undefined && left < NARROW && Math.abs(y(nr) + 5 - at) < 14 ? undefined : (
                <text key={at} className="mono scale-end" x={14} y={at}>
                  {i === 0 ? high : low}
                </text>
              ),
            )}
            <path className="saw" d={path} />
            {nr !== undefined && subject !== undefined ? (
              <g className={toneClass(tones.get(keyOf(subject)))}>
                <text className="mono saw-number" x={left - 10} y={y(nr) + 5} textAnchor="end">
                  {nr}
                </text>
                <path className="saw-line" d={`M${left} ${round(y(nr))}H${left + whole.width}`} />
                {holders(trace, index, ns, nr).map(life => (
                  <g
                    key={life.index}
                    transform={`translate(${round(xOf(whole, life.bornAt))} ${round(y(nr))})`}
                  >
                    <circle className="saw-dot" r={9} />
                    <text className="saw-letter" y={4.5} textAnchor="middle">
                      {letter(life.holder[life.holder.length - 1] ?? 0)}
                    </text>
                    <title>{labelOf(life)}</title>
                  </g>
                ))}
              </g>
            ) : undefined}
            <Brush whole={whole} scale={scale} />
          </svg>
          <CursorLine trace={trace} scale={whole} />
        </div>
      ) : undefined}
    </div>
  );
});

/** Where a number stands between the least and the greatest shown. */
const heightOf = (nr: number, low: number, high: number): number =>
  TOP + (1 - Math.min(1, Math.max(0, (nr - low) / (high - low)))) * (HEIGHT - TOP - BOTTOM);

function Brush({ whole, scale }: { readonly whole: Scale; readonly scale: Scale }) {
  const from = Math.max(whole.left, xOf(whole, scale.from));
  const to = Math.min(whole.left + whole.width, xOf(whole, scale.to));
  if (to - from > whole.width * 0.97) return undefined;
  return (
    <rect
      className="brush"
      x={round(from)}
      y={1}
      width={round(Math.max(3, to - from))}
      height={HEIGHT - 2}
      rx={4}
    />
  );
}

/** The number in question: that of the selected use, else the first with a colour. */
function subjectOf(trace: Trace, tones: Tones, use: number) {
  const meant = trace.lives.at(trace.uses.meant[use] ?? -1);
  if (meant !== undefined) return meant;
  return trace.lives.find(life => tones.has(keyOf(life)));
}

function holders(trace: Trace, index: TraceIndex, ns: number, nr: number) {
  return [...index.holders.of(ns, nr).subarray(0, 40)]
    .map(life => trace.lives.at(life))
    .filter(life => life !== undefined);
}

/** Rising lines between births; a step down by more than half the span is a wrap, dotted. */
function sawPath(points: readonly Handed[], scale: Scale, low: number, high: number): string {
  let path = '';
  let before: Handed | undefined;
  for (const point of points) {
    const to = `${round(xOf(scale, point.t))} ${round(heightOf(point.nr, low, high))}`;
    const wrapped = before !== undefined && before.nr - point.nr > (high - low) / 2;
    path += before === undefined || wrapped ? `M${to}` : `L${to}`;
    before = point;
  }
  return path;
}
