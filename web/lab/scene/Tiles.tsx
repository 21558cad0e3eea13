// Tiles: tasks around the table, alive, zombie, gone, struck or spared. Each draws one row; what
// moves is told by the score of this step, and without one everything is simply where it is.

import * as m from 'framer-motion/m';
import { GlyphMark } from '../../glyphs/Glyph.tsx';
import { toneOf } from './ring.ts';
import type { TileRow } from './scene.ts';
import { type Score, TIME } from './score.ts';
import { n2, type Point, type Spec } from './spec.ts';
import { Hourglass } from './Waits.tsx';

interface TileProps {
  readonly tile: TileRow;
  readonly spec: Spec;
  readonly score: Score | undefined;
  /** Apart from the ring: its number is told with its name, since no cell shows it. */
  readonly low?: boolean;
}

export function Tile({ tile, spec, score, low = false }: TileProps) {
  const born = score?.born.has(tile.pid) ?? false;
  const waits = score !== undefined && score.hitAt > 0;
  const hit = tile.mark === 'killedWrongly';
  const late = { delay: score?.hitAt ?? 0 };
  return (
    <g
      className={`tile ${tile.state} ${tile.mark}${low ? ' low' : ''}`}
      data-tone={toneOf(tile.tone)}
      data-pid={tile.pid}
    >
      {tile.stem === undefined ? undefined : <path className="stem" d={tile.stem} />}
      <m.g
        initial={born ? { scale: 0.2, opacity: 0 } : false}
        animate={{ scale: 1, opacity: 1 }}
        transition={{ type: 'spring', stiffness: 260, damping: 22 }}
      >
        {hit ? (
          <Hit tile={tile} delay={waits ? late.delay : undefined} />
        ) : (
          <Body tile={tile} score={score} />
        )}
      </m.g>
      {tile.mark === 'spared' || tile.mark === 'killedRightly' ? (
        <m.g
          initial={waits ? { scale: 0, opacity: 0 } : false}
          animate={{ scale: 1, opacity: 1 }}
          transition={{ ...late, duration: TIME.stamp }}
        >
          <Badge
            at={{ x: tile.at.x + tile.size * 0.44, y: tile.at.y - tile.size * 0.44 }}
            k={tile.size / 51}
          />
        </m.g>
      ) : undefined}
      {tile.waits ? (
        <Hourglass
          at={{ x: tile.at.x - tile.size * 0.46, y: tile.at.y - tile.size * 0.46 }}
          k={Math.max(0.66, Math.min(0.95, tile.size / 51))}
        />
      ) : undefined}
      {tile.label ? (
        <Label
          tile={low ? { ...tile, name: `${tile.name} ${tile.nr}` } : tile}
          spec={spec}
          late={waits && tile.mark !== 'none' ? score?.hitAt : undefined}
        />
      ) : undefined}
    </g>
  );
}

function Body({ tile, score }: { readonly tile: TileRow; readonly score: Score | undefined }) {
  const { at, size } = tile;
  const dying = score?.zombies.has(tile.pid) ?? false;
  return (
    <>
      <Square at={at} size={size} className="body" />
      {dying ? (
        <m.g
          initial={{ opacity: 1 }}
          animate={{ opacity: 0 }}
          transition={{ duration: TIME.zombie, ease: 'easeOut' }}
        >
          <Square at={at} size={size} className="body was-alive" />
        </m.g>
      ) : undefined}
      {tile.state === 'reaped' ? undefined : (
        <GlyphMark
          name={tile.name}
          glyph={tile.glyph}
          x={at.x}
          y={at.y}
          size={size * 0.52}
          opacity={tile.state === 'running' ? 1 : 0.65}
        />
      )}
      {tile.state === 'stopped' ? (
        <path
          className="bars"
          d={`M${n2(at.x - 5)} ${n2(at.y - 9)}v18M${n2(at.x + 5)} ${n2(at.y - 9)}v18`}
        />
      ) : undefined}
    </>
  );
}

function Square(props: { readonly at: Point; readonly size: number; readonly className: string }) {
  const { at, size, className } = props;
  return (
    <rect
      className={className}
      x={n2(at.x - size / 2)}
      y={n2(at.y - size / 2)}
      width={size}
      height={size}
      rx={n2(size * 0.26)}
    />
  );
}

