// All states of one variant in bands: x is the number of steps taken, the band is what the watched
// number means. Every order runs from the left into an outcome at the right; the shown order is drawn
// strongly. Small graphs show every state, large ones how many there are.

import type { KeyboardEvent } from 'react';
import type { Race } from '../../src/race/program.ts';
import type { Found, Shown } from './job.ts';
import type { Layout, OutcomePlace, StatePlace } from './layout.ts';
import { bandText, endText, numberText, stateText } from './words.ts';

interface GraphProps {
  readonly race: Race;
  readonly found: Found;
  readonly layout: Layout;
  readonly box: { readonly width: number; readonly height: number; readonly left: number };
  readonly order: Shown | undefined;
  /** Step of the order that is marked. */
  readonly at: number;
  readonly pointed: number | undefined;
  readonly wrongOnly: boolean;
  readonly onPoint: (state: number) => void;
  readonly onOpen: (state: number) => void;
}

interface Point {
  readonly x: number;
  readonly y: number;
}

export function StateGraph(props: GraphProps) {
  const { race, layout, box, found } = props;
  const height = box.height + 34;
  return (
    // biome-ignore lint/a11y/useSemanticElements: a group of buttons inside a drawing
    <svg
      className={`ex-graph ${props.wrongOnly ? 'wrong-only' : ''}`}
      viewBox={`0 0 ${box.width} ${height}`}
      preserveAspectRatio="xMidYMin"
      role="group"
      aria-label={`${numberText(layout.folded.shown.length)} states by steps taken and by what ${race.watched ?? 'the number'} means`}
    >
      <Bands race={race} layout={layout} box={box} />
      <Edges {...props} />
      <Densities layout={layout} race={race} />
      <Order {...props} />
      <States {...props} />
      {layout.outcomes.map(place => (
        <Outcome key={place.outcome} race={race} place={place} found={found} />
      ))}
      <Axis layout={layout} box={box} />
    </svg>
  );
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

function Bands({ race, layout, box }: Pick<GraphProps, 'race' | 'layout' | 'box'>) {
  const wide = box.left > 100;
  return layout.bands.map(({ band, top, height }) => {
    const low = height < 104;
    const y = top + (low ? 9 : 22);
    return (
      <g key={band} className={`band band-${band}`}>
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

const curve = (a: Point, b: Point): string => {
  const bend = (b.x - a.x) / 2;
  return `M${a.x} ${a.y}C${a.x + bend} ${a.y} ${b.x - bend} ${b.y} ${b.x} ${b.y}`;
};

function pointsOf(layout: Layout): (to: number) => Point | undefined {
  const states = new Map(layout.states.map(place => [place.state, place]));
  return to => (to < 0 ? layout.outcomes[-1 - to] : states.get(to));
}

function Edges({ layout, found }: GraphProps) {
  if (layout.densities.length > 0) return undefined;
  const point = pointsOf(layout);
  let calm = '';
  let wrong = '';
  for (const { from, to } of layout.folded.edges) {
    const a = point(from);
    const b = point(to);
    if (a === undefined || b === undefined) continue;
    const name = to < 0 ? found.report.outcomes[-1 - to]?.name : undefined;
    if (name === 'wrong' || name === 'broken') wrong += curve(a, b);
    else calm += curve(a, b);
  }
  return (
    <>
      <path className="edge" d={calm} />
      <path className="edge bad" d={wrong} />
    </>
  );
}

function Densities({ layout, race }: Pick<GraphProps, 'layout' | 'race'>) {
  const width = Math.min(22, layout.pitch * 0.62);
  return layout.densities.map(({ band, depth, states, x, y, height }) => (
    <g key={`${band} ${depth}`} className={`density cell-${band}`}>
      <rect x={x - width / 2} y={y} width={width} height={height} rx={Math.min(6, height / 2)}>
        <title>{`${stateText(race, band, depth)}: ${numberText(states)} states`}</title>
      </rect>
    </g>
  ));
}

/** The shown order, as far as it is drawn, into its outcome. */
function Order({ order, layout, found }: GraphProps) {
  if (order === undefined || found.graph === undefined) return undefined;
  const point = pointsOf(layout);
  let d = '';
  let before: Point | undefined;
  for (const state of order.states) {
    const end = layout.folded.into[state] ?? -1;
    const here = point(end >= 0 ? -1 - end : state);
    if (before !== undefined && here !== undefined && here !== before) d += curve(before, here);
    if (here !== undefined) before = here;
    if (end >= 0) break;
  }
  return <path className="edge shown" d={d} />;
}

function States(props: GraphProps) {
  const { layout, order, pointed, at } = props;
  const onWay = new Map(order?.states.map((state, i) => [state, i]));
  const size = Math.max(11, Math.min(20, layout.pitch * 0.42));
  const current = order?.states[at];
  const reachable = pointed ?? current ?? 0;
  return layout.states.map(place => (
    <State
      key={place.state}
      place={place}
      size={onWay.has(place.state) ? size + 6 : size}
      onWay={onWay.has(place.state)}
      current={place.state === current}
      tabbable={place.state === reachable}
      props={props}
    />
  ));
}

interface StateProps {
  readonly place: StatePlace;
  readonly size: number;
  readonly onWay: boolean;
  readonly current: boolean;
  readonly tabbable: boolean;
  readonly props: GraphProps;
}

function State({ place, size, onWay, current, tabbable, props }: StateProps) {
  const { state, band, depth, x, y } = place;
  const pressed = (event: KeyboardEvent) => {
    if (event.key === ' ') props.onPoint(state);
    else if (event.key === 'Enter') props.onOpen(state);
    else return;
    event.preventDefault();
  };
  return (
    // biome-ignore lint/a11y/useSemanticElements: a button inside a drawing
    <g
      role="button"
      data-state={state}
      tabIndex={tabbable ? 0 : -1}
      className={`state ${onWay ? 'on-way' : ''} ${current ? 'current' : ''}`}
      aria-label={`${stateText(props.race, band, depth)}. Show the way here.`}
      onClick={() => props.onPoint(state)}
      onDoubleClick={() => props.onOpen(state)}
      onKeyDown={pressed}
    >
      <title>{`${stateText(props.race, band, depth)} (state ${state})`}</title>
      <Cell band={band} x={x - size / 2} y={y - size / 2} width={size} height={size} />
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

function Outcome({ race, place, found }: OutcomeProps) {
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

function Axis({ layout, box }: Pick<GraphProps, 'layout' | 'box'>) {
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
