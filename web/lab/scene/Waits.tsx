// Waiting: the bell at a pidfd that is polled, the hourglass at whoever stands in a call that blocks.

import { pillSize, waitBox } from './held.ts';
import type { BellRow, WaitLine } from './scene.ts';
import { n2, type Point, type Spec } from './spec.ts';
import { WAIT_SIZE, waitLineWidth } from './strip-waits.ts';

/** Rings when poll would report the pidfd now. */
export function Bell({ bell, k }: { readonly bell: BellRow; readonly k: number }) {
  return (
    <g
      className={bell.rings ? 'bell rings' : 'bell'}
      transform={`translate(${n2(bell.at.x)} ${n2(bell.at.y)}) scale(${k})`}
    >
      <circle r={10} />
      <path d="M-5.4 3.4h10.8c-1.7-1.6-1.5-3.4-1.7-5.2a3.7 3.7 0 0 0-7.4 0c-.2 1.8 0 3.6-1.7 5.2z" />
      <path className="clapper" d="M-1.4 5.6h2.8" />
      {bell.rings ? (
        <path className="waves" d="M-8.5-8.6a12 12 0 0 0-3.6 6.4M8.5-8.6a12 12 0 0 1 3.6 6.4" />
      ) : undefined}
    </g>
  );
}

/** On the corner of a tile. */
export function Hourglass({ at, k }: { readonly at: Point; readonly k: number }) {
  return (
    <g className="hourglass" transform={`translate(${n2(at.x)} ${n2(at.y)}) scale(${n2(k)})`}>
      <circle r={9.4} />
      <path d={GLASS} />
    </g>
  );
}

const GLASS =
  'M-3.6-5h7.2M-3.6 5h7.2M-2.8-5c0 3 1.9 3.6 1.9 5s-1.9 2-1.9 5M2.8-5c0 3-1.9 3.6-1.9 5s1.9 2 1.9 5';

/** Why the owner of the card does not go on: on the card's upper edge. */
export function WaitPill({ spec, text }: { readonly spec: Spec; readonly text: string }) {
  const { x, y, w, h } = waitBox(spec, text);
  const size = pillSize(spec, text);
  return (
    <g className="wait-pill">
      <rect x={n2(x)} y={n2(y)} width={n2(w)} height={n2(h)} rx={n2(h / 2)} />
      <g transform={`translate(${n2(x + h * 0.62)} ${n2(y + h / 2)}) scale(${n2(size / 12.4)})`}>
        <path d={GLASS} />
      </g>
      <text x={n2(x + h * 1.12)} y={n2(y + h / 2 + size * 0.36)} fontSize={size}>
        {text}
      </text>
    </g>
  );
}

/** Who waits for what, in one line. */
export function WaitLineText({ line }: { readonly line: WaitLine }) {
  const width = waitLineWidth(line);
  const left = line.anchor === 'start' ? line.x : line.x - width;
  return (
    <g className="wait-line">
      <g transform={`translate(${n2(left + 5)} ${n2(line.y - 4)}) scale(0.9)`}>
        <path d={GLASS} />
      </g>
      <text x={n2(left + 14)} y={n2(line.y)} fontSize={WAIT_SIZE}>
        {line.text}
      </text>
    </g>
  );
}
