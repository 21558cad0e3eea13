// The catalogue: every scenario as a card with its point as a picture, in groups, with a search.

import type { CSSProperties } from 'react';
import { useStore } from 'zustand';
import { Icon } from '../glyphs/Icon.tsx';
import { HatchDefs } from '../lab/HatchDefs.tsx';
import type { KeyBinding } from '../shell/keys.ts';
import { Card } from './Card.tsx';
import { type Catalogue, catalogue, lookFor, openRoute, showView } from './catalogue-store.ts';
import { ENTRIES } from './entries.ts';
import { matching } from './entry.ts';
import { grouped, VIEW_NAMES, VIEWS } from './groups.ts';
import '../styles/scene.css';
import './catalogue.css';
import './groups.css';

export const open = openRoute;

export const keys: readonly KeyBinding[] = [
  {
    keys: ['/'],
    label: 'Search the catalogue',
    run: () => {
      const field = document.getElementById('catalogue-search');
      field?.focus();
      return field !== null;
    },
  },
];

export default function CataloguePage() {
  const state = useStore(catalogue);
  const { view, query } = state;
  const found = matching(ENTRIES, query);
  return (
    <div className="catalogue">
      <HatchDefs />
      <header className="cat-head">
        <div>
          <h1 className="headline">{ENTRIES.length} ways to get the wrong number.</h1>
          <p className="subline">
            Each bar is one number’s life. The line below it is what somebody holds of it.
          </p>
        </div>
        <a className="button outlined" href="#/edit">
          <Icon name="code" />
          Write your own
        </a>
      </header>
      <Tools state={state} found={found.length} />
      <div className="cat-groups">
        {grouped(found, view).map(({ title, entries: shown }) => (
          <section key={title} aria-label={title} style={{ '--n': shown.length } as CSSProperties}>
            <h2>{title}</h2>
            <ul className="cat-cards">
              {shown.map(entry => (
                <li key={entry.id}>
                  <Card entry={entry} />
                </li>
              ))}
            </ul>
          </section>
        ))}
      </div>
    </div>
  );
}

function Tools({ state, found }: { readonly state: Catalogue; readonly found: number }) {
  const { view, query } = state;
  const none = found === 0;
  return (
    <div className="cat-tools">
      <fieldset className="segmented">
        <legend className="sr">Group by</legend>
        {VIEWS.map(name => (
          <button
            key={name}
            type="button"
            aria-pressed={name === view}
            onClick={() => showView(name)}
          >
            {VIEW_NAMES[name]}
          </button>
        ))}
      </fieldset>
      <label className="cat-search">
        <Icon name="search" />
        <span className="sr">Search</span>
        <input
          id="catalogue-search"
          type="search"
          value={query}
          placeholder="Search: a call, a program, a word"
          aria-keyshortcuts="/"
          onChange={event => lookFor(event.target.value)}
          onKeyDown={event => {
            if (event.key === 'Escape') event.currentTarget.blur();
          }}
        />
        <kbd>/</kbd>
      </label>
      <p className={none ? '' : 'caption'} role="status">
        {none ? `No scenario has “${query}”.` : `${found} of ${ENTRIES.length}`}
      </p>
    </div>
  );
}
