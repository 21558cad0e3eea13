// All states of one variant in bands: x is the number of steps taken, the band is what the watched
// number means. Every order runs from the left into an outcome at the right; the shown order is drawn
// strongly. Small graphs show every state, large ones how many there are.

import type { KeyboardEvent } from 'react';
import type { Race } from '../../src/race/program.ts';
import { Axis, Bands, Cell, Outcome } from './GraphParts.tsx';
import type { Found, Shown } from './job.ts';
import type { Layout, StatePlace } from './layout.ts';
import { numberText, stateText } from './words.ts';

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
