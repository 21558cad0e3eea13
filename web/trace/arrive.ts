// Arriving where a link leads, and writing the link of where one is. A file of one's own is named in the
// address, so that it is shown as it was left when it is opened again; the file itself is nowhere kept.

import { formatRoute, type Route } from '../shell/route.ts';
import { setNotice } from '../shell/shell-store.ts';
import { replaceAddress } from '../shell/url.ts';
import { beginFolded, type Folds } from './lanes.ts';
import type { Range } from './scale.ts';
import { filterBy, search } from './searching.ts';
import { idOf } from './shipped.ts';
import { fitted, type Place, readPlace, writePlace } from './trace-link.ts';
import { between, type Loaded, loadedNow, type Opened, show, traces } from './trace-store.ts';

/** A place, and what of its link could not be read. */
export interface Aim {
  readonly place: Place;
  readonly bad: readonly string[];
}

/** Of no link: what is shown beside the timeline stays. */
export const NOWHERE: Aim = { place: {}, bad: [] };

export const aimOf = ({ query }: Route): Aim => readPlace(query);

/** Shows a recording as a link has it. What the link asks for in vain is said. */
export function arrive(opened: Opened, aim: Aim): void {
  const { place, bad } = fitted(aim.place, opened.trace);
  show(opened, place);
  const { life, panel, group, folds, stretch, without, root, query } = place;
  const now = traces.getState();
  traces.setState({
    life: life ?? now.life,
    panel: panel ?? (aim === NOWHERE ? now.panel : 'details'),
    group: group ?? now.group,
    folds: folds ?? now.folds,
    stretch: stretch === undefined ? undefined : between(stretch.from, stretch.to, false),
  });
  if (without !== undefined || root !== undefined) {
    filterBy({ without: new Set(without), root: root ?? -1 });
  }
  if (query !== undefined) search(query);
  const all = [...aim.bad, ...bad];
  if (all.length > 0) {
    setNotice(
      `The link asks for what this page does not have: ${all.join(', ')}. The rest is shown.`,
    );
  }
}

/** A file of one's own that the address is about, until it is opened. */
let awaited: { readonly file: string; readonly aim: Aim } | undefined;

/** Remembers how to show a file that cannot be fetched, and asks for it. */
export function awaitFile(route: Route): void {
  const { file } = route.query;
  if (file === undefined || loadedNow()?.name === file) return;
  awaited = { file, aim: aimOf(route) };
  setNotice(
    `This address is about “${file.slice(0, 80)}”, a file on somebody’s device. Open it, and it is shown as it was left.`,
  );
}

/** How to show a file of one's own. */
export function aimFor(file: string): Aim {
  const found = awaited?.file === file ? awaited.aim : NOWHERE;
  awaited = undefined;
  return found;
}

/** Writes the address of what is shown. */
export function writeAddress(): void {
  const loaded = loadedNow();
  if (loaded === undefined) return;
  const { shipped, name } = loaded;
  const now = traces.getState();
  const values = writePlace({
    ...now,
    range: rangeShown(loaded, now.range),
    folds: foldsShown(loaded, now.folds),
    query: now.search?.query,
  });
  replaceAddress(
    shipped === undefined
      ? formatRoute(['trace'], { file: name, ...values })
      : formatRoute(['trace', idOf(shipped)], values),
  );
}

function rangeShown({ trace }: Loaded, range: Range): Range | undefined {
  return range.from <= 0 && range.to >= trace.length ? undefined : range;
}

function foldsShown({ trace, index }: Loaded, folds: Folds): Folds | undefined {
  const begun = folds.all === beginFolded(trace, index, traces.getState().set);
  return begun && folds.except.size === 0 ? undefined : folds;
}
