// Draws a process glyph, as HTML (`Glyph`) or inside a scene's SVG (`GlyphMark`).

import { glyphOf } from './glyph-paths.ts';

interface MarkProps {
  readonly name: string;
  readonly glyph?: string | undefined;
  /** Centre and size in the units of the surrounding SVG. */
  readonly x: number;
  readonly y: number;
  readonly size: number;
  readonly opacity?: number;
}

/** A glyph inside an SVG, centred on a point, in the current colour. */
export function GlyphMark({ name, glyph, x, y, size, opacity = 1 }: MarkProps) {
  const path = glyphOf(name, glyph);
  const k = size / 24;
  return (
    <g
      transform={`translate(${x - size / 2} ${y - size / 2}) scale(${k})`}
      opacity={opacity}
      fill="none"
      stroke="currentColor"
      strokeWidth={1.7}
      strokeLinecap="round"
      strokeLinejoin="round"
    >
      <path d={path.d} />
      {path.solid === undefined ? undefined : (
        <path d={path.solid} fill="currentColor" stroke="none" />
      )}
    </g>
  );
}

/** A glyph among text: decoration beside the process's name. */
export function Glyph(props: { name: string; glyph?: string | undefined; size?: number }) {
  const size = props.size ?? 22;
  return (
    <svg width={size} height={size} viewBox="0 0 24 24" aria-hidden="true">
      <GlyphMark name={props.name} glyph={props.glyph} x={12} y={12} size={24} />
    </svg>
  );
}
