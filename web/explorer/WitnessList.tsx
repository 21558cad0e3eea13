// The shown order as cards from top to bottom: the shortest way to harm, or the way to the state that
// is pointed at. Where nothing goes wrong, the reason instead.

import { useEffect, useRef } from 'react';
import { BANDS } from '../../src/machine/model.ts';
import type { Race } from '../../src/race/program.ts';
import { Glyph } from '../glyphs/Glyph.tsx';
import { Icon } from '../glyphs/Icon.tsx';
import { Cell } from './GraphParts.tsx';
import type { Found, Shown } from './job.ts';
import type { replayOf } from './replay.ts';
import type { Row } from './rows.ts';
import { calmReason, numberText } from './words.ts';

interface WitnessProps {
  readonly race: Race;
  readonly found: Found | undefined;
  readonly order: Shown | undefined;
  readonly pointed: boolean;
  readonly at: number;
  /** Where the order can be replayed; undefined: nowhere as it is. */
  readonly replay: ReturnType<typeof replayOf>;
  readonly onMove: (at: number) => void;
  readonly onBack: () => void;
}

export function WitnessList(props: WitnessProps) {
  const { race, found, order, pointed } = props;
  if (order === undefined) return <Calm race={race} found={found} />;
  const harm = order.rows.some(row => row.harm);
  const goal = pointed ? 'this state' : harm ? 'the wrong target' : 'a broken claim';
  const title = `Shortest way to ${goal}`;
  return (
    <section className="panel ex-way" aria-label={title}>
      <h2>{title}</h2>
      <p className="ex-sub">
        {order.rows.length} {order.rows.length === 1 ? 'step' : 'steps'}.{' '}
        {order.shortest ? 'No shorter order exists.' : 'A shorter one may exist.'}
      </p>
      <Cards rows={order.rows} at={props.at} onMove={props.onMove} />
      <Links {...props} />
    </section>
  );
}

function Cards({ rows, at, onMove }: Pick<WitnessProps, 'at' | 'onMove'> & Pick<Shown, 'rows'>) {
  const list = useRef<HTMLOListElement>(null);
  // The marked card comes into view; the page itself stays where it is.
  useEffect(() => keepInView(list.current, Math.min(at, rows.length) - 1), [rows, at]);
  return (
    <ol ref={list}>
      {rows.map((row, i) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: a step is named by its place in the order
        <Step key={i} row={row} marked={i === at - 1} onMark={() => onMove(i + 1)} />
      ))}
    </ol>
  );
}

/** Scrolls a list, and nothing else, so that one of its items is seen. */
function keepInView(list: HTMLElement | null, index: number): void {
  const item = list?.children[Math.max(0, index)];
  if (list === null || !(item instanceof HTMLElement)) return;
  const top = item.offsetTop - list.offsetTop;
  const over = top + item.offsetHeight - list.clientHeight;
  list.scrollTop = Math.max(over, Math.min(top, list.scrollTop));
}

function Step(props: { row: Row; marked: boolean; onMark: () => void }) {
  const { row, marked } = props;
  return (
    <li className={row.harm ? 'harm' : ''}>
      <button
        type="button"
        className="ex-card"
        aria-current={marked ? 'step' : undefined}
        onClick={props.onMark}
      >
        <Glyph name={row.name} glyph={row.glyph} size={21} />
        <span className="ex-step">
          <span>
            <strong>{row.name}</strong> <span className="mono">{row.verb}</span>
          </span>
          <span className="ex-effect">{row.effect}</span>
        </span>
        {row.harm ? (
          <span className="ex-hit">
            <Icon name="cross" size={16} />
          </span>
        ) : (
          <svg width="37" height="23" viewBox="0 0 37 23" aria-hidden="true">
            <Cell band={BANDS.indexOf(row.band)} x={1.5} y={1.5} width={34} height={20} />
          </svg>
        )}
      </button>
    </li>
  );
}

function Links({ replay, pointed, onBack }: WitnessProps) {
  return (
    <footer>
      {replay === undefined ? (
        <p className="caption">
          The editor has the program as written; this order is of a changed one.
        </p>
      ) : (
        <a className="button primary" href={replay.href}>
          <Icon name="play" size={15} /> {replay.label}
        </a>
      )}
      {pointed ? (
        <button type="button" className="button" onClick={onBack}>
          Back
        </button>
      ) : undefined}
    </footer>
  );
}

function Calm({ race, found }: Pick<WitnessProps, 'race' | 'found'>) {
  if (found === undefined) {
    return (
      <section className="panel ex-way" aria-label="Shortest way to the wrong target">
        <h2>Shortest way to the wrong target</h2>
        <p className="ex-sub">Looking for one…</p>
      </section>
    );
  }
  const { complete } = found.report;
  return (
    <section className="panel ex-way" aria-label="Why nothing goes wrong">
      <h2>{complete ? 'Why no order goes wrong' : 'No wrong order found so far'}</h2>
      <p>{calmReason(race, found)}</p>
      <Extras found={found} />
    </section>
  );
}

/** What else the search found. */
export function Extras({ found }: { readonly found: Found }) {
  const { nearMisses, deadlocks, cycles } = found.report;
  const near = nearMisses?.orders ?? 0n;
  return (
    <ul className="ex-extras">
      {near > 0n ? <li>{numberText(near)} unharmed orders were one step from harm.</li> : undefined}
      {deadlocks.states > 0 ? (
        <li>
          {deadlocks.orders === undefined
            ? 'Some orders'
            : `${numberText(deadlocks.orders)} orders`}{' '}
          end with somebody waiting for ever.
        </li>
      ) : undefined}
      {cycles !== undefined && cycles.parts > 0 ? <li>Some orders never end.</li> : undefined}
      {found.report.claims.map(claim => (
        <li key={claim.text}>
          “{claim.text}”: {claim.verdict === 'unknown' ? 'not known' : claim.verdict}
        </li>
      ))}
    </ul>
  );
}
