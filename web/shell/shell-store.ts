// What the frame shows: the current address, the page's code as it arrives, the open dialog, and
// news about the page. One store; the pages have their own.

import { createStore } from 'zustand/vanilla';
import { type Page, type PageModule, pageOf } from '../pages.ts';
import { busy } from './idle.ts';
import { parseRoute, type Route } from './route.ts';

export type PageState =
  | { readonly kind: 'loading'; readonly page: Page }
  | { readonly kind: 'ready'; readonly page: Page; readonly module: PageModule }
  | { readonly kind: 'failed'; readonly page: Page; readonly why: string }
  | { readonly kind: 'unknown'; readonly id: string };

export type Dialog = 'none' | 'help' | 'share' | 'menu';

export interface Shell {
  readonly route: Route;
  readonly page: PageState;
  readonly dialog: Dialog;
  /** News in one sentence, until dismissed: unknown scenario, a link that no longer fits. */
  readonly notice: string | undefined;
  /** Whether the address alone names what is shown; false: Share is off (a file of one's own). */
  readonly shareable: boolean;
}

const FIRST = parseRoute('');

export const shell = createStore<Shell>(() => ({
  route: FIRST,
  page: { kind: 'unknown', id: '' },
  dialog: 'none',
  notice: undefined,
  shareable: true,
}));

/** Shows the page of this address; loads its code when it is not there yet. */
export function showRoute(route: Route): void {
  const page = pageOf(route.page);
  const now = shell.getState().page;
  if (page === undefined) {
    if (now.kind === 'ready') now.module.leave?.();
    shell.setState({ route, page: { kind: 'unknown', id: route.page } });
    return;
  }
  const same = now.kind !== 'unknown' && now.page === page && now.kind !== 'failed';
  if (!same && now.kind === 'ready') now.module.leave?.();
  shell.setState({
    route,
    ...(same ? {} : { page: { kind: 'loading', page }, notice: undefined }),
  });
  if (!same) void load(page);
  else if (now.kind === 'ready') now.module.open?.(route);
}

export function openDialog(dialog: Dialog): void {
  shell.setState({ dialog });
}

export function closeDialog(): void {
  shell.setState({ dialog: 'none' });
}

/** Tells the reader something about the page in one sentence; undefined takes it away. */
export function setNotice(notice: string | undefined): void {
  shell.setState({ notice });
}

export function setShareable(shareable: boolean): void {
  shell.setState({ shareable });
}

async function load(page: Page): Promise<void> {
  const done = busy(`page ${page.id}`);
  try {
    const module = await page.load();
    if (!isWanted(page)) return;
    module.open?.(shell.getState().route);
    shell.setState({ page: { kind: 'ready', page, module } });
  } catch (error) {
    if (isWanted(page)) shell.setState({ page: { kind: 'failed', page, why: String(error) } });
  } finally {
    done();
  }
}

/** The reader may have gone elsewhere while the code was on its way. */
function isWanted(page: Page): boolean {
  const now = shell.getState().page;
  return now.kind !== 'unknown' && now.page === page;
}
