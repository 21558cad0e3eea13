// The timeline: a scrolling box in which one SVG draws just the rows and the stretch of time in view.
// Wheel scrolls, with Ctrl or sideways it zooms and pans; drag pans; pinch zooms; a click puts the
// cursor there.

import { useEffect, useMemo, useRef, useState } from 'react';
import { useStore } from 'zustand';
import type { Trace, TraceIndex } from '../../src/trace/trace.ts';
import { AXIS, Drawing } from './Drawing.tsx';
import type { Frame } from './frame.ts';
import { followPointer } from './pointer.ts';
import { layRows, type RowOptions, type Rows } from './rows.ts';
import { Sawtooth } from './Sawtooth.tsx';
import type { Scale } from './scale.ts';
import { type Loaded, traces } from './trace-store.ts';
import { useSize } from './use-size.ts';

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
              stretch={state.stretch}
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
