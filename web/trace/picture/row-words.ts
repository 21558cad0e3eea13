// The words of a lane, and whether a search found it: remembered per lane, since a lane may stand for
// thousands of incarnations.

import { nameIn } from '../../../src/explain/trace.ts';
import type { Incarnation } from '../../../src/trace/incarnation.ts';
import type { Frame } from '../frame.ts';
import type { LifeRow } from '../rows.ts';

const NAMES = new WeakMap<readonly number[], string>();
const FOUND = new WeakMap<object, WeakMap<readonly number[], boolean>>();

/** A lane's name: of a folded number all its holders', of a folded tree how many are in it. */
export function rowName({ trace, byNumber }: Frame, row: LifeRow, life: Incarnation): string {
  if (row.fold !== 'closed') return nameIn(life);
  if (!byNumber) return `${nameIn(life)} +${row.members.length - 1}`;
  const known = NAMES.get(row.members);
  if (known !== undefined) return known;
  const names = new Set<string>();
  for (const member of row.members.slice(0, 40)) {
    const found = trace.lives.at(member);
    if (found !== undefined) names.add(nameIn(found));
  }
  const name = [...names].join(', ');
  NAMES.set(row.members, name);
  return name;
}

/** Whether the search names an incarnation of the lane. */
export function isFound({ found }: Frame, row: LifeRow): boolean {
  const named = found?.lives;
  if (named === undefined) return false;
  if (row.members.length === 1) return named[row.life] === 1;
  const lanes = FOUND.get(named) ?? new WeakMap<readonly number[], boolean>();
  FOUND.set(named, lanes);
  const known = lanes.get(row.members);
  if (known !== undefined) return known;
  const is = row.members.some(member => named[member] === 1);
  lanes.set(row.members, is);
  return is;
}

/** Cut to a width, with an ellipsis. */
export function fitted(text: string, width: number): string {
  const most = Math.max(3, Math.floor(width / 7.9));
  return text.length <= most ? text : `${text.slice(0, most - 1)}…`;
}
