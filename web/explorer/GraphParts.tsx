// The parts of the drawing that do not change with what is pointed at: bands, cells, outcomes, axis.

import type { Race } from '../../src/race/program.ts';
import type { Found } from './job.ts';
import type { Layout, OutcomePlace } from './layout.ts';
import { bandText, endText, numberText } from './words.ts';

interface FrameProps {
  readonly race: Race;
  readonly layout: Layout;
  readonly box: { readonly width: number; readonly height: number; readonly left: number };
}

/** The zombie's hatch, defined once for the page: drawings that are not shown define nothing. */
export function Hatch() {
  return (
    <svg width="0" height="0" className="ex-defs" aria-hidden="true">
      <pattern
        id="ex-hatch"
        width="6"
        height="6"
        patternUnits="userSpaceOnUse"
        patternTransform="rotate(45)"
      >
        <rect width="6" height="6" className="hatch-ground" />
        <line x1="1" y1="0" x2="1" y2="6" className="hatch-line" />
      </pattern>
    </svg>
  );
}

export function Bands({ race, layout, box }: FrameProps) {
  const wide = box.left > 100;
  return layout.bands.map(({ band, top, height }) => {
    const low = height < 104;
    const y = top + (low ? 9 : 22);
    const empty = ![...layout.states, ...layout.densities].some(place => place.band === band);
    return (
      <g key={band} className={`band band-${band} ${empty ? 'empty' : ''}`}>
        <rect x="0" y={top} width={box.width} height={height} rx="10" />
        {wide ? (
          <>
            <Cell band={band} x={16} y={y} width={56} height={low ? 22 : 32} />
            <Lines text={bandText(race, band)} x={16} y={y + (low ? 38 : 52)} />
          </>
        ) : (
          <text x="10" y={top + 17} className="band-name">
            {bandText(race, band)}
          </text>
        )}
      </g>
    );
  });
}

/** Words set in lines of about 14 letters. */
function Lines({ text, x, y }: { text: string; x: number; y: number }) {
  const lines: string[] = [];
  for (const word of text.split(' ')) {
    const last = lines[lines.length - 1];
    if (last !== undefined && last.length + word.length < 15)
      lines[lines.length - 1] = `${last} ${word}`;
    else lines.push(word);
  }
  return (
    <text className="band-name" x={x} y={y}>
      {lines.map((line, i) => (
        <tspan key={line} x={x} dy={i === 0 ? 0 : 16}>
          {line}
        </tspan>
      ))}
    </text>
  );
}

interface CellProps {
  readonly band: number;
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

/** The watched number's cell in one of its four conditions. */
export function Cell({ band, x, y, width, height }: CellProps) {
  const letter = band === 0 ? 'A' : band === 3 ? 'B' : '';
  return (
    <g className={`cell cell-${band}`}>
      <rect x={x} y={y} width={width} height={height} rx={Math.min(6, height / 3)} />
      {letter === '' ? undefined : (
        <text x={x + width / 2} y={y + height / 2} fontSize={Math.min(17, height * 0.58)}>
          {letter}
        </text>
      )}
    </g>
  );
}

const SIGN: Readonly<Record<string, string>> = {
  right: 'M-4.5 .5l3 3l6 -6.5',
  zombie: 'M-4 0h8',
  nobody: 'M-4 4l8 -8M-4.5 0a4.5 4.5 0 1 0 9 0a4.5 4.5 0 1 0 -9 0',
  none: 'M-1 0h2',
  wrong: 'M-5 -5l10 10M5 -5l-10 10',
  broken: 'M-5 -5l10 10M5 -5l-10 10',
};

interface OutcomeProps {
  readonly race: Race;
  readonly place: OutcomePlace;
  readonly found: Found;
}

export function Outcome({ race, place, found }: OutcomeProps) {
  const outcome = found.report.outcomes[place.outcome];
  if (outcome === undefined) return undefined;
  const { x, y } = place;
  const bad = outcome.name === 'wrong' || outcome.name === 'broken';
  return (
    <g className={`outcome end-of-${outcome.name}`} transform={`translate(${x} ${y})`}>
      <text y="-23" className="outcome-count">
        {outcome.orders === undefined ? '' : numberText(outcome.orders)}
      </text>
      {bad ? <rect x="-16" y="-16" width="32" height="32" rx="9" /> : <circle r="13" />}
      <path d={SIGN[outcome.name]} />
      <text y="33" className="outcome-name">
        {endText(race, outcome.name)}
      </text>
    </g>
  );
}

export function Axis({ layout, box }: Omit<FrameProps, 'race'>) {
  const every = Math.max(1, Math.ceil(20 / layout.pitch));
  return (
    <g className="axis">
      {box.left > 100 ? (
        <text x="16" y={box.height + 22}>
          steps taken
        </text>
      ) : undefined}
      {layout.columns
        .filter(({ depth }) => depth % every === 0)
        .map(({ depth, x }) => (
          <text key={depth} x={x} y={box.height + 22} textAnchor="middle" className="mono">
            {depth}
          </text>
        ))}
    </g>
  );
}
