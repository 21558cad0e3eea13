// The timeline: a scrolling box in which one SVG draws just the rows and the stretch of time in view.
// Wheel scrolls, with Ctrl or sideways it zooms and pans; drag pans; pinch zooms; a click puts the
// cursor there.

import { useEffect, useLayoutEffect, useMemo, useRef, useState } from 'react';
import { useStore } from 'zustand';
import type { Trace } from '../../src/trace/trace.ts';
import { AXIS, Drawing } from './Drawing.tsx';
import type { Frame } from './frame.ts';
import { interesting, type Lanes, lanesOf } from './lanes.ts';
import { Minimap } from './Minimap.tsx';
import { followPointer } from './pointer.ts';
import { laneOf, layRows, type Rows } from './rows.ts';
import { Sawtooth } from './Sawtooth.tsx';
import { SearchBar } from './SearchBar.tsx';
import type { Scale } from './scale.ts';
import { type Loaded, type TraceState, traces } from './trace-store.ts';
import { useSize } from './use-size.ts';

/** Least and greatest height of a lane. */
const LANE_HEIGHT = [34, 46] as const;
const LANE_HEIGHT_NARROW = [36, 42] as const;

/** The rows on show, for keys that move between lanes. */
export const shownRows: { now: Rows | undefined } = { now: undefined };

function useLanes(loaded: Loaded, state: TraceState): Lanes {
  const { order, set, folds, family, life } = state;
  const { trace, index } = loaded;
  const extra = set === 'all' || interesting(trace, index).has(life) ? -1 : life;
  return useMemo(
    () => lanesOf(trace, index, { order, set, folds, family, extra }),
    [trace, index, order, set, folds, family, extra],
  );
}

export function Timeline({ loaded }: { readonly loaded: Loaded }) {
  const state = useStore(traces);
  const [ref, { width, height }] = useSize();
  const named = width >= 760;
  const { trace, index, tones } = loaded;
  const { focus, use } = state;
  const lanes = useLanes(loaded, state);
  const rows = useMemo(() => {
    const laneHeight = named ? LANE_HEIGHT : LANE_HEIGHT_NARROW;
    return layRows(trace, index, lanes, { focus, use, laneHeight, room: height - AXIS });
  }, [trace, index, lanes, focus, use, named, height]);
  shownRows.now = rows;
  const [scroll, setScroll] = useScroll(ref, rows, { ...state, trace }, height);
  const left = named ? 214 : width < 480 ? 84 : 104;
  const { range, kept, order, life } = state;
  const { grave } = loaded;
  const found = state.search?.found;
  const frame = useMemo((): Frame => {
    const scale: Scale = { ...range, left, width: Math.max(40, width - left - 16) };
    const barHeight = rows.laneHeight - 15;
    const byNumber = order === 'number';
    const basis = { trace, index, tones, rows, scale, barHeight, named };
    return { ...basis, use, grave, kept, found, life, byNumber };
  }, [trace, index, tones, rows, range, left, width, named, use, grave, kept, found, life, order]);
  const { scale } = frame;
  const scaleRef = useRef(scale);
  scaleRef.current = scale;
  useEffect(() => {
    const element = ref.current;
    return element === null ? undefined : followPointer(element, () => scaleRef.current);
  }, [ref]);
  return (
    <div className="timeline-panel panel">
      <SearchBar loaded={loaded} />
      <div
        className="timeline"
        ref={ref}
        onScroll={event => setScroll(event.currentTarget.scrollTop)}
      >
        {width === 0 ? undefined : (
          <div className="timeline-inner" style={{ height: rows.height + AXIS }}>
            <Drawing
              frame={frame}
              cursor={state.cursor}
              scroll={scroll}
              width={width}
              height={height}
              group={state.group}
              stretch={state.stretch}
            />
          </div>
        )}
      </div>
      {width > 0 ? (
        <Minimap frame={frame} cursor={state.cursor} width={width} stretch={state.stretch} />
      ) : undefined}
      {width > 0 ? (
        <Sawtooth frame={frame} cursor={state.cursor} width={width} open={state.sawtooth} />
      ) : undefined}
    </div>
  );
}

/**
 * How far the lanes are scrolled: by hand, or to the lane of the chosen incarnation or of the event at
 * the cursor when that changes. Known before drawing, so that each move is drawn once.
 */
function useScroll(
  box: React.RefObject<HTMLDivElement | null>,
  rows: Rows,
  subject: Subject,
  height: number,
): [number, (top: number) => void] {
  const [scroll, setScroll] = useState(0);
  const [seen, setSeen] = useState('');
  const native = useRef(0);
  const key = height === 0 ? '' : `${subject.cursor} ${subject.life}`;
  if (key !== seen) {
    setSeen(key);
    if (key !== '') setScroll(scrolledTo(rows, subject, scroll, height));
  }
  useLayoutEffect(() => {
    if (box.current === null || native.current === scroll) return;
    native.current = scroll;
    box.current.scrollTop = scroll;
  }, [box, scroll]);
  const byHand = (top: number): void => {
    native.current = top;
    setScroll(top);
  };
  return [scroll, byHand];
}

interface Subject {
  readonly trace: Trace;
  readonly cursor: number;
  readonly life: number;
}

function scrolledTo(
  rows: Rows,
  { trace, cursor, life }: Subject,
  scroll: number,
  height: number,
): number {
  const { actor, object } = trace.columns;
  const y =
    laneOf(rows, life) ?? laneOf(rows, object[cursor] ?? -1) ?? laneOf(rows, actor[cursor] ?? -1);
  if (y === undefined) return scroll;
  const at = y + AXIS;
  const most = Math.max(0, rows.height + AXIS - height);
  if (at > scroll + height - 30) return Math.min(most, Math.round(at - height + 80));
  return at < scroll + AXIS + 20 ? Math.max(0, Math.round(at - AXIS - 60)) : scroll;
}
