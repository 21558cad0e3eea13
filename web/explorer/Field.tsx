// One variant's orders as a field of marks, the worst first, with the figure that matters.

import { ENDS } from '../../src/machine/search.ts';
import type { Race } from '../../src/race/program.ts';
import { Icon } from '../glyphs/Icon.tsx';
import type { Search } from './explorer-store.ts';
import { marksFor } from './field.ts';
import { endsOf, type Found } from './job.ts';
import { endText, limitText, numberText, variantText, wrongOrders } from './words.ts';

/** Marks are larger where there are few. */
const columnsFor = (marks: number): number => (marks > 160 ? 27 : 20);
/** Rows of marks, by how many fields there are under one another. */
const roomFor = (fields: number): number => 27 * (fields < 3 ? 14 : fields === 3 ? 9 : 6);
const PITCH = 10;

interface FieldProps {
  readonly race: Race;
  readonly name: string;
  readonly search: Search;
  /** How many fields there are, and the orders of the largest. */
  readonly fields: number;
  readonly most: bigint;
  /** Nothing goes wrong in any world: the marks recede. */
  readonly calm: boolean;
  readonly onCancel: () => void;
  readonly onFurther: () => void;
}

export function Field({ name, calm, ...props }: FieldProps) {
  const { search } = props;
  const reference = name.startsWith('pidfd');
  const wrong = search.kind === 'found' ? wrongOrders(search.found) : undefined;
  const label = search.kind === 'found' && wrong !== undefined ? numberText(wrong) : '';
  return (
    <section
      className={`panel ex-field ${calm ? 'calm' : ''}`}
      aria-label={`${variantText(name)}: all orders`}
    >
      <header>
        <span className={`tag small ${reference ? 'cable' : 'paper'}`}>
          <Icon name={reference ? 'plug' : 'note'} size={16} />
          {variantText(name)}
        </span>
        <p className="ex-figure">
          <strong className={wrong !== undefined && wrong > 0n ? 'bad' : ''}>{label}</strong>
          {label === '' ? undefined : <span>{wrongWord(search)}</span>}
        </p>
      </header>
      <Body {...props} />
    </section>
  );
}

function wrongWord(search: Search): string {
  if (search.kind !== 'found') return '';
  const names = search.found.report.outcomes.map(o => o.name);
  return names.includes('broken') ? 'go wrong' : 'wrong target';
}

function Body(props: Omit<FieldProps, 'name' | 'calm'>) {
  const { race, search, fields, most, onCancel, onFurther } = props;
  if (search.kind === 'failed')
    return <p className="ex-note">It could not be searched: {search.why}</p>;
  if (search.kind === 'waiting') return <p className="ex-note">Waits for its turn.</p>;
  if (search.kind === 'running') {
    return <Running search={search} onCancel={onCancel} />;
  }
  const { found } = search;
  return <Marks race={race} found={found} fields={fields} most={most} onFurther={onFurther} />;
}

function Running(props: {
  readonly search: Extract<Search, { kind: 'running' }>;
  readonly onCancel: () => void;
}) {
  const { progress, ending = false } = props.search;
  const uncounted = progress?.phase === 'verdict';
  return (
    <div className="ex-running">
      <p>
        <span className="mono">{numberText(progress?.states ?? 1)}</span> states,{' '}
        <span className="mono">{progress?.depth ?? 0}</span> steps deep
      </p>
      {uncounted ? <p>Too many to count orders; now for the verdict alone.</p> : undefined}
      <progress aria-label="Searching" />
      <button type="button" className="button" onClick={props.onCancel} disabled={ending}>
        {ending ? 'Ending…' : 'Cancel'}
      </button>
    </div>
  );
}

interface MarksProps extends Pick<FieldProps, 'race' | 'fields' | 'most' | 'onFurther'> {
  readonly found: Found;
}

