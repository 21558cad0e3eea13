// A table of numbers too large for a cell each: a thin ring with a tick per held number. Only the
// numbers of interest have a place of their own, with letter and name; zombies are hatched, those that
// are free again dashed, as on the clock.

import { letter } from '../../src/trace/incarnation.ts';
import type { Handouts, Numbers } from '../../src/trace/numbers.ts';
import { lastHolder } from '../../src/trace/numbers.ts';
import { numberKey } from '../../src/trace/trace.ts';
import { Cursor } from '../lab/scene/Cells.tsx';
import { cursorRow, sector } from '../lab/scene/ring.ts';
import { at, n2, polar } from '../lab/scene/spec.ts';
import { CLOCK } from './clock.ts';
import type { Moment } from './moments.ts';
import type { Loaded } from './trace-store.ts';

const SPEC = { ...CLOCK, inner: 92, outer: 108 };
/** The arc for the numbers that the recording saw; the others share what is left. */
const SEEN_FROM = 24;
const SEEN_TO = 336;
const MARKS_MAX = 9;

interface Props {
  readonly loaded: Loaded;
  readonly handouts: Handouts;
  readonly numbers: Numbers;
  readonly moment: Moment;
  /** The incarnation in question, whose number is always marked; -1 for none. */
  readonly life: number;
}

export function LargeRing(props: Props) {
  const { handouts, numbers } = props;
  const angleOf = angles(handouts);
  const plain: string[] = [];
  const hatched: string[] = [];
  for (const { nr, zombie } of numbers.held) {
    const angle = angleOf(nr);
    const tick = `M${at(polar(SPEC.c, SPEC.inner, angle))}L${at(polar(SPEC.c, SPEC.outer, angle))}`;
    (zombie ? hatched : plain).push(tick);
  }
  const last = numbers.last;
  const cursor = last === undefined ? undefined : cursorRow({ spec: SPEC, angleOf }, last.nr);
  return (
    <g className="large-ring">
      <path className="band" d={sector(SPEC, SEEN_FROM - 360, SEEN_TO - 360)} />
      <path className="band unseen" d={sector(SPEC, SEEN_TO - 360, SEEN_FROM)} />
      <Ends handouts={handouts} />
      <path className="ticks" d={plain.join('')} />
      <path className="ticks zombies" d={hatched.join('')} />
      {cursor === undefined ? undefined : (
        <Cursor cursor={cursor} spec={SPEC} score={undefined} word={false} />
      )}
      <Marks {...props} angleOf={angleOf} />
    </g>
  );
}

/** Where a number stands: those seen on the long arc, those below and above on the short one. */
function angles({ seen, end }: Handouts): (nr: number) => number {
  const { low, high } = spanOf(seen);
  const short = 360 - SEEN_TO + SEEN_FROM;
  return nr => {
    if (nr < low) return SEEN_FROM - (short / 2) * (1 - nr / low);
    if (nr <= high) {
      return SEEN_FROM + ((SEEN_TO - SEEN_FROM) * (nr - low)) / Math.max(1, high - low);
    }
    const top = Math.max(end ?? 0, seen[seen.length - 1] ?? 0, high + 1);
    return SEEN_TO + (short / 2) * ((nr - high) / (top - high));
  };
}

/** Most of the numbers seen: without a few far off, such as an init's 1, which would squeeze the rest. */
function spanOf(seen: Int32Array): { readonly low: number; readonly high: number } {
  const cut = seen.length > 8 ? Math.ceil(seen.length * 0.03) : 0;
  const inner = { low: seen[cut] ?? 0, high: seen[seen.length - 1 - cut] ?? 1 };
  const all = { low: seen[0] ?? 0, high: seen[seen.length - 1] ?? 1 };
  return all.high - all.low > 2 * (inner.high - inner.low) ? inner : all;
}

