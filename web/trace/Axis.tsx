// The time axis with its grid, and the patterns and clips the lanes use.

import { memo } from 'react';
import { type Scale, ticks, xOf } from './scale.ts';

export const Axis = memo(function Axis({
  scale,
  height,
  axis,
}: {
  readonly scale: Scale;
  readonly height: number;
  readonly axis: number;
}) {
  const right = scale.left + scale.width;
  return (
    <g className="axis">
      {ticks(scale).map(tick => {
        const x = xOf(scale, tick.t);
        return (
          <g key={tick.t} transform={`translate(${Math.round(x * 10) / 10} 0)`}>
            <path className="grid" d={`M0 ${axis - 8}V${height}`} />
            <text
              className="mono"
              y={24}
              textAnchor={x > right - 40 ? 'end' : x < scale.left + 20 ? 'start' : 'middle'}
            >
              {tick.label}
            </text>
          </g>
        );
      })}
    </g>
  );
});

const TONES = ['plain', 'n1', 'n2', 'n3', 'n4', 'n5', 'bad'] as const;

/** Zombie hatches, one per number colour, and the clips of lanes and plot. */
export const Defs = memo(function Defs(props: {
  readonly left: number;
  readonly width: number;
  readonly height: number;
  readonly axis: number;
}) {
  const { left, width, height, axis } = props;
  return (
    <defs>
      {TONES.map(tone => (
        <pattern
          key={tone}
          id={`trace-hatch-${tone}`}
          width="7"
          height="7"
          patternUnits="userSpaceOnUse"
          patternTransform="rotate(45)"
        >
          <path className={`hatch ${tone}`} d="M0 0V7" />
        </pattern>
      ))}
      <clipPath id="trace-lanes">
        <rect x={0} y={axis - 6} width={left + width + 40} height={height} />
      </clipPath>
      <clipPath id="trace-plot">
        <rect x={left - 2} y={-1e6} width={width + 18} height={2e6} />
      </clipPath>
    </defs>
  );
});
