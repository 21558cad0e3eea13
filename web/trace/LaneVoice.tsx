// What a screen reader is told when a lane is gone to: whose it is, and what has become of it by then.

import { memo } from 'react';
import { nameIn, spokenLabel } from '../../src/explain/trace.ts';
import { stateAt } from '../../src/trace/trace.ts';
import type { Loaded } from './trace-store.ts';

export const LaneVoice = memo(function LaneVoice(props: {
  readonly loaded: Loaded;
  readonly cursor: number;
  /** The incarnation in question; -1 for none. */
  readonly life: number;
}) {
  const life = props.loaded.trace.lives.at(props.life);
  return (
    <p className="sr" role="status">
      {life === undefined
        ? ''
        : `Lane of ${nameIn(life)}, ${spokenLabel(life)}: ${stateAt(life, props.cursor)}.`}
    </p>
  );
});
