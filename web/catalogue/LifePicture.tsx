// Draws lives of the watched number, one bar per world in lockstep: who has it, hatched while a zombie,
// empty while it is free; below it what is held, a note or a cable; at the end who was reached.

import { Fragment } from 'react';
import { GlyphMark } from '../glyphs/Glyph.tsx';
import { letterOf } from '../lab/scene/layout.ts';
import { burst } from '../lab/scene/Tiles.tsx';
import type { Holding, Life, Stretch, Tenant } from './life.ts';
import { lifeText } from './life.ts';

const WIDTH = 340;
const ROW = 62;
const BAR = { x: 42, width: 238, y: 8, height: 28 } as const;
const HELD_Y = 49;
const TILE = { x: 313, size: 34 } as const;

interface LifePictureProps {
  readonly lives: readonly Life[];
  readonly label: (variant: string) => string;
}

export function LifePicture({ lives, label }: LifePictureProps) {
  const shown = lives.slice(0, 3);
  const text = shown.map(life => `${label(life.variant)}: ${lifeText(life)}`).join(' ');
  return (
    <svg
      className="life"
      viewBox={`0 0 ${WIDTH} ${shown.length * ROW}`}
      role="img"
      aria-label={text}
    >
      {shown.map((life, i) => (
        <g key={life.variant} transform={`translate(0 ${i * ROW})`} data-tone="0">
          <Row life={life} />
        </g>
      ))}
    </svg>
  );
}

function Row({ life }: { readonly life: Life }) {
  const pitch = BAR.width / life.moments;
  const hit = life.hitAt === undefined ? undefined : BAR.x + (life.hitAt + 0.5) * pitch;
  const middle = BAR.y + BAR.height / 2;
  return (
    <>
      <rect className="free" {...barBox(0, life.moments - 1, pitch)} rx={6} />
      {life.tenants.map(tenant => (
        <TenantBar key={tenant.from} tenant={tenant} nr={life.nr} pitch={pitch} />
      ))}
      <text className="number" x={18} y={middle + 4.5}>
        {life.nr}
      </text>
      <Start by={life.by} />
      {life.holdings.map((holding, i) => (
        <HeldLine
          key={holding.from}
          holding={holding}
          pitch={pitch}
          first={i === 0}
          toEnd={holding.to === life.moments - 1}
        />
      ))}
      {hit === undefined ? undefined : (
        <g className="blow">
          <path d={`M${hit} ${HELD_Y - 3}V${BAR.y + BAR.height + 1}`} />
          <path className="cross" d={`M${hit - 5} ${middle - 5}l10 10m0 -10l-10 10`} />
        </g>
      )}
      <End life={life} />
    </>
  );
}

function barBox(from: number, to: number, pitch: number) {
  const x = BAR.x + from * pitch;
  return { x: x + 1, y: BAR.y, width: (to - from + 1) * pitch - 2, height: BAR.height };
}

interface TenantBarProps {
  readonly tenant: Stretch<Tenant>;
  readonly nr: number;
  readonly pitch: number;
}

function TenantBar({ tenant, nr, pitch }: TenantBarProps) {
  const { state, name, glyph, letter } = tenant.what;
  const box = barBox(tenant.from, tenant.to, pitch);
  const middle = BAR.y + BAR.height / 2;
  const full = box.width >= 76;
  const both = box.width >= 42;
  const text = full ? `${nr}·${letterOf(letter)}` : letterOf(letter);
  return (
    <g className={`tenant ${state}${letter > 0 ? ' later' : ''}`}>
      <rect {...box} rx={6} />
      {state === 'zombie' ? (
        <rect className="hatch" {...box} rx={6} fill="url(#hatch-0)" />
      ) : undefined}
      {state === 'pinned' ? (
        <rect className="hatch" {...box} rx={6} fill="url(#dots-0)" />
      ) : undefined}
      {state === 'zombie' || box.width < 20 ? undefined : (
        <Fragment>
          <GlyphMark
            name={name}
            glyph={glyph}
            x={both ? box.x + 14 : box.x + box.width / 2}
            y={middle}
            size={17}
          />
          {both ? (
            <text x={box.x + 27} y={middle + 4.5}>
              {text}
            </text>
          ) : undefined}
        </Fragment>
      )}
    </g>
  );
}

/** What the world holds on to: a paper note or a socket. */
function Start({ by }: { readonly by: Life['by'] }) {
  return by === 'number' ? (
    <path className="paper" d={`M10 ${HELD_Y - 8}h16v11l-5 5h-11z`} />
  ) : (
    <circle className="socket" cx={18} cy={HELD_Y} r={6} />
  );
}

interface HeldLineProps {
  readonly holding: Stretch<Holding>;
  readonly pitch: number;
  readonly first: boolean;
  readonly toEnd: boolean;
}

function HeldLine({ holding, pitch, first, toEnd }: HeldLineProps) {
  const { kind, state } = holding.what;
  const from = BAR.x + (holding.from + (first ? 0.5 : 0)) * pitch;
  const to = BAR.x + (holding.to + (toEnd ? 0.5 : 1)) * pitch;
  return (
    <g className={`held ${kind} ${state}`}>
      <path d={`M${from} ${HELD_Y}H${to}`} />
      {kind === 'plug' && first ? <circle cx={from} cy={HELD_Y} r={3.4} /> : undefined}
    </g>
  );
}

/** Who was reached, or who is spared; a cross or a tick beside the shape. */
function End({ life }: { readonly life: Life }) {
  const { end } = life;
  const at = { x: TILE.x, y: ROW / 2 - 3 };
  const half = TILE.size / 2;
  const square = { x: at.x - half, y: at.y - half, width: TILE.size, height: TILE.size, rx: 9 };
  const bad = end.tone === 'bad';
  return (
    <g
      className={`end ${end.tone}${end.struck ? ' struck' : ''}${end.name === undefined ? ' empty' : ''}`}
    >
      {end.struck ? <path className="star" d={burst(at, half * 1.62, half * 1.1)} /> : undefined}
      <g transform={end.struck ? `rotate(9 ${at.x} ${at.y})` : undefined}>
        <rect className="square" {...square} />
        {end.name === undefined ? undefined : (
          <GlyphMark name={end.name} glyph={end.glyph} x={at.x} y={at.y} size={20} />
        )}
      </g>
      {end.struck || end.tone === 'plain' ? undefined : (
        <g className="badge" transform={`translate(${at.x + half - 2} ${at.y - half + 2})`}>
          <circle r={8} />
          <path
            d={
              bad
                ? 'M-3 -3l6 6m0 -6l-6 6'
                : end.tone === 'warn'
                  ? 'M0 -4v4.6M0 3.8v.2'
                  : 'M-3.6 .2l2.6 2.8l4.8 -5.6'
            }
          />
        </g>
      )}
    </g>
  );
}
