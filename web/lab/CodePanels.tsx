// The program of each world's holder, side by side, with the current line marked.

import type { WorldView } from '../../src/machine/view.ts';
import { codeRows } from './scene/code.ts';
import { leadingCard } from './scene/ring.ts';

export function CodePanels({ views }: { readonly views: readonly WorldView[] }) {
  return (
    <div className="code-panels">
      {views.map(view => (
        <CodePanel key={view.variant} view={view} rows={5} columns={40} />
      ))}
    </div>
  );
}

interface CodePanelProps {
  readonly view: WorldView;
  readonly rows: number;
  readonly columns: number;
}

export function CodePanel({ view, rows, columns }: CodePanelProps) {
  const card = leadingCard(view);
  if (card === undefined) return <div className="code-panel card" />;
  const active = view.last?.pid === card.pid ? 'last' : 'next';
  const wrong = active === 'last' && view.last?.hit?.outcome === 'wrong';
  const tint = wrong ? 'bad' : view.holder?.by === 'reference' ? 'cable' : 'warn';
  return (
    <div className="code-panel card">
      {codeRows(card.lines, columns, rows).map(row => (
        <code key={row.key} className={row.at === active ? `on ${tint}` : undefined}>
          {row.text}
        </code>
      ))}
    </div>
  );
}
