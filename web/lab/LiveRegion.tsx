// What is said aloud: one polite message per step, and harm at once. The left world is told first.

import { useStore } from 'zustand';
import { now } from '../../src/machine/timeline.ts';
import { lab } from './lab-store.ts';
import { headline, viewsOf, worldName } from './select.ts';
import { verdictRow } from './words.ts';

export function LiveRegion() {
  const timeline = useStore(lab, s => s.timeline);
  const race = useStore(lab, s => s.race);
  const views = viewsOf(now(timeline));
  const verdicts = views.map(view => ({
    tag: worldName(race, view.variant),
    ...verdictRow(view.verdict),
  }));
  const text = (v: (typeof verdicts)[number]) => `${v.tag}: ${v.lead} ${v.rest}`;
  const { title, sub } = headline(timeline);
  return (
    <div className="sr">
      <p role="status">
        {`Step ${timeline.at}. ${title} ${sub} `}
        {verdicts
          .filter(v => v.tone !== 'bad')
          .map(text)
          .join(' ')}
      </p>
      <p role="alert">
        {verdicts
          .filter(v => v.tone === 'bad')
          .map(text)
          .join(' ')}
      </p>
    </div>
  );
}
