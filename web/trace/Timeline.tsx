// The timeline: a scrolling box in which a canvas shows just the rows and the stretch of time in view.
// Wheel scrolls, with Ctrl or sideways it zooms and pans; drag pans; pinch zooms; a click puts the
// cursor there.

import { memo, useLayoutEffect, useMemo, useRef } from 'react';
import { useStore } from 'zustand';
import type { Frame } from './frame.ts';
import { interesting, type Lanes, lanesOf } from './lanes.ts';
import { Minimap } from './Minimap.tsx';
import { AXIS } from './picture/paint-ground.ts';
import { Picture, type Sight } from './picture/picture.ts';
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

export const Timeline = memo(function Timeline({ loaded }: { readonly loaded: Loaded }) {
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
  const { cursor, group, stretch } = state;
  const canvas = usePicture(ref, { frame, cursor, width, height, group, stretch }, life);
  return (
    <div className="timeline-panel panel">
      <SearchBar loaded={loaded} />
      <div className="timeline" ref={ref}>
        <div className="timeline-inner" style={{ height: rows.height + AXIS }}>
          <div className="timeline-glass" style={{ height }}>
            <canvas
              className="timeline-drawing"
              ref={canvas}
              style={{ width, height }}
              role="img"
              aria-label={`Timeline, ${rows.count + rows.top.length - (rows.top.length > 0 ? 1 : 0)} rows. The table below it says the same in text.`}
            />
          </div>
        </div>
      </div>
      {width > 0 ? (
        <Minimap frame={frame} cursor={cursor} width={width} stretch={stretch} />
      ) : undefined}
      {width > 0 ? (
        <Sawtooth frame={frame} cursor={cursor} width={width} open={state.sawtooth} />
      ) : undefined}
    </div>
  );
});

/**
 * Keeps the picture up to date, the gestures on it, and the lanes scrolled: by hand, or to the lane of
 * the chosen incarnation or of the event at the cursor when that changes. Scrolling draws by itself, with
 * no part of the page made anew.
 */
function usePicture(
  box: React.RefObject<HTMLDivElement | null>,
  sight: Sight,
  life: number,
): React.RefObject<HTMLCanvasElement | null> {
  const canvas = useRef<HTMLCanvasElement>(null);
  const picture = useRef<Picture>(undefined);
  const now = useRef(sight);
  now.current = sight;
  useLayoutEffect(() => {
    const [element, surface] = [box.current, canvas.current];
    if (element === null || surface === null) return;
    const made = new Picture(surface, surface.parentElement ?? element, element);
    picture.current = made;
    const stop = followPointer(element, {
      scale: () => now.current.frame.scale,
      hit: (x, y) => made.at(x, y),
    });
    const scrolled = (): void => made.follow();
    element.addEventListener('scroll', scrolled, { passive: true });
    return () => {
      element.removeEventListener('scroll', scrolled);
      stop();
      made.end();
    };
  }, [box]);
  const { cursor, height } = sight;
  const ready = height > 0;
  useLayoutEffect(() => {
    if (ready) picture.current?.show(now.current);
  });
  // biome-ignore lint/correctness/useExhaustiveDependencies: only these moves lead to a lane
  useLayoutEffect(() => {
    const made = picture.current;
    if (ready && made !== undefined) made.scrollTo(scrolledTo(now.current, life, made.top));
  }, [ready, cursor, life]);
  return canvas;
}

function scrolledTo({ frame, cursor, height }: Sight, life: number, scroll: number): number {
  const { rows, trace } = frame;
  const { actor, object } = trace.columns;
  const y =
    laneOf(rows, life) ?? laneOf(rows, object[cursor] ?? -1) ?? laneOf(rows, actor[cursor] ?? -1);
  if (y === undefined) return scroll;
  const at = y + AXIS;
  const most = Math.max(0, rows.height + AXIS - height);
  if (at > scroll + height - 30) return Math.min(most, Math.round(at - height + 80));
  return at < scroll + AXIS + 20 ? Math.max(0, Math.round(at - AXIS - 60)) : scroll;
}
