// What could not be read, and what a recording does not show: said above the timeline, with the lines.

import { memo } from 'react';
import { flawText } from '../../src/explain/trace-flaw.ts';
import type { Trace } from '../../src/trace/trace.ts';
import { Icon } from '../glyphs/Icon.tsx';

export const Flaws = memo(function Flaws({ trace }: { readonly trace: Trace }) {
  const said = trace.flaws.map(flawText);
  const remarks = trace.remarks.filter(remark => remark.text !== '');
  if (said.length === 0 && trace.badCount === 0 && remarks.length === 0) return undefined;
  const share = trace.badCount / Math.max(1, trace.lines);
  const grave = trace.badCount > 0 || trace.flaws.some(flaw => GRAVE.has(flaw.kind));
  return (
    <div className={`flaws${grave ? ' grave' : ''}`} role={grave ? 'alert' : 'note'}>
      <Icon name="warning" size={16} />
      <div>
        {said.map(text => (
          <p key={text}>{text}</p>
        ))}
        {share > 0.2 ? (
          <p>More than a fifth could not be read. Treat the result with care.</p>
        ) : undefined}
        {trace.badCount === 0 ? undefined : <BadLines trace={trace} />}
        {remarks.length === 0 ? undefined : (
          <details>
            <summary>
              {remarks.length === 1 ? 'One remark' : `${remarks.length} remarks`} of the recorder
            </summary>
            <ul>
              {remarks.map(remark => (
                <li key={remark.event}>{remark.text}</li>
              ))}
            </ul>
          </details>
        )}
      </div>
    </div>
  );
});

const GRAVE: ReadonlySet<string> = new Set([
  'version',
  'cut-line',
  'lost',
  'stopped',
  'only-header',
]);

function BadLines({ trace }: { readonly trace: Trace }) {
  const first = trace.bad[0];
  const reason = (first?.reason ?? '').replace(/[^?]$/, '$&.');
  const more = trace.badCount - trace.bad.length;
  return (
    <details>
      <summary>
        {trace.badCount === 1
          ? `Line ${first?.line} was skipped: ${reason}`
          : `${trace.badCount} lines were skipped, the first is line ${first?.line}: ${reason}`}
      </summary>
      <ul className="bad-lines">
        {trace.bad.map(bad => (
          <li key={bad.line}>
            <span>
              Line {bad.line}: {bad.reason}
            </span>
            <code>{bad.text}</code>
          </li>
        ))}
        {more > 0 ? <li>and {more} more</li> : undefined}
      </ul>
    </details>
  );
}
