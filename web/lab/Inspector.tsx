// The inspector: what a part of the picture is, in the model's own fields. Pick a number from the
// list, or click a part of the picture.

import { useStore } from 'zustand';
import { now } from '../../src/machine/timeline.ts';
import type { WorldView } from '../../src/machine/view.ts';
import { Glyph } from '../glyphs/Glyph.tsx';
import { Dialog } from '../shell/Dialog.tsx';
import { inspect, lab, openDrawer } from './lab-store.ts';
import { letterOf } from './scene/layout.ts';
import { viewsOf, worldName } from './select.ts';

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
      <Numbers view={view} world={world} pid={pid} />
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
  const facts: readonly (readonly [string, string])[] = [
    ['identity (pidfs inode)', String(pid)],
    [
      'number',
      token?.onRing === false ? `none (was ${token.nr})` : String(token?.nr ?? tile?.nr ?? ''),
    ],
    ['holder of that number', letterOf(token?.letter ?? tile?.letter ?? 0)],
    ['task', tile?.state ?? 'none: only the struct pid is left'],
    ['parent', parent === undefined ? '' : `${parent.name} (${parent.nr})`],
    ['held by pidfds', String(token?.holders ?? 0)],
    ...(card?.vars ?? []).map(
      v => [`variable ${v.name}`, v.value === undefined ? 'not set' : String(v.value)] as const,
    ),
    ...(card?.fds ?? []).map(f => [`fd ${f.fd}`, f.kind] as const),
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

interface NumbersProps {
  readonly view: WorldView;
  readonly world: number;
  readonly pid: number | undefined;
}

/** Everybody there is, to pick from. */
function Numbers({ view, world, pid }: NumbersProps) {
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
    </ul>
  );
}
