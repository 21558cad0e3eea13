// The end of an order: what now?

import { useStore } from 'zustand';
import { Icon } from '../glyphs/Icon.tsx';
import { PAGES } from '../pages.ts';
import { formatRoute } from '../shell/route.ts';
import { whatIfKeys } from '../shell/what-if-link.ts';
import { keepFocus } from './focus.ts';
import { lab } from './lab-store.ts';
import { tryAnother } from './try-another.ts';

interface ThenProps {
  readonly form: 'rows' | 'row' | 'stack' | 'phone';
}

export function Then({ form }: ThenProps) {
  const { race, whatIf } = useStore(lab);
  const explorer = PAGES.find(page => page.id === 'explore');
  return (
    // biome-ignore lint/a11y/useSemanticElements: a fieldset cannot be laid out as a row.
    <div className="choose" role="group" aria-label="The end of this order: what then?">
      <span className="row-label" aria-hidden="true">
        Then
      </span>
      <div className="options">
        <button
          type="button"
          className="button primary option"
          data-focus="next"
          onClick={() => keepFocus(tryAnother)}
        >
          <Icon name="branch" size={19} />
          Try another order
        </button>
        {explorer === undefined || form === 'phone' ? undefined : (
          <a className="button" href={formatRoute([explorer.id, race.id], whatIfKeys(whatIf))}>
            See all orders <Icon name="right" size={16} />
          </a>
        )}
        {form === 'rows' ? (
          <span className="over">Every process has finished or waits.</span>
        ) : undefined}
      </div>
    </div>
  );
}