function Marks({ race, found, fields, most, onFurther }: MarksProps) {
  const limit = limitText(found);
  const ends = endsOf(found.report);
  if (found.report.orders === undefined) {
    return (
      <div className="ex-note">
        <p>{limit ?? `${numberText(found.report.states)} states. Orders were not counted.`}</p>
        <VerdictLine found={found} />
        {found.report.complete ? undefined : (
          <button type="button" className="button" onClick={onFurther}>
            Search further
          </button>
        )}
      </div>
    );
  }
  const { counts, ordersPerMark } = marksFor(
    ends.map(e => e.orders ?? 0n),
    roomFor(fields),
    most,
  );
  const drawn = counts.reduce((a, b) => a + b, 0);
  const columns = columnsFor(drawn);
  const rows = Math.max(1, Math.ceil(drawn / columns));
  let at = 0;
  return (
    <>
      <svg
        className="ex-marks"
        viewBox={`0 0 ${columns * PITCH} ${rows * PITCH}`}
        role="img"
        aria-label={ends.map(e => `${endText(race, e.name)}: ${e.orders} orders`).join(', ')}
      >
        {ends.map((end, i) => {
          const from = at;
          at += counts[i] ?? 0;
          return (
            <path
              key={end.name}
              className={`end-${end.name}`}
              d={marks(end.name, from, at, columns)}
            />
          );
        })}
      </svg>
      {ordersPerMark > 1n ? (
        <p className="caption">One mark: {numberText(ordersPerMark)} orders.</p>
      ) : undefined}
      {limit === undefined ? undefined : <p className="caption">{limit}</p>}
    </>
  );
}

function VerdictLine({ found }: { readonly found: Found }) {
  return (
    <ul>
      {found.report.claims.map(claim => (
        <li key={claim.text}>
          {claim.text}: <strong>{claim.verdict}</strong>
        </li>
      ))}
    </ul>
  );
}

/** One path for all marks of one end. */
function marks(end: string, from: number, to: number, columns: number): string {
  let d = '';
  for (let i = from; i < to; i++) {
    const x = (i % columns) * PITCH + PITCH / 2;
    const y = Math.floor(i / columns) * PITCH + PITCH / 2;
    d += shape(end, x, y);
  }
  return d;
}

const disc = (x: number, y: number, r: number): string =>
  `M${x - r} ${y}a${r} ${r} 0 1 0 ${2 * r} 0a${r} ${r} 0 1 0 ${-2 * r} 0z`;

/** Squares with an x cut out, dots and rings: told apart without colour. */
function shape(end: string, x: number, y: number): string {
  if (end === 'broken') {
    return `M${x - 4} ${y - 4}h8v8h-8zM${x - 2.4} ${y - 2.4}v4.8h4.8v-4.8z`;
  }
  if (end === 'wrong') {
    const square = `M${x - 4} ${y - 4}h8v8h-8z`;
    const arm =
      'l1.2 -1.2l1.4 1.4l1.4 -1.4l1.2 1.2l-1.4 1.4l1.4 1.4l-1.2 1.2l-1.4 -1.4l-1.4 1.4l-1.2 -1.2l1.4 -1.4z';
    return `${square}M${x - 2.6} ${y - 1.4}${arm}`;
  }
  if (end === 'zombie') return disc(x, y, 3.3);
  return disc(x, y, end === 'none' ? 1.7 : 3.5);
}

/** What the marks mean; only ends that happen somewhere. */
export function Legend(props: {
  readonly race: Race;
  readonly searches: readonly Search[];
  readonly calm: boolean;
}) {
  const { race, searches, calm } = props;
  const happen = new Set(
    searches.flatMap(s => (s.kind === 'found' ? s.found.report.outcomes.map(o => o.name) : [])),
  );
  return (
    <ul className={`ex-legend ${calm ? 'calm' : ''}`}>
      {ENDS.filter(end => happen.has(end)).map(end => (
        <li key={end}>
          <svg width="14" height="14" viewBox="0 0 10 10" aria-hidden="true">
            <path className={`end-${end}`} d={shape(end, 5, 5)} />
          </svg>
          {endText(race, end)}
        </li>
      ))}
    </ul>
  );
}
