// Order, choice and folding of lanes, and moving between them.

import { beginFolded, foldKey, type LaneSet, type Order } from './lanes.ts';
import { lifeInQuestion, selectLife } from './lives.ts';
import { neighbour, type Rows } from './rows.ts';
import { loadedNow, traces } from './trace-store.ts';

export function setOrder(order: Order): void {
  traces.setState(({ folds }) => ({ order, folds: { ...folds, except: new Set() } }));
}

export function setLaneSet(set: LaneSet): void {
  const loaded = loadedNow();
  if (loaded === undefined) return;
  const all = beginFolded(loaded.trace, loaded.index, set);
  traces.setState({ set, folds: { all, except: new Set() } });
}

/** Folds what is open at a lane, or opens it. */
export function toggleFold(life: number): void {
  const loaded = loadedNow();
  if (loaded === undefined || life < 0) return;
  const { folds, order } = traces.getState();
  const except = new Set(folds.except);
  const key = foldKey(loaded.trace, order, life);
  if (!except.delete(key)) except.add(key);
  traces.setState({ folds: { ...folds, except } });
}

/** Folds all lanes, or opens all. */
export function toggleFolds(): void {
  traces.setState(({ folds }) => ({ folds: { all: !folds.all, except: new Set() } }));
}

/** Puts the incarnation on the next or previous lane in question. */
export function stepLane(rows: Rows | undefined, by: 1 | -1): boolean {
  const loaded = loadedNow();
  if (loaded === undefined || rows === undefined) return false;
  const next = neighbour(rows, lifeInQuestion(loaded), by);
  if (next < 0) return false;
  selectLife(next);
  return true;
}
