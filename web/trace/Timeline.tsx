// The timeline: a scrolling box in which one SVG draws just the rows and the stretch of time in view.
// Wheel scrolls, with Ctrl or sideways it zooms and pans; drag pans; pinch zooms; a click puts the
// cursor there.

import { useEffect, useMemo, useRef, useState } from 'react';
import { useStore } from 'zustand';
import { moment } from '../../src/explain/trace.ts';
import type { Trace, TraceIndex } from '../../src/trace/trace.ts';
import { ArrowLines, ArrowMarks, arrowsOf } from './Arrows.tsx';
import { Axis, Defs } from './Axis.tsx';
import type { Frame } from './frame.ts';
import { HoldRow } from './Holds.tsx';
import { Lane } from './Lanes.tsx';
import { followPointer } from './pointer.ts';
import { layRows, type RowOptions, type Rows, rowsBetween } from './rows.ts';
import { Sawtooth } from './Sawtooth.tsx';
import { type Scale, xOf } from './scale.ts';
import { type Loaded, traces } from './trace-store.ts';

const AXIS = 40;

/** The size of an element, followed. */
function useSize(): [React.RefObject<HTMLDivElement | null>, { width: number; height: number }] {
  const ref = useRef<HTMLDivElement>(null);
  const [size, setSize] = useState({ width: 0, height: 0 });
  useEffect(() => {
    const element = ref.current;
    if (element === null) return;
    const observer = new ResizeObserver(() => {
      setSize({ width: element.clientWidth, height: element.clientHeight });
    });
    observer.observe(element);
    return () => observer.disconnect();
  }, []);
  return [ref, size];
}

export function Timeline({ loaded }: { readonly loaded: Loaded }) {
  const state = useStore(traces);
  const [ref, { width, height }] = useSize();
  const [scroll, setScroll] = useState(0);
  const named = width >= 760;
  const { trace, index, tones } = loaded;
  const { order, set, focus, use } = state;
  const { rows, laneHeight } = useMemo(
    () => fittedRows(trace, index, { order, set, focus, use, laneHeight: 42 }, height - AXIS),
    [trace, index, order, set, focus, use, height],
  );
  const left = named ? 214 : width < 480 ? 84 : 104;
  const scale: Scale = { ...state.range, left, width: Math.max(40, width - left - 16) };
  const frame: Frame = {
    trace,
    index,
    tones,
    rows,
    scale,
    barHeight: laneHeight - 15,
    named,
    cursor: state.cursor,
    use: state.use,
  };
  useCursorInView(ref, frame);
  const scaleRef = useRef(scale);
  scaleRef.current = scale;
  useEffect(() => {
    const element = ref.current;
    return element === null ? undefined : followPointer(element, () => scaleRef.current);
  }, [ref]);
  return (
    <div className="timeline-panel panel">
      <div
        className="timeline"
        ref={ref}
        onScroll={event => setScroll(event.currentTarget.scrollTop)}
      >
        {width === 0 ? undefined : (
          <div className="timeline-inner" style={{ height: rows.height + AXIS }}>
            <Drawing
              frame={frame}
              scroll={scroll}
              width={width}
              height={height}
              group={state.group}
            />
          </div>
        )}
      </div>
      {width > 0 ? <Sawtooth frame={frame} width={width} open={state.sawtooth} /> : undefined}
    </div>
  );
}

/** Rows with lanes as high as there is room for, between 34 and 46 pixels. */
function fittedRows(
  trace: Trace,
  index: TraceIndex,
  options: RowOptions,
  height: number,
): { rows: Rows; laneHeight: number } {
  const rows = layRows(trace, index, options);
  const lanes = rows.laneOf.size;
  if (height <= 0 || lanes === 0 || lanes > 40) return { rows, laneHeight: options.laneHeight };
  const others = rows.height - lanes * options.laneHeight;
  const laneHeight = Math.min(46, Math.max(34, Math.floor((height - others - 2) / lanes)));
  return { rows: layRows(trace, index, { ...options, laneHeight }), laneHeight };
}

