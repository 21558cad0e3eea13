// The inspector: what a part of the picture is, in the model's own fields, and why it is so. Pick a
// process or a number from the list, or click a part of the picture.

import { useStore } from 'zustand';
import { blockedWords } from '../../src/explain/blocked.ts';
import { listOf } from '../../src/explain/words.ts';
import { now } from '../../src/machine/timeline.ts';
import type { FdView, TokenView, WorldView } from '../../src/machine/view.ts';
import type { Worlds } from '../../src/machine/worlds.ts';
import { Glyph } from '../glyphs/Glyph.tsx';
import { Dialog } from '../shell/Dialog.tsx';
import { Glossary } from './Glossary.tsx';
import { inspect, lab, openDrawer } from './lab-store.ts';
import { letterOf } from './scene/layout.ts';
import { viewsOf, worldName } from './select.ts';
import { waitingText } from './tables.ts';
import { numberTitle, processTitle, resultTitle, Why } from './Why.tsx';

const close = () => openDrawer('none');

export function Inspector() {
  const timeline = useStore(lab, s => s.timeline);
  const race = useStore(lab, s => s.race);
  const inspected = useStore(lab, s => s.inspected);
  const views = viewsOf(now(timeline));
  const world = inspected?.world ?? 0;
  const view = views[world] ?? views[0];
  if (view === undefined) return undefined;
  const pid =
    inspected?.kind === 'pid'
      ? inspected.pid
      : view.tokens.find(t => t.onRing && t.nr === inspected?.nr)?.pid;
  const token = view.tokens.find(t => t.pid === pid);
  const nr = inspected?.kind === 'number' ? inspected.nr : token?.onRing ? token.nr : undefined;
  return (
    <Dialog title="Inspector" onClose={close} drawer>
      <div className="segmented">
        {views.map((v, i) => (
          <button
            key={v.variant}
            type="button"
            aria-pressed={i === world}
            onClick={() => inspect({ ...(inspected ?? { kind: 'number', nr: 0 }), world: i })}
          >
            {worldName(race, v.variant)}
          </button>
        ))}
      </div>
      <p className="caption">Pick a process here, or click a part of the picture.</p>
      {pid === undefined ? (
        <FreeNumber nr={inspected?.kind === 'number' ? inspected.nr : 0} />
      ) : (
        <Facts view={view} pid={pid} />
      )}
      <Reasons view={view} world={world} worlds={now(timeline)} pid={pid} nr={nr} />
      <Numbers view={view} world={world} pid={pid} nr={nr} />
      <Glossary />
    </Dialog>
  );
}

function FreeNumber({ nr }: { readonly nr: number }) {
  return nr === 0 ? undefined : <p>Number {nr} is free: no struct pid has it.</p>;
}

function Facts({ view, pid }: { readonly view: WorldView; readonly pid: number }) {
  const token = view.tokens.find(t => t.pid === pid);
  const tile = view.tiles.find(t => t.pid === pid);
  const card = view.cards.find(c => c.pid === pid);
  const name = token?.name ?? tile?.name ?? '';
  const parent = view.tiles.find(t => t.pid === tile?.parent);
  const nameOf = (other: number | undefined) => {
    const who = view.people.find(p => p.pid === other);
    return who === undefined || other === pid ? '' : `${who.name} (${who.nr})`;
  };
  const facts: readonly (readonly [string, string])[] = [
    ['identity (pidfs inode)', String(pid)],
    [
      'number',
      token?.onRing === false ? `none (was ${token.nr})` : String(token?.nr ?? tile?.nr ?? ''),
    ],
    ['holder of that number', letterOf(token?.letter ?? tile?.letter ?? 0)],
    ['task', tile?.state ?? 'none: only the struct pid is left'],
    ['parent', parent === undefined ? '' : `${parent.name} (${parent.nr})`],
    ['numbers inside', insides(token)],
    ['thread of', nameOf(tile?.threadOf)],
    ['process group', nameOf(tile?.pgid)],
    ['session', nameOf(tile?.sid)],
    ['waits', waitOf(view, pid)],
    ['held by pidfds', String(token?.holders ?? 0)],
    ...(card?.vars ?? []).map(
      v => [`variable ${v.name}`, v.value === undefined ? 'not set' : String(v.value)] as const,
    ),
    ...(card?.fds ?? []).map(f => [`fd ${f.fd}`, fdText(view, pid, f, nameOf)] as const),
  ];
  return (
    <section className="facts">
      <h3>
        <Glyph name={name} glyph={token?.glyph ?? tile?.glyph} /> {name}
      </h3>
      <dl>
        {facts
          .filter(([, value]) => value !== '')
          .map(([what, value]) => (
            <div key={what}>
              <dt>{what}</dt>
              <dd className="mono">{value}</dd>
            </div>
          ))}
      </dl>
    </section>
  );
}

