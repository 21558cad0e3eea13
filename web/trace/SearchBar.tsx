// Searching and filtering, in the corner over the lanes' names.

import { useStore } from 'zustand';
import { fullName } from '../../src/explain/trace.ts';
import { TOPICS, type Topic } from '../../src/trace/kinds.ts';
import { countUpTo } from '../../src/trace/sorted.ts';
import { Icon } from '../glyphs/Icon.tsx';
import { lifeInQuestion } from './lives.ts';
import {
  clearFilter,
  closeSearch,
  openSearch,
  search,
  showFamily,
  stepFound,
  toggleTopic,
} from './searching.ts';
import { type Loaded, type Search, traces } from './trace-store.ts';

export function SearchBar({ loaded }: { readonly loaded: Loaded }) {
  const now = useStore(traces, s => s.search);
  return (
    <div className="search-bar">
      {now === undefined ? (
        <button type="button" className="button quiet" onClick={openSearch}>
          <Icon name="search" size={16} />
          Search <kbd>/</kbd>
        </button>
      ) : (
        <SearchBox now={now} />
      )}
      <FilterMenu loaded={loaded} />
    </div>
  );
}

function SearchBox({ now }: { readonly now: Search }) {
  const cursor = useStore(traces, s => s.cursor);
  return (
    <search className="search">
      <Icon name="search" size={16} />
      <input
        type="search"
        aria-label="Search events"
        placeholder="303·B, kill, ESRCH, postgres"
        value={now.query}
        autoComplete="off"
        spellCheck={false}
        onChange={event => search(event.currentTarget.value)}
        onKeyDown={event => {
          if (event.key === 'Enter') stepFound(event.shiftKey ? -1 : 1);
          else if (event.key === 'Escape') closeSearch();
          else return;
          event.preventDefault();
        }}
      />
      <span className="found mono" role="status">
        {foundText(now, cursor)}
      </span>
      <button
        type="button"
        className="button icon quiet"
        aria-label="Previous find"
        title="Previous find (Shift Enter)"
        onClick={() => stepFound(-1)}
      >
        <Icon name="left" size={15} />
      </button>
      <button
        type="button"
        className="button icon quiet"
        aria-label="Next find"
        title="Next find (Enter)"
        onClick={() => stepFound(1)}
      >
        <Icon name="right" size={15} />
      </button>
      <button
        type="button"
        className="button icon quiet"
        aria-label="Close the search"
        title="Close the search (Esc)"
        onClick={closeSearch}
      >
        <Icon name="cross" size={15} />
      </button>
    </search>
  );
}

/** `3/12`: the place of the cursor among what was found. */
function foundText({ query, found }: Search, cursor: number): string {
  if (query.trim() === '') return '';
  if (found === undefined) return '…';
  const all = found.events.length;
  if (all === 0) return 'none';
  const at = countUpTo(found.events, cursor);
  return found.events[at - 1] === cursor ? `${at}/${all}` : String(all);
}

const TOPIC_WORDS: Readonly<Record<Topic, string>> = {
  births: 'Births and programs',
  ends: 'Ends and reaps',
  signals: 'Signals',
  waits: 'Waits',
  pidfds: 'pidfds and polls',
  others: 'Everything else',
};

function FilterMenu({ loaded }: { readonly loaded: Loaded }) {
  const filter = useStore(traces, s => s.filter);
  const active = filter.without.size > 0 || filter.root >= 0;
  const root = loaded.trace.lives.at(filter.root);
  return (
    <details
      className={`filter-menu${active ? ' active' : ''}`}
      onKeyDown={event => {
        if (event.key !== 'Escape' || !event.currentTarget.open) return;
        event.currentTarget.open = false;
        event.preventDefault();
      }}
    >
      <summary className="button quiet" title="Filter events">
        <Icon name="filter" size={16} />
        <span>{active ? 'Filtered' : 'Filter'}</span>
      </summary>
      <div className="filter-panel card">
        <fieldset>
          <legend>Events</legend>
          {TOPICS.map(topic => (
            <label key={topic}>
              <input
                type="checkbox"
                checked={!filter.without.has(topic)}
                onChange={() => toggleTopic(topic)}
              />
              {TOPIC_WORDS[topic]}
            </label>
          ))}
        </fieldset>
        <fieldset>
          <legend>Processes</legend>
          {root === undefined ? (
            <FamilyButton loaded={loaded} />
          ) : (
            <button type="button" className="button outlined" onClick={() => showFamily(-1)}>
              All again, not only {fullName(root)}
            </button>
          )}
        </fieldset>
        {active ? (
          <button type="button" className="button outlined" onClick={clearFilter}>
            No filter
          </button>
        ) : undefined}
      </div>
    </details>
  );
}

function FamilyButton({ loaded }: { readonly loaded: Loaded }) {
  useStore(traces, s => `${s.life} ${s.cursor}`);
  const life = loaded.trace.lives.at(lifeInQuestion(loaded));
  const leader = life === undefined ? undefined : loaded.trace.lives.at(life.leader);
  if (leader === undefined) return <p className="caption">No process at the cursor.</p>;
  return (
    <button type="button" className="button outlined" onClick={() => showFamily(leader.index)}>
      Only {fullName(leader)} and what it started
    </button>
  );
}
