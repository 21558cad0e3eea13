// The drawing of the timeline: only the rows and the stretch of time in view, in one SVG.

import { useMemo } from 'react';
import { moment } from '../../src/explain/trace.ts';
import { ArrowLines, ArrowMarks } from './Arrows.tsx';
import { Axis, Defs } from './Axis.tsx';
import { arrowsOf } from './arrow-list.ts';
import { findMarks } from './find-marks.ts';
import { type Frame, round } from './frame.ts';
import { HoldRow } from './Holds.tsx';
import { LaneAt } from './Lanes.tsx';
import { rowsBetween } from './rows.ts';
import { xOf } from './scale.ts';
import type { Stretch } from './trace-store.ts';

/** Height of the time axis. */
export const AXIS = 40;

interface DrawingProps {
  readonly frame: Frame;
  readonly cursor: number;
  readonly scroll: number;
  readonly width: number;
  readonly height: number;
  readonly group: string | undefined;
  readonly stretch: Stretch | undefined;
}

/** Rows and arrows are found anew each time the lanes have been scrolled by so many pixels. */
const BAND = 240;

export function Drawing(props: DrawingProps) {
  const { frame, cursor, scroll, width, height, group, stretch } = props;
  const { rows, scale, trace } = frame;
  const base = Math.floor(scroll / BAND) * BAND;
  const view = useMemo(() => ({ from: base - 40, to: base + BAND + height + 40 }), [base, height]);
  const visible = useMemo(() => rowsBetween(rows, view.from, view.to), [rows, view]);
  const arrows = useMemo(() => arrowsOf(frame, group, view), [frame, group, view]);
  const t = trace.columns.t[cursor] ?? 0;
  const x = xOf(scale, t);
  const inView = x >= scale.left - 1 && x <= scale.left + scale.width + 1;
  return (
    <svg
      className="timeline-drawing"
      width={width}
      height={height}
      role="img"
      aria-label={`Timeline, ${rows.count + rows.top.length - (rows.top.length > 0 ? 1 : 0)} rows. The table below it says the same in text.`}
    >
      <Defs width={scale.width} left={scale.left} height={height} axis={AXIS} />
      <Axis scale={scale} height={height} axis={AXIS} />
      {stretch === undefined ? undefined : (
        <Shade frame={frame} stretch={stretch} height={height} />
      )}
      {frame.found === undefined ? undefined : (
        <path className="finds" d={findMarks(frame, frame.found, AXIS - 9)} />
      )}
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
            <ArrowLines arrows={arrows} front={false} selected={frame.use} view={view} />
          </g>
          {visible.map(row =>
            row.kind === 'life' ? (
              <LaneAt key={row.key} frame={frame} row={row} view={view} cursor={cursor} />
            ) : (
              <HoldRow key={row.key} frame={frame} row={row} />
            ),
          )}
          <g clipPath="url(#trace-plot)">
            <ArrowLines arrows={arrows} front selected={frame.use} view={view} />
            <ArrowMarks frame={frame} arrows={arrows} />
          </g>
        </g>
      </g>
      {inView ? (
        <Playhead
          x={x}
          height={height}
          label={moment(trace, t)}
          left={frame.named ? scale.left - 8 : 4}
          right={width}
        />
      ) : undefined}
    </svg>
  );
}

function Playhead(props: {
  readonly x: number;
  readonly height: number;
  readonly label: string;
  readonly left: number;
  readonly right: number;
}) {
  const { x, height, label, left, right } = props;
  const width = label.length * 8.6 + 20;
  const at = Math.min(Math.max(x - width / 2, left), right - width - 4);
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

/** The selected stretch, behind everything. */
function Shade(props: {
  readonly frame: Frame;
  readonly stretch: Stretch;
  readonly height: number;
}) {
  const { frame, stretch, height } = props;
  const { scale, trace } = frame;
  const { t } = trace.columns;
  const inside = (x: number): number => Math.min(Math.max(x, scale.left), scale.left + scale.width);
  const from = xOf(scale, t[stretch.from] ?? 0);
  const to = xOf(scale, t[stretch.to] ?? 0);
  const [left, right] = [inside(from), inside(to)];
  if (to < scale.left || from > scale.left + scale.width) return undefined;
  return (
    <g className="shade">
      <rect
        x={round(left)}
        y={AXIS - 8}
        width={round(Math.max(2, right - left))}
        height={Math.max(0, height - AXIS + 8)}
      />
      {left === from ? <path d={`M${round(left)} ${AXIS - 8}V${height}`} /> : undefined}
      {right === to ? <path d={`M${round(right)} ${AXIS - 8}V${height}`} /> : undefined}
    </g>
  );
}
