// What a screen reader is told when a hazard is gone to: which it is, and who was meant and hit.

import { memo } from 'react';
import { moment } from '../../src/explain/trace.ts';
import { tagOf, verdictText } from '../../src/explain/trace-verdict.ts';
import type { Loaded } from './trace-store.ts';

export const HazardVoice = memo(function HazardVoice({
  loaded,
  use,
}: {
  readonly loaded: Loaded;
  readonly use: number;
}) {
  const { trace, hazards } = loaded;
  const place = use < 0 ? -1 : hazards.indexOf(use);
  const t = trace.columns.t[trace.uses.event[use] ?? 0] ?? 0;
  const when = trace.timed ? ` at ${moment(trace, t)}` : '';
  const text =
    place < 0
      ? ''
      : `Hazard ${place + 1} of ${hazards.length}. ${tagOf(trace, use)}${when}. ${verdictText(trace, use)}`;
  return (
    <p className="sr" role="status">
      {text}
    </p>
  );
});
