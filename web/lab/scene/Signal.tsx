// A call on its way. By number: a letter along a dotted line to the cell, a hold there ("who is 303
// now?"), and on to whoever stands there. By pidfd: a bead inside the cable, and the answer as a
// stamp. At rest both leave their evidence in the picture.

import * as m from 'framer-motion/m';
import { curvePath, sample } from './cable.ts';
import type { Scene, SignalRow } from './scene.ts';
import { beadWay, type Score, TIME } from './score.ts';
import { type Box, linePath, n2, type Point } from './spec.ts';

interface SignalProps {
  readonly signal: SignalRow;
  readonly scene: Scene;
  readonly score: Score | undefined;
  /** SIGKILL, check, ... */
  readonly title: string;
}

export function Signal({ signal, scene, score, title }: SignalProps) {
  return signal.via === 'nr' ? (
    <Letter signal={signal} scene={scene} score={score} title={title} />
  ) : (
    <Bead signal={signal} scene={scene} score={score} title={title} />
  );
}

const toneClass = (signal: SignalRow): string =>
  signal.outcome === 'wrong' ? 'bad' : signal.outcome === 'right' ? 'right' : 'idle';

function Letter({ signal, scene, score, title }: SignalProps) {
  const rest = score === undefined ? false : { opacity: 0 };
  const { toCell, letter } = signal;
  const k = scene.spec.kind === 'wide' ? 1 : 0.74;
  const last = toCell.at(-1) ?? { x: letter.x, y: letter.y };
  const full = !scene.tokens.some(t => t.floating);
  return (
    <g className={`letter ${toneClass(signal)}`}>
      <m.g
        initial={rest}
        animate={{ opacity: 1 }}
        transition={{ delay: score?.hitAt ?? 0, duration: TIME.hit }}
      >
        <path className="way" d={curvePath(signal.toLetter)} />
        <path className="way" d={linePath(toCell)} />
        <path className="tip" d={tip(toCell.at(-2) ?? last, last, 15 * k)} />
        <Envelope box={letter} nr={signal.key} open={signal.deed === 'look'} />
        <text
          className="title"
          x={n2(letter.x + letter.w / 2)}
          y={n2(letter.y - 9 * k)}
          fontSize={n2(Math.max(12, 16.5 * (letter.w / 92) + 0.5))}
        >
          {title}
        </text>
        {signal.outcome === 'nobody' && signal.stamped !== undefined ? (
          <Stamp
            at={{ x: letter.x + letter.w / 2, y: letter.y + letter.h + (full ? 20 : 9) * k }}
            k={k * (full ? 0.8 : 0.66)}
            text={signal.stamped}
            delay={undefined}
          />
        ) : undefined}
      </m.g>
      {score === undefined ? undefined : <Traveller signal={signal} k={k} />}
    </g>
  );
}

/** The letter while it travels; it is gone when the evidence has appeared. */
function Traveller({ signal, k }: { readonly signal: SignalRow; readonly k: number }) {
  const way = [...sample(signal.toLetter, 4), ...signal.toCell.slice(1)];
  const cell = way.at(-1) ?? { x: 0, y: 0 };
  const first = TIME.toCell;
  const whole = first + TIME.hold + (signal.toTile ? TIME.toTile : 0);
  const last = signal.toTile?.to ?? cell;
  const xs = [...way.map(p => p.x), cell.x, last.x];
  const ys = [...way.map(p => p.y), cell.y, last.y];
  const times = [
    ...way.map((_, i) => ((i / (way.length - 1)) * first) / whole),
    (first + TIME.hold) / whole,
    1,
  ];
  return (
    <m.g
      initial={{ x: xs[0] ?? 0, y: ys[0] ?? 0, opacity: 1 }}
      animate={{ x: xs, y: ys, opacity: 0 }}
      transition={{
        x: { duration: whole, times, ease: 'linear' },
        y: { duration: whole, times, ease: 'linear' },
        opacity: { delay: whole, duration: 0.05 },
      }}
    >
      <Envelope
        box={{ x: -30 * k, y: -20 * k, w: 60 * k, h: 40 * k }}
        nr={signal.key}
        open={false}
      />
    </m.g>
  );
}

export function Envelope(props: {
  readonly box: Box;
  readonly nr: number;
  readonly open: boolean;
}) {
  const { x, y, w, h } = props.box;
  const flap = props.open
    ? `M${n2(x + 2)} ${n2(y + 2)}L${n2(x + w / 2)} ${n2(y - h * 0.34)}L${n2(x + w - 2)} ${n2(y + 2)}`
    : `M${n2(x + 3)} ${n2(y + 4)}L${n2(x + w / 2)} ${n2(y + h * 0.42)}L${n2(x + w - 3)} ${n2(y + 4)}`;
  return (
    <g className="envelope">
      <rect x={n2(x)} y={n2(y)} width={n2(w)} height={n2(h)} rx={5} />
      <path d={flap} />
      <text x={n2(x + w / 2)} y={n2(y + h * 0.83)} fontSize={n2(h * 0.315)}>
        to {props.nr}
      </text>
    </g>
  );
}

function tip(from: Point, to: Point, size: number): string {
  const a = Math.atan2(to.y - from.y, to.x - from.x);
  const p = (angle: number) =>
    `${n2(to.x - size * Math.cos(a + angle))} ${n2(to.y - size * Math.sin(a + angle))}`;
  return `M${n2(to.x)} ${n2(to.y)}L${p(0.5)}L${p(-0.5)}Z`;
}

function Bead({ signal, scene, score }: SignalProps) {
  const returns = signal.toTile === undefined;
  const way = beadWay(scene, returns);
  const delay = score?.hitAt;
  const k = scene.spec.kind === 'wide' ? 1 : 0.72;
  const last = signal.toTile?.to;
  const points = last === undefined ? way : [...way, last];
  const duration = delay ?? 0;
  return (
    <g className={`bead ${toneClass(signal)}`}>
      {score !== undefined && points.length > 1 ? (
        <m.circle
          className="capsule"
          r={6.5 * k}
          initial={{ cx: points[0]?.x ?? 0, cy: points[0]?.y ?? 0, opacity: 1 }}
          animate={{ cx: points.map(p => p.x), cy: points.map(p => p.y), opacity: 0 }}
          transition={{
            cx: { duration, ease: 'easeInOut' },
            cy: { duration, ease: 'easeInOut' },
            opacity: { delay: duration, duration: 0.05 },
          }}
        />
      ) : undefined}
      {signal.stamped === undefined ? undefined : (
        <Stamp at={signal.stamp} k={k} text={signal.stamped} delay={delay} />
      )}
    </g>
  );
}

interface StampProps {
  readonly at: Point;
  readonly k: number;
  readonly text: string;
  readonly delay: number | undefined;
}

/** An errno, stamped. */
export function Stamp({ at, k, text, delay }: StampProps) {
  const w = (text.length * 11.2 + 32) * k;
  const h = 31 * k;
  return (
    <g transform={`translate(${n2(at.x)} ${n2(at.y)}) rotate(-5)`}>
      <m.g
        className="stamp"
        initial={delay === undefined ? false : { scale: 1.6, opacity: 0 }}
        animate={{ scale: 1, opacity: 1 }}
        transition={{ delay: delay ?? 0, duration: TIME.stamp, ease: 'easeOut' }}
      >
        <rect x={n2(-w / 2)} y={n2(-h / 2)} width={n2(w)} height={n2(h)} rx={n2(7 * k)} />
        <text y={n2(6 * k)} fontSize={n2(17.5 * k)}>
          {text}
        </text>
      </m.g>
    </g>
  );
}
