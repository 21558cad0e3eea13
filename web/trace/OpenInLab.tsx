// A use, or a selected stretch, as a race in the editor, whose right half is the lab: the whole program
// travels in the address. Where it cannot be told, the reason stands there instead.

import { useMemo } from 'react';
import type { Stretch } from '../../src/retell/choose.ts';
import { retell } from '../../src/retell/retell.ts';
import { writeProgramLink } from '../editor/program-link.ts';
import { Icon } from '../glyphs/Icon.tsx';
import type { Loaded } from './trace-store.ts';

export function OpenInLab({
  loaded,
  stretch,
}: {
  readonly loaded: Loaded;
  readonly stretch: Stretch;
}) {
  const told = useMemo(
    () => retell(loaded.trace, stretch, loaded.shipped?.file ?? loaded.name),
    [loaded, stretch],
  );
  if (!told.ok) return <span className="caption">Not for the lab: {told.error}.</span>;
  const href = writeProgramLink({
    origin: undefined,
    program: told.value.source,
    schedule: undefined,
    at: 0,
  });
  return (
    <a className={stretch.kind === 'use' ? 'button primary' : 'button outlined'} href={href}>
      <Icon name="play" size={15} />
      Open in the lab
    </a>
  );
}

/** A use of the recording. */
export function OpenUseInLab({ loaded, use }: { readonly loaded: Loaded; readonly use: number }) {
  const stretch = useMemo((): Stretch => ({ kind: 'use', use }), [use]);
  return <OpenInLab loaded={loaded} stretch={stretch} />;
}

/** Events from one to another. */
export function OpenEventsInLab({
  loaded,
  from,
  to,
}: {
  readonly loaded: Loaded;
  readonly from: number;
  readonly to: number;
}) {
  const stretch = useMemo((): Stretch => ({ kind: 'events', from, to }), [from, to]);
  return <OpenInLab loaded={loaded} stretch={stretch} />;
}
