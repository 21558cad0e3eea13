// What is said aloud: one polite message for what was done, and harm at once.

import { useStore } from 'zustand';
import {
  announceBranch,
  announceHarm,
  announceSeek,
  announceStep,
  announceUndo,
} from '../../src/explain/announce.ts';
import { branchOf, now, scriptOf } from '../../src/machine/timeline.ts';
import { type Lab, lab } from './lab-store.ts';
import { viewsOf } from './select.ts';

export function LiveRegion() {
  const state = useStore(lab);
  return (
    <div className="sr">
      <p role="status">{said(state)}</p>
      <p role="alert">{harm(state)}</p>
    </div>
  );
}

function said({ timeline, arrival }: Lab): string {
  const { at } = timeline;
  const of = branchOf(timeline).steps.length;
  const step = () => announceStep(viewsOf(now(timeline)), at, of);
  switch (arrival) {
    case 'step':
      return step();
    case 'branch':
      return `${announceBranch(at, Math.max(0, scriptOf(timeline).steps.length - at))} ${step()}`;
    case 'undo':
      return announceUndo(at, of);
    case 'seek':
      return announceSeek(at, of);
    case 'open':
      return '';
  }
}

function harm({ timeline, arrival }: Lab): string {
  const tells = arrival === 'step' || arrival === 'branch';
  return tells ? (announceHarm(viewsOf(now(timeline))) ?? '') : '';
}
