// The one word beside a tile: what has happened to it, what state it is in, or what it waits for.

import { waitWord } from '../../../src/explain/blocked.ts';
import type { TileView, WorldView } from '../../../src/machine/view.ts';

/** The word under a name; what happened in the last step before what lasts. */
export function wordOf(
  tile: TileView,
  view: Pick<WorldView, 'tokens' | 'tiles' | 'waits' | 'people'>,
): string | undefined {
  switch (tile.mark) {
    case 'killedWrongly':
    case 'killedRightly':
      return 'killed';
    case 'hitWrongly':
      return 'hit';
    case 'spared':
      return 'unharmed';
    case 'newTenant':
      return 'new tenant';
    case 'none':
      break;
  }
  if (tile.state !== 'running') return tile.state;
  const group = kept(tile, view, tile.pgid);
  if (group !== undefined) return `group ${group}`;
  const session = kept(tile, view, tile.sid);
  if (session !== undefined) return `session ${session}`;
  const wait = view.waits.find(w => w.pid === tile.pid);
  if (wait !== undefined) return waitWord(wait.blocked.why, view);
  return tile.threadOf === undefined ? undefined : 'thread';
}

/** The number of its group or session, where that is the watched one or outlives its leader. */
function kept(tile: TileView, view: Pick<WorldView, 'tokens' | 'tiles'>, pid: number | undefined) {
  const token = view.tokens.find(t => t.pid === pid);
  if (token === undefined || token.pid === tile.pid || token.pid === tile.threadOf)
    return undefined;
  const leaderless = !view.tiles.some(t => t.pid === pid && t.state !== 'reaped');
  return leaderless || token.interest === 0 ? token.nr : undefined;
}
