// Tokens: struct pids, on the rim of their cell, or in the middle once the number is gone.

import * as m from 'framer-motion/m';
import { GlyphMark } from '../../glyphs/Glyph.tsx';
import { toneOf } from './ring.ts';
import type { TokenRow } from './scene.ts';
import { type Score, TIME } from './score.ts';
import { n2, type Spec } from './spec.ts';

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
  // Too small for words: it has made room for a letter.
  if (r < 18) {
    return <GlyphMark name={token.name} glyph={token.glyph} x={at.x} y={at.y} size={r} />;
  }
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
