// Reduced motion: what has changed is outlined where it stands, until the next step.

import type { changesBetween } from '../../../src/machine/diff.ts';
import type { Scene } from './scene.ts';
import { n2 } from './spec.ts';

interface ChangedProps {
  readonly scene: Scene;
  readonly changes: ReturnType<typeof changesBetween>;
  /** Only a note just written: one whose number has changed its meaning looks as before. */
  readonly written: readonly string[];
}

export function Changed({ scene, changes, written }: ChangedProps) {
  const cells = scene.cells.filter(c => changes.cells.some(x => x.nr === c.nr));
  const tiles = scene.tiles.filter(t => changes.tiles.some(pid => pid === t.pid));
  const notes = (scene.card?.notes ?? []).filter(n => written.includes(n.key));
  const floats = scene.tokens.filter(t => t.floating && changes.tokens.some(p => p === t.pid));
  return (
    <g className="changes">
      {cells.map(c => (
        <path key={c.nr} className="changed" d={c.path} />
      ))}
      {tiles.map(t => (
        <rect
          key={t.pid}
          className="changed"
          x={n2(t.at.x - t.size / 2 - 5)}
          y={n2(t.at.y - t.size / 2 - 5)}
          width={t.size + 10}
          height={t.size + 10}
          rx={t.size * 0.3}
        />
      ))}
      {floats.map(t => (
        <circle key={t.pid} className="changed" cx={t.at.x} cy={t.at.y} r={t.r + 5} />
      ))}
      {notes.map(n => (
        <rect
          key={n.key}
          className="changed"
          x={n2(n.at.x - 52 * n.scale)}
          y={n2(n.at.y - 48 * n.scale)}
          width={104 * n.scale}
          height={96 * n.scale}
        />
      ))}
    </g>
  );
}
