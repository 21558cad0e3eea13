// The page registry: which first path segment shows which page. To add a page, write
// `web/<area>/<Name>Page.tsx` with a default-exported component taking `PageProps` (and, if it has
// keys, an exported `keys` table), and add one entry here: it is then routed, linked in the top bar
// and loaded on demand. Give each page one `<h1>`.

import type { ComponentType } from 'react';
import type { IconName } from './glyphs/Icon.tsx';
import type { KeyBinding } from './shell/keys.ts';
import type { Route } from './shell/route.ts';

export interface PageProps {
  /** The current address; changes while the page is shown (back, forward, edited by hand). */
  readonly route: Route;
}

export interface MenuItem {
  readonly icon: IconName;
  readonly label: string;
  readonly run: () => void;
}

export interface PageModule {
  readonly default: ComponentType<PageProps>;
  /** Called before the first render, and again whenever the address changes from outside. */
  readonly open?: (route: Route) => void;
  /** Called when another page is shown. */
  readonly leave?: () => void;
  /** The page's own entries of the menu, where the bar has no room for buttons. */
  readonly menu?: readonly MenuItem[];
  /** The page's own keys, active while it is shown; listed in the help dialog. */
  readonly keys?: readonly KeyBinding[];
}

export interface Page {
  /** First segment of the hash path. */
  readonly id: string;
  /** Its name in the top bar. */
  readonly label: string;
  readonly load: () => Promise<PageModule>;
}

export const PAGES: readonly Page[] = [
  { id: 'lab', label: 'Lab', load: () => import('./lab/LabPage.tsx') },
  { id: 'catalogue', label: 'Catalogue', load: () => import('./catalogue/CataloguePage.tsx') },
  { id: 'explore', label: 'Explorer', load: () => import('./explorer/ExplorerPage.tsx') },
  {
    id: 'challenge',
    label: 'Challenge',
    load: () => import('./challenge/ChallengePage.tsx'),
  },
  { id: 'trace', label: 'Trace', load: () => import('./trace/TracePage.tsx') },
  { id: 'edit', label: 'Edit', load: () => import('./editor/EditorPage.tsx') },
];

/** The page of a route; undefined when no page has that name. The empty path is the lab. */
export const pageOf = (id: string): Page | undefined =>
  PAGES.find(page => page.id === (id === '' ? 'lab' : id));
