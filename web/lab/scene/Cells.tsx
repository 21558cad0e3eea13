// The cells of the number table and the cursor on the clock's inner rim.

import * as m from 'framer-motion/m';
import { type CellRow, type CursorRow, toneOf } from './ring.ts';
import { type Score, TIME } from './score.ts';
import { n2, type Point, type Spec } from './spec.ts';

interface CellProps {
  readonly cell: CellRow;
  readonly spec: Spec;
  readonly score: Score | undefined;
}

export function Cell({ cell, spec, score }: CellProps) {
  const dying = score?.hatched.has(cell.nr) ?? false;
  const tone = toneOf(cell.tone);
  const turned = spec.turned === true && cell.nr === cell.to;
  const turn = turned ? `rotate(-90 ${n2(cell.label.x)} ${n2(cell.label.y)})` : undefined;
  return (
    <g
      className={`cell ${cell.state}${cell.vacated ? ' vacated' : ''}`}
      data-tone={tone}
      data-nr={cell.nr}
    >
      <path d={cell.path} className="shape" />
      {cell.state === 'zombie' ? (
        <m.g
          initial={dying ? { opacity: 0 } : false}
          animate={{ opacity: 1 }}
          transition={{ delay: score?.hitAt ?? 0, duration: TIME.zombie, ease: 'easeOut' }}
        >
          <path d={cell.path} className="hatch" fill={`url(#hatch-${tone ?? 'plain'})`} />
          <Plate cell={cell} spec={spec} />
        </m.g>
      ) : undefined}
      {cell.state === 'pinned' ? (
        <>
          <path d={cell.path} className="hatch" fill={`url(#dots-${tone ?? 'plain'})`} />
          <Plate cell={cell} spec={spec} />
          <Pin {...pinPlace(cell, spec)} k={Math.max(0.62, spec.figure / 18.7)} />
        </>
      ) : undefined}
      <text
        x={n2(cell.label.x)}
        y={n2(cell.label.y + spec.figure * 0.35)}
        fontSize={spec.figure}
        transform={turn}
      >
        {cell.nr === cell.to ? cell.nr : '…'}
      </text>
    </g>
  );
}

/** Keeps a number legible on a pattern. */
function Plate({ cell, spec }: Pick<CellProps, 'cell' | 'spec'>) {
  const [long, high] = [spec.figure * 2.1, spec.figure * 1.25];
  const [w, h] = spec.turned === true ? [high, long] : [long, high];
  return (
    <rect
      className="plate"
      x={n2(cell.label.x - w / 2)}
      y={n2(cell.label.y - h / 2)}
      width={n2(w)}
      height={n2(h)}
      rx={4}
    />
  );
}

/** Above the number; on a strip, where the cell has no room above it, on the cell's corner. */
function pinPlace({ label, right }: CellRow, spec: Spec): Point {
  return spec.kind === 'strip'
    ? { x: (right ?? label.x) - 4, y: label.y - 15 }
    : { x: label.x, y: label.y - spec.figure * 0.72 };
}

/** Kept by a group or session alone: a pin, since nobody stands there. */
function Pin({ x, y, k }: { readonly x: number; readonly y: number; readonly k: number }) {
  return (
    <g className="pin" transform={`translate(${n2(x)} ${n2(y)}) scale(${n2(k)})`}>
      <path d="M0 2v9" />
      <circle cy={-2} r={4.4} />
    </g>
  );
}

interface CursorProps {
  readonly cursor: CursorRow;
  readonly spec: Spec;
  readonly score: Score | undefined;
  /** The word "next" is dropped when something stands in the middle. */
  readonly word: boolean;
}

export function Cursor({ cursor, spec, score, word }: CursorProps) {
  const move = score?.cursor;
  const delay = move === undefined ? 0 : 0.1;
  const timing = { duration: move?.duration ?? 0, times: [...(move?.times ?? [])], delay };
  const path = move === undefined ? cursor.angle : [...move.angles];
  return (
    <g className="cursor">
      <m.g
        initial={move === undefined ? false : { rotate: move.angles[0] ?? 0 }}
        animate={{ rotate: path }}
        transition={{ ...timing, ease: 'linear' }}
      >
        {/* Makes the group as large as the dial, so that it turns about the dial's centre. */}
        <circle cx={spec.c.x} cy={spec.c.y} r={spec.inner} fill="none" />
        {cursor.trail.map(arc => (
          <path key={arc.d} d={arc.d} className="trail" opacity={arc.opacity} />
        ))}
        <m.path
          d={cursor.tab}
          className="tab"
          initial={false}
          animate={{ y: move === undefined ? 0 : [...move.dips] }}
          transition={{ ...timing, ease: 'easeInOut' }}
        />
      </m.g>
      {word ? (
        <m.text
          x={n2(cursor.word.x)}
          y={n2(cursor.word.y + 5)}
          className="next"
          initial={move === undefined ? false : { opacity: 0 }}
          animate={{ opacity: 1 }}
          transition={{ delay: delay + timing.duration, duration: 0.1 }}
        >
          next
        </m.text>
      ) : undefined}
    </g>
  );
}
