// What a process holds: the card with its program, the paper note with a number, and the cable of a
// pidfd. The descriptor table is in Slots.tsx.

import * as m from 'framer-motion/m';
import { GlyphMark } from '../../glyphs/Glyph.tsx';
import { curvePath } from './cable.ts';
import { type CardRow, CODE, type NoteRow } from './card.ts';
import type { CableRow, Scene } from './scene.ts';
import { type Score, TIME } from './score.ts';
import { n2, polar, type Spec } from './spec.ts';

interface CardProps {
  readonly card: CardRow;
  readonly scene: Scene;
  /** The line to point at: the one just run, or the one that comes next. */
  readonly active: 'last' | 'next';
  /** Whether the line just run has hit a stranger. */
  readonly wrong: boolean;
}

export function Card({ card, scene, active, wrong }: CardProps) {
  const { box } = card;
  const { spec } = scene;
  const tint = wrong && active === 'last' ? 'bad' : card.slots.length > 0 ? 'cable' : 'warn';
  const stem = polar(spec.c, spec.tokenAt + spec.token, 270);
  return (
    <g className={card.alive ? 'holder' : 'holder dead'} data-pid={card.pid}>
      {scene.dial.cardNr === undefined ? undefined : (
        <line className="stem" x1={box.x + box.w} y1={spec.c.y} x2={n2(stem.x)} y2={spec.c.y} />
      )}
      <rect className="sheet" x={box.x} y={box.y} width={box.w} height={box.h} rx={12} />
      {spec.kind === 'wide' ? <WideHead card={card} /> : <CompactHead card={card} spec={spec} />}
      {card.code.map(row => {
        const on = row.at === active;
        return (
          <g key={row.key} className={on ? `code on ${tint}` : 'code'}>
            {on ? (
              <rect
                x={box.x + 7}
                y={row.y - 15.4}
                width={box.w - 14}
                height={CODE.pitch + 0.6}
                rx={4}
              />
            ) : undefined}
            <text x={box.x + 16} y={row.y} xmlSpace="preserve">
              {row.text}
            </text>
          </g>
        );
      })}
      {card.rule === undefined ? undefined : (
        <line className="hairline" x1={box.x} x2={box.x + box.w} y1={card.rule} y2={card.rule} />
      )}
      {card.heading === undefined ? undefined : (
        <text className="heading" x={card.heading.at.x} y={card.heading.at.y}>
          {card.heading.text}
        </text>
      )}
    </g>
  );
}

function WideHead({ card }: { readonly card: CardRow }) {
  const { x, y, w } = card.box;
  return (
    <>
      <GlyphMark name={card.name} glyph={card.glyph} x={x + 26} y={y + 27} size={23} />
      <text className="title" x={x + 46} y={y + 33}>
        {card.name}
      </text>
      <text className="nr" x={x + w - 16} y={y + 32}>
        {card.nr}
      </text>
      <line className="hairline" x1={x} x2={x + w} y1={y + 51} y2={y + 51} />
    </>
  );
}

function CompactHead({ card, spec }: { readonly card: CardRow; readonly spec: Spec }) {
  const { x, y, w } = card.box;
  return (
    <>
      <GlyphMark name={card.name} glyph={card.glyph} x={x + w / 2} y={y + 18} size={20} />
      <text className="title small" x={x + w / 2} y={y + 43} fontSize={spec.name}>
        {card.name}
      </text>
    </>
  );
}

interface NoteProps {
  readonly note: NoteRow;
  readonly score: Score | undefined;
  /** X-ray: tint it by what it really means. */
  readonly xray: boolean;
}

/** The paper note. It looks the same whatever its number means now; only the X-ray tells. */
export function Note({ note, score, xray }: NoteProps) {
  const place = `translate(${n2(note.at.x)} ${n2(note.at.y)}) scale(${note.scale})`;
  if (note.nr === undefined) {
    return (
      <g transform={place} className="note-place">
        <rect x={-46} y={-39} width={92} height={78} rx={4} />
        <text y={5} style={note.variable.length > 5 ? { fontSize: 11 } : undefined}>
          {note.variable} = ?
        </text>
      </g>
    );
  }
  const written = score?.notes.has(note.key) ?? false;
  return (
    <g transform={place}>
      <m.g
        className={xray ? `note xray ${note.state}` : 'note'}
        initial={written ? { opacity: 0, scale: 1.25, rotate: 4 } : false}
        animate={{ opacity: 1, scale: 1, rotate: 0 }}
        transition={{ duration: TIME.note, ease: 'easeOut' }}
      >
        <NotePaper variable={note.variable} nr={note.nr} />
      </m.g>
    </g>
  );
}

/** The drawing of a note, centred, 92 by 80. */
export function NotePaper(props: { readonly variable?: string; readonly nr: number }) {
  return (
    <g transform="rotate(-3)">
      <path className="paper" d="M-46-40H46V21L29 40H-46z" />
      <path className="fold" d="M46 21H29V40z" />
      <rect className="tape" x={-15} y={-45} width={30} height={11} />
      {props.variable === undefined ? undefined : (
        <text className="variable" x={-35} y={-18}>
          {props.variable}
        </text>
      )}
      <text className="number" x={0} y={props.variable === undefined ? 12 : 14}>
        {props.nr}
      </text>
    </g>
  );
}

interface CableProps {
  readonly cable: CableRow;
  readonly before: CableRow | undefined;
  readonly spec: { readonly kind: string };
  readonly score: Score | undefined;
}

/** The cable from the slot to the struct pid, with a halo that lifts it off what it passes. */
export function Cable({ cable, before, spec, score }: CableProps) {
  const d = curvePath(cable.curve);
  const old = before !== undefined && score !== undefined ? curvePath(before.curve) : undefined;
  const plugged = score?.plugs.has(cable.key) ?? false;
  const k = spec.kind === 'wide' ? 1 : 0.72;
  const initial = old !== undefined && old !== d ? { d: old } : plugged ? { pathLength: 0 } : false;
  const animate = plugged ? { d, pathLength: 1 } : { d };
  const transition = plugged
    ? ({ duration: TIME.plug, ease: 'easeOut' } as const)
    : ({ type: 'spring', stiffness: 180, damping: 24 } as const);
  const end = cable.curve.segments.at(-1)?.to ?? cable.curve.start;
  const was = before?.curve.segments.at(-1)?.to;
  return (
    <g className="cable">
      {[
        ['halo', 11.5],
        ['sleeve', 6.5],
        ['core', 2.2],
      ].map(([part, width]) => (
        <m.path
          key={part}
          className={String(part)}
          strokeWidth={Number(width) * k}
          d={d}
          initial={initial}
          animate={animate}
          transition={transition}
        />
      ))}
      <m.circle
        className="end"
        cx={n2(end.x)}
        cy={n2(end.y)}
        r={6 * k}
        initial={
          old !== undefined && was !== undefined
            ? { x: was.x - end.x, y: was.y - end.y }
            : plugged
              ? { opacity: 0 }
              : false
        }
        animate={{ x: 0, y: 0, opacity: 1 }}
        transition={plugged ? { delay: TIME.plug, duration: 0.05 } : transition}
      />
      <circle className="socket-ring" cx={n2(cable.socket.x)} cy={n2(cable.socket.y)} r={7.5} />
    </g>
  );
}
