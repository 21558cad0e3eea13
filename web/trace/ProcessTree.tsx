// The process tree at the cursor, as a list of rows of which only those in view are drawn. The arrow
// keys walk it as they walk any tree: right opens or goes in, left closes or goes out.

import { type KeyboardEvent, useRef, useState } from 'react';
import { nameIn } from '../../src/explain/trace.ts';
import { labelOf } from '../../src/trace/incarnation.ts';
import { stateAt } from '../../src/trace/trace.ts';
import type { Branch } from '../../src/trace/tree.ts';
import { Icon } from '../glyphs/Icon.tsx';
import { toneClass } from './frame.ts';
import { lifeInQuestion, selectLife } from './lives.ts';
import type { Moment } from './moments.ts';
import { keyOf } from './tones.ts';
import type { Loaded } from './trace-store.ts';
import { useSize } from './use-size.ts';

const ROW = 30;

interface Props {
  readonly loaded: Loaded;
  readonly moment: Moment;
  readonly life: number;
}

export function ProcessTree({ loaded, moment, life }: Props) {
  const [folded, setFolded] = useState<ReadonlySet<number>>(new Set());
  const [box, { height }] = useSize();
  const [scroll, setScroll] = useState(0);
  const rows = unfolded(moment.tree, folded);
  const from = Math.max(0, Math.floor(scroll / ROW) - 4);
  const shown = rows.slice(from, from + Math.ceil(height / ROW) + 8);
  const toggle = (branch: Branch): void => {
    const next = new Set(folded);
    if (!next.delete(branch.life)) next.add(branch.life);
    setFolded(next);
  };
  const at = rows.findIndex(row => row.life === life);
  const onKeyDown = (event: KeyboardEvent): void => {
    // What is drawn may be a frame behind: a key goes on from where the one before it led.
    const now = lifeInQuestion(loaded);
    const here = rows.findIndex(row => row.life === now);
    const to = walk(rows, here, event.key, folded, toggle);
    if (to === undefined) return;
    event.preventDefault();
    const row = rows[to];
    if (row === undefined) return;
    selectLife(row.life);
    const top = to * ROW;
    const element = box.current;
    if (element === null) return;
    if (top < element.scrollTop) element.scrollTop = top;
    else if (top + ROW > element.scrollTop + height) element.scrollTop = top + ROW - height;
  };
  return (
    <div
      className="process-tree"
      ref={box}
      role="tree"
      aria-label={`Processes at event ${moment.event + 1}`}
      aria-activedescendant={at >= from && at < from + shown.length ? `branch-${life}` : undefined}
      tabIndex={0}
      onKeyDown={onKeyDown}
      onScroll={event => setScroll(event.currentTarget.scrollTop)}
    >
      <div style={{ height: rows.length * ROW }} role="presentation">
        {shown.map((branch, i) => (
          <Row
            key={branch.life}
            loaded={loaded}
            branch={branch}
            event={moment.event}
            top={(from + i) * ROW}
            selected={branch.life === life}
            open={!folded.has(branch.life)}
            toggle={() => toggle(branch)}
          />
        ))}
      </div>
    </div>
  );
}

/** The rows without those below a folded one. */
function unfolded(tree: readonly Branch[], folded: ReadonlySet<number>): readonly Branch[] {
  if (folded.size === 0) return tree;
  const rows: Branch[] = [];
  for (let i = 0; i < tree.length; i++) {
    const branch = tree[i];
    if (branch === undefined) break;
    rows.push(branch);
    if (folded.has(branch.life)) i += branch.below;
  }
  return rows;
}

/** Where a key leads: the index of a row; -1 to stay; undefined when the key is not the tree's. */
function walk(
  rows: readonly Branch[],
  at: number,
  key: string,
  folded: ReadonlySet<number>,
  toggle: (branch: Branch) => void,
): number | undefined {
  const row = rows[at];
  switch (key) {
    case 'ArrowDown':
      return Math.min(rows.length - 1, at + 1);
    case 'ArrowUp':
      return Math.max(0, at - 1);
    case 'Home':
      return 0;
    case 'End':
      return rows.length - 1;
    case 'ArrowRight':
      if (row === undefined || row.below === 0) return -1;
      if (!folded.has(row.life)) return at + 1;
      toggle(row);
      return -1;
    case 'ArrowLeft': {
      if (row === undefined) return -1;
      if (row.below > 0 && !folded.has(row.life)) {
        toggle(row);
        return -1;
      }
      return rows.findLastIndex((other, i) => i < at && other.depth < row.depth);
    }
    default:
      return undefined;
  }
}

function Row(props: {
  readonly loaded: Loaded;
  readonly branch: Branch;
  readonly event: number;
  readonly top: number;
  readonly selected: boolean;
  readonly open: boolean;
  readonly toggle: () => void;
}) {
  const { loaded, branch, event, top, selected, open } = props;
  const life = loaded.trace.lives.at(branch.life);
  const line = useRef<HTMLDivElement>(null);
  if (life === undefined) return undefined;
  const zombie = stateAt(life, event) === 'zombie';
  const words = [
    zombie ? 'zombie' : '',
    branch.threads.length > 0 ? `${branch.threads.length + 1} threads` : '',
    branch.adopted ? 'adopted' : '',
    open || branch.below === 0 ? '' : `${branch.below} below`,
  ].filter(word => word !== '');
  return (
    // biome-ignore lint/a11y/useKeyWithClickEvents: the tree itself has the keys
    <div
      ref={line}
      id={`branch-${branch.life}`}
      className={`branch ${toneClass(loaded.tones.get(keyOf(life)))}${zombie ? ' zombie' : ''}`}
      role="treeitem"
      tabIndex={-1}
      aria-level={branch.depth + 1}
      aria-selected={selected}
      aria-expanded={branch.below > 0 ? open : undefined}
      style={{ top, paddingLeft: 4 + Math.min(branch.depth, 9) * 13 }}
      onClick={() => selectLife(branch.life)}
    >
      <span
        className="branch-fold"
        aria-hidden="true"
        onClick={click => {
          click.stopPropagation();
          if (branch.below > 0) props.toggle();
        }}
      >
        {branch.below === 0 ? undefined : <Icon name={open ? 'down' : 'right'} size={13} />}
      </span>
      <span className="mono task-badge">{labelOf(life)}</span>
      <span className="branch-name">{nameIn(life, event)}</span>
      <small>{words.join(', ')}</small>
    </div>
  );
}
