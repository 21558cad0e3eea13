// What joins processes: the dotted lines of connected sockets and pipes with a port at each holder, an
// arrow head where a pipe is read, and what lies in them.

import { toneOf } from './ring.ts';
import type { LinkRow, ParcelRow, Scene } from './scene.ts';
import { linePath, n2, type Point } from './spec.ts';

export function LinkLine({ row, k }: { readonly row: LinkRow; readonly k: number }) {
  return (
    <g className="link">
      <path d={linePath(row.points)} />
      {row.ends.map((end, i) =>
        end.open && row.kind === 'pipe' && i === 0 ? (
          <Arrow key="a" points={row.points} k={k} />
        ) : end.open ? (
          <Port key={i === 0 ? 'a' : 'b'} at={end.at} k={k} />
        ) : (
          <Broken key={i === 0 ? 'a' : 'b'} at={end.at} k={k} />
        ),
      )}
    </g>
  );
}

interface PlacedProps {
  readonly at: Point;
  readonly k: number;
}

function Port({ at, k }: PlacedProps) {
  const side = 9.5 * k;
  return (
    <rect
      className="port"
      x={n2(at.x - side / 2)}
      y={n2(at.y - side / 2)}
      width={n2(side)}
      height={n2(side)}
      rx={n2(2.6 * k)}
    />
  );
}

/** At the reader: what is written comes this way. */
function Arrow({ points, k }: { readonly points: readonly Point[]; readonly k: number }) {
  const [tip] = points;
  const from = tip && points.find(p => Math.hypot(p.x - tip.x, p.y - tip.y) > 4 * k);
  if (tip === undefined || from === undefined) return undefined;
  const angle = (Math.atan2(tip.y - from.y, tip.x - from.x) * 180) / Math.PI;
  const d = `M${n2(-8 * k)} ${n2(-7 * k)}L${n2(6 * k)} 0L${n2(-8 * k)} ${n2(7 * k)}z`;
  const place = `translate(${n2(tip.x)} ${n2(tip.y)}) rotate(${n2(angle)})`;
  return <path className="arrow" transform={place} d={d} />;
}

/** Nobody is at this end any more. */
function Broken({ at, k }: PlacedProps) {
  const a = 4.5 * k;
  const d = `M${n2(at.x - a)} ${n2(at.y - a)}l${n2(2 * a)} ${n2(2 * a)}m0 ${n2(-2 * a)}l${n2(-2 * a)} ${n2(2 * a)}`;
  return <path className="broken" d={d} />;
}

/** All messages that lie in sockets. */
export function Parcels({ scene }: { readonly scene: Scene }) {
  return (
    <g>
      {scene.parcels.map(parcel => (
        <Parcel key={parcel.key} parcel={parcel} />
      ))}
    </g>
  );
}

function Parcel({ parcel }: { readonly parcel: ParcelRow }) {
  const { kind, text, box } = parcel;
  const { x, y, w, h } = box;
  const size = Math.min(h * 0.68, ((w - 6) / text.length) * 1.62);
  return (
    <g className={`parcel ${kind}`} data-tone={toneOf(parcel.tone)} data-pid={parcel.target}>
      {kind === 'note' ? (
        <path
          className="body"
          d={`M${n2(x)} ${n2(y)}h${n2(w)}v${n2(h * 0.66)}l${n2(-h * 0.34)} ${n2(h * 0.34)}H${n2(x)}z`}
        />
      ) : (
        <rect className="body" x={n2(x)} y={n2(y)} width={w} height={h} rx={n2(h * 0.3)} />
      )}
      {kind === 'plug' ? (
        <path
          className="prongs"
          d={`M${n2(x)} ${n2(y + h * 0.3)}h${n2(-h * 0.26)}M${n2(x)} ${n2(y + h * 0.7)}h${n2(-h * 0.26)}`}
        />
      ) : undefined}
      <text x={n2(x + w / 2)} y={n2(y + h / 2 + size * 0.36)} fontSize={n2(size)}>
        {text}
      </text>
    </g>
  );
}
