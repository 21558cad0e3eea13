// What a screen reader is told when a lane is gone to: whose it is, and what has become of it by then.

import { memo } from 'react';
import { useStore } from 'zustand';
import { nameIn, spokenLabel } from '../../src/explain/trace.ts';
import { stateAt } from '../../src/trace/trace.ts';
import { type Loaded, traces } from './trace-store.ts';

export const LaneVoice = memo(function LaneVoice(props: {
  readonly loaded: Loaded;
  readonly cursor: number;
}) {
  const chosen = useStore(traces, s => s.life);
  const life = props.loaded.trace.lives.at(chosen);
  return (
    <p className="sr" role="status">
      {life === undefined
        ? ''
        : `Lane of ${nameIn(life)}, ${spokenLabel(life)}: ${stateAt(life, props.cursor)}.`}
    </p>
  );
});
