// The explorer: every order there is of one race, in each of its worlds.

import { useEffect, useState } from 'react';
import { useStore } from 'zustand';
import { IDS, titleOf } from '../../src/catalogue/index.ts';
import { Icon } from '../glyphs/Icon.tsx';
import type { PageProps } from '../pages.ts';
import { Dialog } from '../shell/Dialog.tsx';
import { formatRoute } from '../shell/route.ts';
import { goTo } from '../shell/url.ts';
import { explorerKeys, openInLab } from './explorer-keys.ts';
import { OWN } from './explorer-link.ts';
import {
  cancel,
  change,
  type Explorer,
  explorer,
  followRoute,
  moveTo,
  pointAt,
  searchFurther,
  shownOrder,
  showVariant,
  stop,
  toggleWrongOnly,
} from './explorer-store.ts';
import { Field, Legend } from './Field.tsx';
import { Hatch } from './GraphParts.tsx';
import { BOX, BOX_WIDE, type Found } from './job.ts';
import { replayOf } from './replay.ts';
import { StateGraph } from './StateGraph.tsx';
import { Twin } from './Twin.tsx';
import { WhatIfPanel } from './WhatIfPanel.tsx';
import { Extras, WitnessList } from './WitnessList.tsx';
import {
  announcement,
  headline,
  isCalm,
  limitText,
  mostOrders,
  numberText,
  subline,
  variantText,
} from './words.ts';
import './graph.css';
import './way.css';
import './explorer.css';

export const keys = explorerKeys;

export default function ExplorerPage({ route }: PageProps) {
  const state = useStore(explorer);
  useEffect(() => followRoute(route), [route]);
  useEffect(() => stop, []);
  const { race, searches, shown } = state;
  const search = searches[shown];
  const found = search?.kind === 'found' ? search.found : undefined;
  const order = shownOrder(state);
  return (
    <div className="explorer">
      <Hatch />
      <div className="ex-head">
        <div>
          <h1 className="headline">{headline(race, searches)}</h1>
          <p className="subline">{subline(race, searches)}</p>
        </div>
        <Picker id={state.id} own={state.program === undefined ? undefined : race.title} />
      </div>
      <div className="ex-body">
        <Fields state={state} />
        <GraphPanel state={state} found={found} />
        <WitnessList
          race={race}
          found={found}
          order={order}
          pointed={state.pointed !== undefined}
          at={state.at}
          replay={order && replayOf(state, order, 0)}
          onMove={at => moveTo(at)}
          onBack={() => pointAt(undefined)}
        />
      </div>
      <p className="sr" role="status">
        {announcement(race, searches)}
      </p>
      <Twin state={state} />
    </div>
  );
}

function Picker({ id, own }: { readonly id: string; readonly own: string | undefined }) {
  const caption = own === undefined ? `Scenario ${IDS.indexOf(id) + 1}` : 'Your program';
  return (
    <label className="picker">
      <span className="caption">{caption}</span>
      <strong>{own ?? titleOf(id)}</strong>
      <Icon name="down" size={15} />
      <select
        aria-label="Scenario"
        value={own === undefined ? id : OWN}
        onChange={event => goTo(formatRoute(['explore', event.target.value]))}
      >
        {own === undefined ? undefined : <option value={OWN}>{own}</option>}
        {IDS.map(other => (
          <option key={other} value={other}>
            {titleOf(other)}
          </option>
        ))}
      </select>
    </label>
  );
}

function Fields({ state }: { readonly state: Explorer }) {
  const [open, setOpen] = useState(false);
  const { race, searches, asWritten, whatIf } = state;
  const calm = isCalm(searches);
  const panel = <WhatIfPanel asWritten={asWritten} whatIf={whatIf} onChange={change} />;
  return (
    <div className="ex-left">
      <div className="ex-fields">
        {searches.map((search, i) => (
          <Field
            key={race.variants[i]}
            race={race}
            name={race.variants[i] ?? ''}
            search={search}
            fields={searches.length}
            most={mostOrders(searches)}
            calm={calm}
            onCancel={cancel}
            onFurther={searchFurther}
          />
        ))}
      </div>
      <Legend race={race} searches={searches} calm={calm} />
      <section className="panel ex-whatif-panel" aria-label="What if">
        <h2>What if…</h2>
        {panel}
      </section>
      <button type="button" className="button ex-whatif-button" onClick={() => setOpen(true)}>
        What if…
      </button>
      {open ? (
        <Dialog title="What if…" onClose={() => setOpen(false)} drawer>
          {panel}
        </Dialog>
      ) : undefined}
    </div>
  );
}

function GraphPanel(props: { readonly state: Explorer; readonly found: Found | undefined }) {
  const { state, found } = props;
  const [open, setOpen] = useState(false);
  return (
    <section className={`panel ex-states ${open ? 'open' : ''}`} aria-label="All states">
      <header>
        <h2>
          {found === undefined ? 'All states' : `All ${numberText(found.report.states)} states`}
        </h2>
        <Worlds state={state} />
        <button
          type="button"
          className="button ex-only"
          aria-pressed={state.wrongOnly}
          onClick={toggleWrongOnly}
        >
          Wrong only
        </button>
        <button
          type="button"
          className="button ex-unfold"
          aria-expanded={open}
          onClick={() => setOpen(!open)}
        >
          {open ? 'Hide the graph' : 'Show the graph'}
        </button>
      </header>
      {found === undefined ? (
        <p className="ex-note">The picture comes when the states are known.</p>
      ) : (
        <Drawings state={state} found={found} />
      )}
      {found === undefined ? undefined : (
        <footer className="ex-foot">
          <Extras found={found} />
          {limitText(found) === undefined ? undefined : (
            <p className="ex-limit">{limitText(found)}</p>
          )}
        </footer>
      )}
    </section>
  );
}

function Worlds({ state }: { readonly state: Explorer }) {
  return (
    <fieldset className="segmented">
      <legend className="sr">Graph of which world</legend>
      {state.race.variants.map((name, i) => (
        <button
          key={name}
          type="button"
          aria-pressed={i === state.shown}
          onClick={() => showVariant(i)}
        >
          {variantText(name)}
        </button>
      ))}
    </fieldset>
  );
}

/** The same graph for wide panels and, in a flat form, for narrow ones; the style sheet shows one. */
function Drawings({ state, found }: { readonly state: Explorer; readonly found: Found }) {
  const shared = {
    race: state.race,
    found,
    order: shownOrder(state),
    at: state.at,
    pointed: state.pointed?.state,
    wrongOnly: state.wrongOnly,
    onPoint: pointAt,
    onOpen: (target: number) => {
      pointAt(target);
      openInLab();
    },
  };
  return (
    <div className="ex-drawing">
      <StateGraph {...shared} layout={found.layout} box={BOX} />
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keyboard */}
      <section className="ex-scroll" tabIndex={0} aria-label="All states, to be scrolled sideways">
        <StateGraph {...shared} layout={found.layoutWide} box={BOX_WIDE} />
      </section>
    </div>
  );
}
