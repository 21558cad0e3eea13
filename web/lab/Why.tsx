// "Why?" as chains of causes, nearest first; each names the step responsible, and goes there.

import { type Question, why } from '../../src/explain/why.ts';
import type { WorldView } from '../../src/machine/view.ts';
import type { Worlds } from '../../src/machine/worlds.ts';
import { goTo } from './lab-store.ts';

interface WhyProps {
  readonly worlds: Worlds;
  readonly world: number;
  readonly question: Question;
  readonly title: string;
}

/** One chain; nothing where there is nothing to explain. */
export function Why({ worlds, world, question, title }: WhyProps) {
  const chain = why(worlds, world, question);
  if (chain.length === 0) return undefined;
  return (
    <section className="why">
      <h3>{title}</h3>
      <ol>
        {chain.map(({ text, at }) => (
          <li key={`${at} ${text}`}>
            {text}{' '}
            {at === undefined ? undefined : (
              <button type="button" className="jump" onClick={() => goTo(at)}>
                Step {at}
              </button>
            )}
          </li>
        ))}
      </ol>
    </section>
  );
}

/** How one asks about a number, by who has it now. */
export function numberTitle(view: WorldView, nr: number): string {
  const cell = view.rings[0]?.cells.find(c => c.nr === nr);
  const holder = view.tokens.find(t => t.pid === cell?.pid);
  switch (cell?.state) {
    case 'free':
      return `Why is ${nr} free?`;
    case 'zombie':
      return `Why is ${nr} not free yet?`;
    case 'pinned':
      return `Why is ${nr} still taken?`;
    default:
      return `Why does ${holder?.name ?? 'somebody'} have ${nr}?`;
  }
}

/** How one asks about a process that is no more; undefined while it lives. */
export function processTitle(view: WorldView, pid: number): string | undefined {
  const tile = view.tiles.find(t => t.pid === pid);
  const name = tile?.name ?? view.tokens.find(t => t.pid === pid)?.name;
  if (name === undefined) return undefined;
  if (tile === undefined || tile.state === 'reaped') return `Why is ${name} gone?`;
  return tile.state === 'zombie' ? `Why is ${name} a zombie?` : undefined;
}

/** How one asks about the last call. */
export function resultTitle({ last, people }: WorldView): string {
  const reached = people.find(p => p.pid === last?.hit?.reached);
  if (last?.errno !== undefined) return `Why ${last.errno} from ${last.what}?`;
  if (last?.hit?.outcome === 'wrong' && reached !== undefined) {
    return `Why did ${last.what} reach ${reached.name}?`;
  }
  return `Why this answer from ${last?.what ?? 'the call'}?`;
}
