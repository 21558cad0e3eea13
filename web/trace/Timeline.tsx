// The timeline: a scrolling box in which a canvas shows just the rows and the stretch of time in view.
// Wheel scrolls, with Ctrl or sideways it zooms and pans; drag pans; pinch zooms; a click puts the
// cursor there.

import { memo, useLayoutEffect, useMemo, useRef } from 'react';
import { useStore } from 'zustand';
import { useShallow } from 'zustand/react/shallow';
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

/** All that the timeline is made of but the cursor: a step renders only what follows the cursor. */
function shownOf(state: TraceState): Omit<TraceState, 'cursor'> {
  const { cursor: _, ...rest } = state;
  return rest;
}

function useLanes(loaded: Loaded, state: Omit<TraceState, 'cursor'>): Lanes {
  const { order, set, folds, family, life } = state;
  const { trace, index } = loaded;
  const extra = set === 'all' || interesting(trace, index).has(life) ? -1 : life;
  return useMemo(
    () => lanesOf(trace, index, { order, set, folds, family, extra }),
    [trace, index, order, set, folds, family, extra],
  );
}

export const Timeline = memo(function Timeline({ loaded }: { readonly loaded: Loaded }) {
  const state = useStore(traces, useShallow(shownOf));
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
  const scale = useMemo(
    (): Scale => ({ ...range, left, width: Math.max(40, width - left - 16) }),
    [range, left, width],
  );
  const frame = useMemo((): Frame => {
    const barHeight = rows.laneHeight - 15;
    const byNumber = order === 'number';
    const basis = { trace, index, tones, rows, scale, barHeight, named };
    return { ...basis, use, grave, kept, found, life, byNumber };
  }, [trace, index, tones, rows, scale, named, use, grave, kept, found, life, order]);
  const { group, stretch } = state;
  const sight = { frame, width, height, group, stretch };
  const [canvas, picture] = usePicture(ref, frame);
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
            <Follow picture={picture} sight={sight} life={life} />
          </div>
        </div>
      </div>
      {width > 0 ? (
        <Minimap trace={trace} scale={scale} found={found} width={width} stretch={stretch} />
      ) : undefined}
      {width > 0 ? (
        <Sawtooth recording={loaded} scale={scale} use={use} width={width} open={state.sawtooth} />
      ) : undefined}
    </div>
  );
});

/** A picture on a canvas in a scrolling box, with the gestures on it. */
function usePicture(
  box: React.RefObject<HTMLDivElement | null>,
  frame: Frame,
): readonly [React.RefObject<HTMLCanvasElement | null>, React.RefObject<Picture | undefined>] {
  const canvas = useRef<HTMLCanvasElement>(null);
  const picture = useRef<Picture>(undefined);
  const now = useRef(frame);
  now.current = frame;
  useLayoutEffect(() => {
    const [element, surface] = [box.current, canvas.current];
    if (element === null || surface === null) return;
    const made = new Picture(surface, surface.parentElement ?? element, element);
    picture.current = made;
    const stop = followPointer(element, {
      scale: () => now.current.scale,
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
  return [canvas, picture];
}

/**
 * Keeps the picture up to date, and the lanes scrolled: by hand, or to the lane of the chosen incarnation
 * or of the event at the cursor when that changes. Scrolling draws by itself, with no part of the page
 * made anew.
 */
function Follow(props: {
  readonly picture: React.RefObject<Picture | undefined>;
  readonly sight: Omit<Sight, 'cursor'>;
  readonly life: number;
}) {
  const { picture, life } = props;
  const cursor = useStore(traces, s => s.cursor);
  const sight: Sight = { ...props.sight, cursor };
  const ready = sight.height > 0;
  useLayoutEffect(() => {
    if (ready) picture.current?.show(sight);
  });
  // biome-ignore lint/correctness/useExhaustiveDependencies: only these moves lead to a lane
  useLayoutEffect(() => {
    const made = picture.current;
    if (ready && made !== undefined) made.scrollTo(scrolledTo(sight, life, made.top));
  }, [ready, cursor, life]);
  return undefined;
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
