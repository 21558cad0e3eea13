// The parts on the clock: cells, cursor, tokens, tiles. Each draws one row; what moves is told by
// the score of this step, and without one everything is simply where it is.

import * as m from 'framer-motion/m';
import { GlyphMark } from '../../glyphs/Glyph.tsx';
import type { TileRow, TokenRow } from './layout.ts';
import type { CellRow, CursorRow } from './ring.ts';
import { type Score, TIME } from './score.ts';
import { n2, type Point, type Spec } from './spec.ts';

/** Number colours repeat after five. */
export const toneOf = (interest: number | undefined): string | undefined =>
  interest === undefined ? undefined : String(interest % 5);

interface CellProps {
  readonly cell: CellRow;
  readonly spec: Spec;
}

export function Cell({ cell, spec }: CellProps) {
  const tone = toneOf(cell.tone);
  const w = spec.figure * 2.1;
  const h = spec.figure * 1.25;
  return (
    <g
      className={`cell ${cell.state}${cell.vacated ? ' vacated' : ''}`}
      data-tone={tone}
      data-nr={cell.nr}
    >
      <path d={cell.path} className="shape" />
      {cell.state === 'zombie' ? (
        <>
          <path d={cell.path} className="hatch" fill={`url(#hatch-${tone ?? 'plain'})`} />
          <rect
            className="plate"
            x={n2(cell.label.x - w / 2)}
            y={n2(cell.label.y - h / 2)}
            width={n2(w)}
            height={n2(h)}
            rx={4}
          />
        </>
      ) : undefined}
      {cell.state === 'pinned' ? (
        <path d={cell.path} className="hatch" fill={`url(#dots-${tone ?? 'plain'})`} />
      ) : undefined}
      <text x={n2(cell.label.x)} y={n2(cell.label.y + spec.figure * 0.35)} fontSize={spec.figure}>
        {cell.nr}
      </text>
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

interface TokenProps {
  readonly token: TokenRow;
  readonly spec: Spec;
  readonly score: Score | undefined;
}

/** A struct pid: on the rim of its cell, or in the middle once its number is gone. */
export function Token({ token, spec, score }: TokenProps) {
  const lifted = score?.lifted.get(token.pid);
  const born = score?.born.has(token.pid) ?? false;
  const start = lifted
    ? { x: lifted.from.x - token.at.x, y: lifted.from.y - token.at.y, scale: lifted.r / token.r }
    : { scale: 0, opacity: 0 };
  return (
    <m.g
      className={token.floating ? 'token floating' : 'token'}
      data-pid={token.pid}
      data-tone={toneOf(token.tone)}
      initial={lifted || born ? start : false}
      animate={{ x: 0, y: 0, scale: 1, opacity: 1 }}
      transition={{ type: 'spring', stiffness: 180, damping: 24 }}
    >
      <circle cx={n2(token.at.x)} cy={n2(token.at.y)} r={token.r} className="shape" />
      {token.floating ? (
        <FloatText token={token} spec={spec} />
      ) : (
        <text x={n2(token.at.x)} y={n2(token.at.y + token.r * 0.42)} fontSize={token.r * 1.14}>
          {token.letter}
        </text>
      )}
    </m.g>
  );
}

function FloatText({ token, spec }: { readonly token: TokenRow; readonly spec: Spec }) {
  const { at, r } = token;
  const size = Math.min(spec.name - 0.5, r * 0.33);
  const was = spec.kind === 'wide' ? `was ${token.nr}·${token.letter}` : `was ${token.nr}`;
  return (
    <>
      <GlyphMark
        name={token.name}
        glyph={token.glyph}
        x={at.x}
        y={at.y - r * 0.36}
        size={r * 0.48}
        opacity={0.65}
      />
      <text x={n2(at.x)} y={n2(at.y + r * 0.2)} fontSize={size} className="who">
        {token.name}
      </text>
      <text x={n2(at.x)} y={n2(at.y + r * 0.55)} fontSize={size * 0.9} className="was">
        {was}
      </text>
      {token.holders > 1 ? (
        <text x={n2(at.x)} y={n2(at.y + r + 15)} fontSize={size * 0.9} className="was">
          {token.holders} holders
        </text>
      ) : undefined}
    </>
  );
}

/** The token of a struct pid that is gone, shrinking where it was. */
export function GoneToken({ token }: { readonly token: TokenRow }) {
  return (
    <m.circle
      className="token-gone"
      data-tone={toneOf(token.tone)}
      cx={n2(token.at.x)}
      cy={n2(token.at.y)}
      r={token.r}
      initial={{ scale: 1, opacity: 1 }}
      animate={{ scale: 0, opacity: 0 }}
      transition={{ duration: TIME.tokenGone, ease: 'easeIn' }}
    />
  );
}

interface TileProps {
  readonly tile: TileRow;
  readonly spec: Spec;
  readonly score: Score | undefined;
}

export function Tile({ tile, spec, score }: TileProps) {
  const born = score?.born.has(tile.pid) ?? false;
  const waits = score !== undefined && score.hitAt > 0;
  const hit = tile.mark === 'killedWrongly';
  const late = { delay: score?.hitAt ?? 0 };
  return (
    <g
      className={`tile ${tile.state} ${tile.mark}`}
      data-tone={toneOf(tile.tone)}
      data-pid={tile.pid}
    >
      {tile.stem ? <Stem tile={tile} /> : undefined}
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
      {tile.label ? (
        <m.g
          initial={waits && tile.mark !== 'none' ? { opacity: 0 } : false}
          animate={{ opacity: 1 }}
          transition={{ ...late, duration: 0.1 }}
        >
          <Label tile={tile} spec={spec} />
        </m.g>
      ) : undefined}
    </g>
  );
}

function Stem({ tile }: { readonly tile: TileRow }) {
  if (tile.stem === undefined) return undefined;
  const { from, to } = tile.stem;
  return <line className="stem" x1={n2(from.x)} y1={n2(from.y)} x2={n2(to.x)} y2={n2(to.y)} />;
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

function Label({ tile, spec }: { readonly tile: TileRow; readonly spec: Spec }) {
  if (tile.label === undefined) return undefined;
  const { x, y, anchor } = tile.label;
  return (
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
}
