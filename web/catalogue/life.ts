// The point of a scenario as a picture: what became of the watched number while the pinned order ran,
// what somebody held of it meanwhile, and whom it reached in the end. One life per world. Pure.

import { verdictWords } from '../../src/explain/verdict.ts';
import { look } from '../../src/machine/look.ts';
import { branchOf } from '../../src/machine/timeline.ts';
import type { CellView, WorldView } from '../../src/machine/view.ts';
import { worldsTimeline } from '../../src/machine/worlds.ts';
import type { Race } from '../../src/race/program.ts';

/** Moments `from` to `to`, both included, counted from the start. */
export interface Stretch<What> {
  readonly from: number;
  readonly to: number;
  readonly what: What;
}

export interface Tenant {
  readonly state: CellView['state'];
  readonly name: string;
  readonly glyph: string;
  /** 0 is the number's first holder. */
  readonly letter: number;
}

export interface Holding {
  readonly kind: 'note' | 'plug';
  /** fresh: means what it did. stale: means nobody. wrong: means somebody else. */
  readonly state: 'fresh' | 'stale' | 'wrong';
}

export interface Life {
  readonly variant: string;
  readonly by: 'number' | 'reference';
  readonly nr: number;
  readonly moments: number;
  readonly tenants: readonly Stretch<Tenant>[];
  readonly holdings: readonly Stretch<Holding>[];
  /** The moment after which a stranger was reached; undefined: none was. */
  readonly hitAt: number | undefined;
  readonly end: {
    readonly tone: 'plain' | 'ok' | 'warn' | 'bad';
    readonly short: string;
    /** Who was reached, else who has the number at the end; undefined: nobody. */
    readonly name: string | undefined;
    readonly glyph: string;
    readonly struck: boolean;
  };
}

/** Every world's life of the watched number under the pinned order; none when none is watched. */
export function livesOf(race: Race): readonly Life[] {
  const { watched } = race;
  if (watched === undefined) return [];
  const script = race.pinned.map(({ process, instance }) => ({ process, instance }));
  const { states } = branchOf(worldsTimeline(race, script).timeline);
  return race.variants.map((_, world) =>
    lifeOf(
      race,
      states.map(state => look(state, world)),
      watched,
    ),
  );
}

function lifeOf(race: Race, views: readonly WorldView[], nr: number): Life {
  const last = views.at(-1);
  const hitAt = views.findIndex(view => isHarm(view));
  const struck = hitAt < 0 ? undefined : views[hitAt]?.last?.hit?.reached;
  const tenant = views.length === 0 ? undefined : tenantOf(last, nr);
  const victim = last?.people.find(p => p.pid === struck)?.name;
  const words = last === undefined ? undefined : verdictWords(last.verdict);
  return {
    variant: last?.name ?? '',
    by: last?.holder?.by ?? 'number',
    nr,
    moments: views.length,
    tenants: stretches(views, view => tenantOf(view, nr)),
    holdings: plugsOnly(stretches(views, view => holdingOf(view, nr))),
    hitAt: hitAt < 0 ? undefined : hitAt,
    end: {
      tone: words?.tone ?? 'plain',
      short: words?.short ?? '',
      name: victim ?? tenant?.name,
      glyph: victim === undefined ? (tenant?.glyph ?? '') : glyphOf(race, victim),
      struck: victim !== undefined,
    },
  };
}

function isHarm({ last }: WorldView): boolean {
  const hit = last?.hit;
  return hit?.outcome === 'wrong' && hit.deed !== 'look' && hit.deed !== 'open';
}

function glyphOf(race: Race, name: string): string {
  return race.processes.find(p => p.name === name)?.glyph ?? name;
}

function tenantOf(view: WorldView | undefined, nr: number): Tenant | undefined {
  const cell = view?.rings[0]?.cells.find(c => c.nr === nr);
  const token = view?.tokens.find(t => t.pid === cell?.pid);
  if (cell === undefined || token === undefined) return undefined;
  return { state: cell.state, name: token.name, glyph: token.glyph, letter: token.letter };
}

/** What the one whom the race follows holds of it; else what anybody does. */
function holdingOf(view: WorldView, nr: number): Holding | undefined {
  const mine = view.cards.find(card => card.leading)?.pid;
  const first = <T extends { readonly holder: number }>(all: readonly T[]) =>
    all.find(one => one.holder === mine) ?? all[0];
  const plug = first(
    view.plugs.filter(p => view.tokens.some(t => t.pid === p.target && t.nr === nr)),
  );
  if (plug !== undefined && view.holder?.by !== 'number') {
    const wrong = plug.meant !== undefined && plug.meant !== plug.target;
    return { kind: 'plug', state: wrong ? 'wrong' : 'fresh' };
  }
  const note = first(view.notes.filter(n => n.nr === nr));
  return note === undefined ? undefined : { kind: 'note', state: note.state };
}

/** Where there is a cable, the number that it was opened by is of no interest. */
function plugsOnly(all: readonly Stretch<Holding>[]): readonly Stretch<Holding>[] {
  const plugs = all.filter(({ what }) => what.kind === 'plug');
  return plugs.length === 0 ? all : plugs;
}

/** Runs of the same; moments with nothing are left out. */
export function stretches<What extends object>(
  views: readonly WorldView[],
  read: (view: WorldView) => What | undefined,
): readonly Stretch<What>[] {
  const found: Stretch<What>[] = [];
  views.forEach((view, at) => {
    const what = read(view);
    const before = found.at(-1);
    if (what === undefined) return;
    if (before !== undefined && before.to === at - 1 && isSame(before.what, what)) {
      found[found.length - 1] = { ...before, to: at };
    } else found.push({ from: at, to: at, what });
  });
  return found;
}

const isSame = (a: object, b: object): boolean => JSON.stringify(a) === JSON.stringify(b);

/** The picture in words. */
export function lifeText(life: Life): string {
  const { nr, tenants, end } = life;
  const parts = tenants.map(({ what: { state, name } }, i) => {
    const free = i > 0 && tenants[i - 1]?.to !== (tenants[i]?.from ?? 0) - 1 ? 'free, then ' : '';
    return `${free}${state === 'zombie' ? `a zombie, ${name}` : name}`;
  });
  return `${nr} is ${parts.join(', then ') || 'free'}. In the end: ${end.short}.`;
}