/** Scrolls to the lane that the event at the cursor is about, when it is out of view. */
function useCursorInView(
  ref: React.RefObject<HTMLDivElement | null>,
  { rows, trace, cursor }: Frame,
): void {
  const seen = useRef(-1);
  useEffect(() => {
    const box = ref.current;
    if (box === null || seen.current === cursor || box.clientHeight === 0) return;
    seen.current = cursor;
    const { actor, object } = trace.columns;
    const y = rows.laneOf.get(object[cursor] ?? -1) ?? rows.laneOf.get(actor[cursor] ?? -1);
    if (y === undefined) return;
    const at = y + AXIS;
    if (at > box.scrollTop + box.clientHeight - 30) box.scrollTop = at - box.clientHeight + 80;
    else if (at < box.scrollTop + AXIS + 20) box.scrollTop = Math.max(0, at - AXIS - 60);
  }, [ref, rows, trace, cursor]);
}

interface DrawingProps {
  readonly frame: Frame;
  readonly scroll: number;
  readonly width: number;
  readonly height: number;
  readonly group: string | undefined;
}

function Drawing({ frame, scroll, width, height, group }: DrawingProps) {
  const { rows, scale, trace } = frame;
  const visible = rowsBetween(rows.rows, scroll - 60, scroll + height);
  const arrows = arrowsOf(frame, group, { from: scroll - 20, to: scroll + height + 20 });
  const t = trace.columns.t[frame.cursor] ?? 0;
  const x = xOf(scale, t);
  const inView = x >= scale.left - 1 && x <= scale.left + scale.width + 1;
  return (
    <svg
      className="timeline-drawing"
      width={width}
      height={height}
      role="img"
      aria-label={`Timeline, ${rows.rows.length} rows. The table below it says the same in text.`}
    >
      <Defs width={scale.width} left={scale.left} height={height} axis={AXIS} />
      <Axis scale={scale} height={height} axis={AXIS} />
      <g clipPath="url(#trace-lanes)">
        <g transform={`translate(0 ${AXIS - scroll})`}>
          {rows.box === undefined ? undefined : (
            <rect
              className="hold-box"
              x={frame.named ? 80 : 6}
              y={rows.box.from - 2}
              width={Math.max(10, width - (frame.named ? 84 : 10))}
              height={rows.box.to - rows.box.from + 6}
              rx={10}
            />
          )}
          <g clipPath="url(#trace-plot)">
            <ArrowLines arrows={arrows} front={false} selected={frame.use} />
          </g>
          {visible.map(row =>
            row.kind === 'life' ? (
              <Lane key={row.key} frame={frame} row={row} />
            ) : (
              <HoldRow key={row.key} frame={frame} row={row} />
            ),
          )}
          <g clipPath="url(#trace-plot)">
            <ArrowLines arrows={arrows} front selected={frame.use} />
            <ArrowMarks frame={frame} arrows={arrows} />
          </g>
        </g>
      </g>
      {inView ? (
        <Playhead x={x} height={height} label={moment(trace, t)} right={width} />
      ) : undefined}
    </svg>
  );
}

function Playhead(props: {
  readonly x: number;
  readonly height: number;
  readonly label: string;
  readonly right: number;
}) {
  const { x, height, label, right } = props;
  const width = label.length * 8.6 + 20;
  const at = Math.min(Math.max(x - width / 2, 4), right - width - 4);
  return (
    <g className="playhead" transform={`translate(${Math.round(x * 10) / 10} 0)`}>
      <path className="cursor-line" d={`M0 30V${height}`} />
      <g transform={`translate(${at - x} 8)`}>
        <rect width={width} height={23} rx={6} />
        <text className="mono" x={width / 2} y={16.5} textAnchor="middle">
          {label}
        </text>
      </g>
    </g>
  );
}