/** Its numbers in inner namespaces. */
function insides(token: TokenView | undefined): string {
  return (token?.upids ?? [])
    .slice(1)
    .map(u => u.nr)
    .join(', ');
}

/** What it stands in, if it cannot go on. */
function waitOf(view: WorldView, pid: number): string {
  const wait = view.waits.find(w => w.pid === pid);
  return wait === undefined ? '' : blockedWords(wait.blocked, view);
}

type NameOf = (pid: number | undefined) => string;

/** `pidfd of worker (303)`, `socket to app (303): 7 to be read`, `pipe from app (303)`, `epoll: watches 3 and 4, 3 is ready`. */
function fdText(view: WorldView, pid: number, fd: FdView, nameOf: NameOf): string {
  if (fd.kind === 'socket' || fd.kind === 'pipe') return linkText(view, pid, fd, nameOf);
  const set = view.sets.find(s => s.holder === pid && s.fd === fd.fd);
  if (set !== undefined) {
    const ready = set.watches.filter(w => w.ready).map(w => w.fd);
    const which = ready.length === 0 ? 'none ready' : `ready: ${listOf(ready)}`;
    return `epoll: watches ${listOf(set.watches.map(w => w.fd))}, ${which}`;
  }
  const target = nameOf(fd.target);
  return `${fd.name ?? fd.kind}${target === '' ? '' : ` of ${target}`}`;
}

function linkText(view: WorldView, pid: number, { fd, kind }: FdView, nameOf: NameOf): string {
  const ends = view.links.flatMap(({ ends: [a, b] }) => [
    [a, b, 'from'] as const,
    [b, a, 'to'] as const,
  ]);
  const pair = ends.find(([mine]) => mine.holders.some(h => h.pid === pid && h.fd === fd));
  if (pair === undefined) return kind;
  const [mine, other, way] = pair;
  const names = other.holders.map(h => nameOf(h.pid)).filter(name => name !== '');
  const far = other.open
    ? names.length === 0
      ? ''
      : ` ${kind === 'pipe' ? way : 'to'} ${listOf(names)}`
    : ', other end closed';
  const waiting = waitingText(view, mine);
  return `${kind}${far}${waiting === '' ? '' : `: ${waiting} to be read`}`;
}

interface NumbersProps {
  readonly view: WorldView;
  readonly world: number;
  readonly pid: number | undefined;
  readonly nr: number | undefined;
}

/** Why the picked part is as it is, and why the last call answered so. */
function Reasons(props: NumbersProps & { readonly worlds: Worlds }) {
  const { view, world, worlds, pid, nr } = props;
  const gone = pid === undefined ? undefined : processTitle(view, pid);
  const person = view.people.find(p => p.pid === pid);
  const chain = { worlds, world };
  const known = view.rings[0]?.cells.some(c => c.nr === nr) ?? false;
  return (
    <>
      {gone === undefined || person === undefined ? undefined : (
        <Why {...chain} title={gone} question={{ kind: 'process', pid: person.pid }} />
      )}
      {person === undefined || waitOf(view, person.pid) === '' ? undefined : (
        <Why
          {...chain}
          title={`Why does ${person.name} wait?`}
          question={{ kind: 'waits', pid: person.pid }}
        />
      )}
      {nr === undefined || nr === 0 || !known || gone !== undefined ? undefined : (
        <Why {...chain} title={numberTitle(view, nr)} question={{ kind: 'number', nr }} />
      )}
      <Why {...chain} title={resultTitle(view)} question={{ kind: 'result' }} />
    </>
  );
}

/** Everybody there is, and the numbers that have come free, to pick from. */
function Numbers({ view, world, pid, nr }: NumbersProps) {
  const freed = (view.rings[0]?.cells ?? []).filter(c => c.pid === undefined && c.holders > 0);
  return (
    <ul className="pick-list">
      {view.tokens.map(token => (
        <li key={token.pid}>
          <button
            type="button"
            className="button"
            aria-pressed={token.pid === pid}
            onClick={() => inspect({ kind: 'pid', world, pid: token.pid })}
          >
            <Glyph name={token.name} glyph={token.glyph} size={20} />
            <span className="mono">
              {token.nr}·{letterOf(token.letter)}
            </span>
            {token.name}
          </button>
        </li>
      ))}
      {freed.map(cell => (
        <li key={`free ${cell.nr}`}>
          <button
            type="button"
            className="button"
            aria-pressed={pid === undefined && cell.nr === nr}
            onClick={() => inspect({ kind: 'number', world, nr: cell.nr })}
          >
            <span className="mono">{cell.nr}</span> free
          </button>
        </li>
      ))}
    </ul>
  );
}