/** The least and greatest number seen, and where the table ends. */
function Ends({ handouts }: { readonly handouts: Handouts }) {
  const { low, high } = spanOf(handouts.seen);
  const inside = SPEC.inner - 13;
  const from = polar(SPEC.c, inside, SEEN_FROM + 6);
  const to = polar(SPEC.c, inside, SEEN_TO - 6);
  return (
    <>
      <text className="end" x={n2(from.x)} y={n2(from.y + 4)} textAnchor="middle">
        {low}
      </text>
      <text className="end" x={n2(to.x)} y={n2(to.y + 4)} textAnchor="middle">
        {high}
      </text>
    </>
  );
}

interface Mark {
  readonly nr: number;
  readonly life: number;
  readonly state: 'live' | 'zombie' | 'free';
  readonly tone: number | undefined;
  readonly angle: number;
}

function Marks(props: Props & { readonly angleOf: (nr: number) => number }) {
  const { loaded, numbers } = props;
  return marksOf(props).map(mark => {
    const { nr, life, state, tone, angle } = mark;
    const holder = loaded.trace.lives.at(life);
    const level = holder?.ns.indexOf(numbers.ns) ?? -1;
    const token = polar(SPEC.c, SPEC.outer + 11, angle);
    const label = polar(SPEC.c, SPEC.outer + 25, angle);
    const right = label.x >= SPEC.c.x;
    const vacated = state === 'free' ? ' vacated' : '';
    return (
      <g key={nr} className={`cell ${state}${vacated}`} data-tone={tone} data-pid={life + 1}>
        <path className="shape" d={sector(SPEC, angle - 3.4, angle + 3.4)} />
        {state === 'zombie' ? (
          <path
            className="hatch"
            d={sector(SPEC, angle - 3.4, angle + 3.4)}
            fill={`url(#hatch-${tone ?? 'plain'})`}
          />
        ) : undefined}
        <g className="token" data-tone={tone}>
          <circle className="shape" cx={n2(token.x)} cy={n2(token.y)} r={SPEC.token} />
          <text x={n2(token.x)} y={n2(token.y + 4)} fontSize={11}>
            {letter(holder?.holder[level] ?? 0)}
          </text>
        </g>
        <text
          className="number"
          x={n2(label.x)}
          y={n2(label.y + 4.5)}
          style={{ textAnchor: right ? 'start' : 'end' }}
          fontSize={12.5}
        >
          {nr}
        </text>
      </g>
    );
  });
}

/** The numbers with a place of their own: that in question, the last handed out, then the coloured. */
function marksOf(props: Props & { readonly angleOf: (nr: number) => number }): readonly Mark[] {
  const { loaded, numbers, moment, angleOf } = props;
  const { trace, index, tones } = loaded;
  const subject = trace.lives.at(props.life);
  const own = subject?.nr[subject.ns.indexOf(numbers.ns)];
  const coloured = [...tones.keys()].flatMap(key => {
    const [ns, nr] = key.split(':').map(Number);
    return ns === numbers.ns && nr !== undefined ? [nr] : [];
  });
  const wanted = [...(own === undefined ? [] : [own]), ...coloured.slice(0, 40)];
  if (numbers.last !== undefined) wanted.splice(1, 0, numbers.last.nr);
  const marks: Mark[] = [];
  for (const nr of new Set(wanted)) {
    const held = numbers.held.find(entry => entry.nr === nr);
    const holders = index.holders.of(numbers.ns, nr);
    const life = held?.life ?? lastHolder(trace, holders, moment.event);
    const angle = angleOf(nr);
    const crowded = marks.some(mark => Math.abs(mark.angle - angle) < 13);
    if (life < 0 || crowded) continue;
    const tone = tones.get(numberKey(numbers.ns, nr));
    marks.push({
      nr,
      life,
      angle,
      state: held === undefined ? 'free' : held.zombie ? 'zombie' : 'live',
      tone: tone === undefined ? undefined : tone.colour - 1,
    });
    if (marks.length >= MARKS_MAX) break;
  }
  return marks;
}
