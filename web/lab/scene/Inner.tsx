// The tables of inner namespaces: small rings inside the clock, or a second row on a strip, with a
// spoke for every struct pid that has a number in both.

import { toneOf } from './ring.ts';
import type { InnerRow } from './scene.ts';
import { n2 } from './spec.ts';

export function Inner({ row }: { readonly row: InnerRow }) {
  return (
    <g className="inner" data-ns={row.ns}>
      {row.spokes.map(({ pid, from, to, tone }) => (
        <g key={pid} className="spoke" data-tone={toneOf(tone)} data-pid={pid}>
          <line x1={n2(from.x)} y1={n2(from.y)} x2={n2(to.x)} y2={n2(to.y)} />
          <circle cx={n2(from.x)} cy={n2(from.y)} r={3.2} />
          <circle cx={n2(to.x)} cy={n2(to.y)} r={3.2} />
        </g>
      ))}
      {row.cells.map(cell => (
        <g
          key={cell.nr}
          className={`cell ${cell.state}`}
          data-tone={toneOf(cell.tone)}
          data-inner={cell.nr}
        >
          <path d={cell.path} className="shape" />
          {cell.state === 'zombie' ? (
            <path
              d={cell.path}
              className="hatch"
              fill={`url(#hatch-${toneOf(cell.tone) ?? 'plain'})`}
            />
          ) : undefined}
          <text
            x={n2(cell.label.x)}
            y={n2(cell.label.y + row.figure * 0.35)}
            fontSize={n2(row.figure)}
          >
            {cell.nr === cell.to ? cell.nr : '…'}
          </text>
        </g>
      ))}
      {row.next === undefined ? undefined : <path className="inner-next" d={row.next} />}
    </g>
  );
}
