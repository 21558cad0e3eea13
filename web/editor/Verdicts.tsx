// The verdict of each world, searched again while one writes.

import { useStore } from 'zustand';
import { sourceOf } from '../../src/catalogue/index.ts';
import { AS_WRITTEN } from '../../src/machine/what-if.ts';
import { OWN, writeExplorerLink } from '../explorer/explorer-link.ts';
import { variantText } from '../explorer/words.ts';
import { Icon } from '../glyphs/Icon.tsx';
import { editor } from './editor-store.ts';
import { verdictLine } from './verdict-words.ts';

const ICONS = { plain: 'clock', ok: 'tick', bad: 'cross', warn: 'warning' } as const;

/** The explorer's address: of the scenario, or with the whole program where that differs. */
function ordersOf(origin: string | undefined, text: string): string {
  const own = origin === undefined || text !== sourceOf(origin);
  return writeExplorerLink(origin ?? OWN, AS_WRITTEN, own ? text : undefined);
}

export function Verdicts() {
  const good = useStore(editor, s => s.good);
  const searches = useStore(editor, s => s.searches);
  const origin = useStore(editor, s => s.origin);
  if (good === undefined) return undefined;
  const { race } = good;
  return (
    <section className="panel ed-verdicts" aria-label="Verdicts" aria-live="polite">
      <h2 className="sr">Verdicts</h2>
      <ul>
        {race.variants.map((variant, i) => {
          const { tone, text, otherwise } = verdictLine(race, i, searches[i]);
          return (
            <li key={variant} className={tone}>
              <Icon name={ICONS[tone]} size={18} />
              <p>
                <strong>{variantText(variant)}</strong> {text}
                {otherwise.map(line => (
                  <span key={line} className="otherwise">
                    {line}
                  </span>
                ))}
              </p>
            </li>
          );
        })}
      </ul>
      <a className="ed-all" href={ordersOf(origin, good.text)}>
        See all orders <Icon name="right" size={15} />
      </a>
    </section>
  );
}
