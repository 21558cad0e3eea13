// Calls and signals as arrows: from the note, pidfd or process that was used down to the lane it
// reached. Harmless ones go behind the bars, a wrong target in front of everything.

import { memo } from 'react';
import { burstPath } from '../glyphs/burst.ts';
import { type Arrow, nearView, type View } from './arrow-list.ts';
import { type Frame, round } from './frame.ts';

const isHazard = (arrow: Arrow): boolean => arrow.look === 'wrong' || arrow.look === 'unprotected';

/** The lines: behind the bars for the harmless, before them for the rest. */
export const ArrowLines = memo(function ArrowLines(props: {
  readonly arrows: readonly Arrow[];
  readonly front: boolean;
  readonly selected: number;
  readonly view: View;
}) {
  return props.arrows
    .filter(arrow => (arrow.look === 'wrong') === props.front)
    .map(arrow => (
      <ArrowLine
        key={arrow.use}
        arrow={arrow}
        selected={arrow.use === props.selected}
        view={props.view}
      />
    ));
});

function ArrowLine(props: {
  readonly arrow: Arrow;
  readonly selected: boolean;
  readonly view: View;
}) {
  const { arrow, selected, view } = props;
  const { x, look } = arrow;
  // A line of a million pixels costs seconds: only what is near the view is drawn.
  const from = nearView(arrow.from, view);
  const to = nearView(arrow.to, view);
  const down = to >= from ? 1 : -1;
  const start = from + down * 8;
  const end = to - down * (look === 'wrong' ? 24 : look === 'gone' ? 16 : 14);
  if ((end - start) * down < 4) return undefined;
  const head = look === 'wrong' ? 7 : 5.5;
  return (
    <g className={`arrow ${look}${selected ? ' selected' : ''}`}>
      {look === 'wrong' ? <path className="halo" d={`M${round(x)} ${start}V${end}`} /> : undefined}
      <path className="shaft" d={`M${round(x)} ${start}V${end - down * head}`} />
      <path
        className="head"
        d={`M${round(x - head)} ${end - down * head * 1.3}h${head * 2}L${round(x)} ${end}z`}
      />
    </g>
  );
}

/** What stands at the arrow's end: burst, warning, tick, stamp. The timeline selects the use when it is clicked. */
export const ArrowMarks = memo(function ArrowMarks(props: {
  readonly frame: Frame;
  readonly arrows: readonly Arrow[];
}) {
  const sorted = [...props.arrows].sort((a, b) => Number(isHazard(a)) - Number(isHazard(b)));
  return sorted.map(arrow => (
    <g
      key={arrow.use}
      className={`mark ${arrow.look}${arrow.use === props.frame.use ? ' selected' : ''}`}
      transform={`translate(${round(arrow.x)} ${round(arrow.to)})`}
      data-use={arrow.use}
    >
      <Mark frame={props.frame} arrow={arrow} />
    </g>
  ));
});

function Mark({ frame, arrow }: { readonly frame: Frame; readonly arrow: Arrow }) {
  switch (arrow.look) {
    case 'wrong':
      return (
        <>
          <path className="burst" d={burstPath({ x: 0, y: 0 }, 25, 17)} />
          <path className="glyph" d="M-5 -5l10 10M5 -5l-10 10" />
          <CallPill frame={frame} arrow={arrow} />
        </>
      );
    case 'unprotected':
      return (
        <>
          <circle r={10.5} />
          <path className="glyph" d="M0 -5.5v6.5M0 5v.1" />
        </>
      );
    case 'gone':
    case 'nobody':
      return (
        <g transform="translate(4 0) rotate(-5)">
          <rect className="stamp" x={-4} y={-13} width={62} height={26} rx={7} />
          <text className="mono stamp-text" x={27} y={5} textAnchor="middle">
            ESRCH
          </text>
        </g>
      );
    case 'unknown':
      return (
        <>
          <circle r={9.5} />
          <text className="glyph-text" y={5} textAnchor="middle">
            ?
          </text>
        </>
      );
    default:
      return (
        <>
          <circle r={9.5} />
          <path className="glyph" d="M-4 .3l2.8 2.8 5.2-5.6" />
        </>
      );
  }
}

/** The call, beside the burst: to the right where there is room, else to the left, else below. */
function CallPill({ frame, arrow }: { readonly frame: Frame; readonly arrow: Arrow }) {
  const { left, width: wide } = frame.scale;
  const text = pillText(frame, arrow.use);
  const width = text.length * 8.5 + 20;
  const roomLeft = arrow.x - left;
  const roomRight = left + wide - arrow.x;
  const place =
    roomRight > width + 40
      ? { x: 33, y: 0 }
      : roomLeft > width + 40
        ? { x: -33 - width, y: 0 }
        : { x: Math.min(Math.max(-width / 2, -roomLeft), roomRight - width), y: 42 };
  return (
    <g className="call-pill" transform={`translate(${round(place.x)} ${place.y})`}>
      <rect x={0} y={-15} width={width} height={30} rx={8} />
      <text className="mono" x={10} y={5}>
        {text}
      </text>
    </g>
  );
}

/** `kill(2114, TERM)`. */
function pillText({ trace }: Frame, use: number): string {
  const event = trace.uses.event[use] ?? 0;
  const name = trace.names[trace.columns.name[event] ?? 0] ?? '';
  const sig = (trace.names[trace.columns.sig[event] ?? 0] ?? '').replace(/^SIG/, '');
  return `${name}(${trace.uses.nr[use]}${sig === '' ? '' : `, ${sig}`})`;
}