/** Struck by a signal meant for somebody else: burst, tilt, crack. */
function Hit({ tile, delay }: { readonly tile: TileRow; readonly delay: number | undefined }) {
  const { at, size } = tile;
  const crack = `M${n2(at.x + size * 0.06)} ${n2(at.y - size * 0.5)}l${n2(-size * 0.1)} ${n2(size * 0.3)}l${n2(size * 0.14)} ${n2(size * 0.16)}l${n2(-size * 0.16)} ${n2(size * 0.2)}l${n2(size * 0.08)} ${n2(size * 0.34)}`;
  return (
    <>
      {delay === undefined ? undefined : (
        <m.g
          initial={{ opacity: 1 }}
          animate={{ opacity: 0 }}
          transition={{ delay, duration: 0.01 }}
        >
          <Square at={at} size={size} className="body unhurt" />
          <GlyphMark name={tile.name} glyph={tile.glyph} x={at.x} y={at.y} size={size * 0.52} />
        </m.g>
      )}
      <m.g
        initial={delay === undefined ? false : { scale: 0.6, opacity: 0 }}
        animate={{ scale: 1, opacity: 1 }}
        transition={{
          delay: delay ?? 0,
          scale: { type: 'spring', stiffness: 400, damping: 14, delay: delay ?? 0 },
          opacity: { duration: 0.05, delay: delay ?? 0 },
        }}
      >
        <path className="burst" d={burst(at, size * 0.96, size * 0.62)} />
        <g transform={`rotate(9 ${n2(at.x)} ${n2(at.y)})`}>
          <Square at={at} size={size * 0.84} className="struck" />
          <g className="struck-glyph">
            <GlyphMark name={tile.name} glyph={tile.glyph} x={at.x} y={at.y} size={size * 0.5} />
          </g>
          <path className="crack" d={crack} />
        </g>
      </m.g>
    </>
  );
}

/** A thirteen-point star. */
export function burst(c: Point, outer: number, inner: number): string {
  const points = Array.from({ length: 26 }, (_, i) => {
    const a = (i * Math.PI) / 13 - Math.PI / 2;
    const r = i % 2 === 0 ? outer * (i % 4 === 0 ? 1 : 0.88) : inner;
    return `${n2(c.x + r * Math.cos(a))} ${n2(c.y + r * Math.sin(a))}`;
  });
  return `M${points.join('L')}Z`;
}

function Badge({ at, k }: { readonly at: Point; readonly k: number }) {
  return (
    <g
      className="badge"
      transform={`translate(${n2(at.x)} ${n2(at.y)}) scale(${n2(Math.max(0.62, k))})`}
    >
      <circle r={11} />
      <path d="M-4.6 .3l3.2 3.2 6-6.4" />
    </g>
  );
}

interface LabelProps extends Omit<TileProps, 'score'> {
  /** Seconds until what happened to it is told. */
  readonly late: number | undefined;
}

function Label({ tile, spec, late }: LabelProps) {
  if (tile.label === undefined) return undefined;
  const { x, y, anchor } = tile.label;
  const name = (
    <text className="label" x={n2(x)} y={n2(y)} textAnchor={anchor}>
      <tspan className="name" fontSize={spec.name}>
        {tile.name}
      </tspan>
    </text>
  );
  const told = (
    <text className="label" x={n2(x)} y={n2(y)} textAnchor={anchor}>
      <tspan className="name" fontSize={spec.name}>
        {tile.name}
      </tspan>
      {tile.word === undefined ? undefined : (
        <tspan className="word" x={n2(x)} dy={spec.word * 1.32} fontSize={spec.word}>
          {tile.word}
        </tspan>
      )}
    </text>
  );
  if (late === undefined) return told;
  return (
    <>
      <m.g
        className="untold"
        initial={{ opacity: 1 }}
        animate={{ opacity: 0 }}
        transition={{ delay: late, duration: 0.02 }}
      >
        {name}
      </m.g>
      <m.g
        initial={{ opacity: 0 }}
        animate={{ opacity: 1 }}
        transition={{ delay: late, duration: 0.1 }}
      >
        {told}
      </m.g>
    </>
  );
}
