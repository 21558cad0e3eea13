// What everybody who acts will do: the programs, with the next line marked. To find an order is to
// read these.

import type { CardView, WorldView } from '../../src/machine/view.ts';
import { Glyph } from '../glyphs/Glyph.tsx';
import { codeRows } from '../lab/scene/code.ts';

interface ProgramsProps {
  readonly view: WorldView;
  /** To be opened at will, where there is little room. */
  readonly folded: boolean;
}

const COLUMNS = 38;

export function Programs({ view, folded }: ProgramsProps) {
  const cards = view.cards.filter(card => card.lines.length > 0);
  const list = (
    <ul className="program-list">
      {cards.map(card => (
        <li key={card.pid}>
          <ProgramCard card={card} />
        </li>
      ))}
    </ul>
  );
  return folded ? (
    <details className="programs card">
      <summary>Programs</summary>
      {list}
    </details>
  ) : (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: it scrolls, by key too.
    <section className="programs panel" aria-label="Programs" tabIndex={0}>
      {list}
    </section>
  );
}

function ProgramCard({ card }: { readonly card: CardView }) {
  const { name, glyph, nr, alive } = card;
  return (
    <div className={alive ? 'program' : 'program gone'}>
      <h2>
        <Glyph name={name} glyph={glyph} size={18} />
        {name} <span className="caption">{alive ? nr : 'has ended'}</span>
      </h2>
      {codeRows(card.lines, COLUMNS, 14).map(row => (
        <code key={row.key} className={row.at === 'next' && alive ? 'on' : undefined}>
          {row.at === 'next' && alive ? <span className="sr">next: </span> : undefined}
          {row.text}
        </code>
      ))}
    </div>
  );
}
